// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

/**
 * Adds a syntax of rule files. Files of it are loaded wherever rule files are, alone, in directories and together with
 * files of other syntaxes. The content of a file becomes items like those of Falco's YAML, checked and compiled in the
 * same way; errors are reported at their places in the file. Used by several threads at once.
 */
public interface RuleSyntaxExtension {
    /**
     * Whether a file is written in this syntax. The first extension that recognizes a name reads the file; Falco's YAML
     * is read only from files that none recognizes.
     *
     * @param fileName as the user gave it, directories included
     */
    boolean recognizes(String fileName);

    /**
     * Reads a file into items. What is wrong with the file is reported with {@link RuleSink#error}; an exception is
     * reported as an error of the file that names the extension.
     *
     * @param fileName as the user gave it
     * @param text the file's content, decoded as UTF-8, UTF-16 or UTF-32. Places are indexes into it
     * @param rules takes the items in order: an item can use the lists and macros before it
     */
    void read(String fileName, String text, RuleSink rules);
}
