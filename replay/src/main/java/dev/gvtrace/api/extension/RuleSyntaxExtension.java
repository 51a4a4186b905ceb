// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

/**
 * Adds a syntax of rule files. Its files are loaded wherever rule files are: alone, in directories and together with
 * files in other syntaxes. The content of a file becomes items like those of Falco's YAML, checked and compiled in the
 * same way; errors are reported at their places in the file. Called by several threads at once.
 */
public interface RuleSyntaxExtension {
    /**
     * Whether a file is written in this syntax. A file that no extension recognizes is read as Falco's YAML; one that
     * several recognize is an error.
     *
     * @param fileName as the user gave it, directories included
     */
    boolean recognizes(String fileName);

    /**
     * Reads a file into items. Errors in the file are reported with {@link RuleSink#error}; an exception becomes an
     * error of the file that names the extension.
     *
     * @param fileName as the user gave it
     * @param text the content of the file, decoded from UTF-8, UTF-16 or UTF-32; places are indexes into it
     * @param rules receives the items in order: an item can use the lists and macros before it
     */
    void read(String fileName, String text, RuleSink rules);
}
