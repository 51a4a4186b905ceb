// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

/**
 * A place in a rule file.
 *
 * @param file which
 * @param offset index in the file's text
 * @param length how many characters it covers, at least 1
 */
public record FilePlace(RuleFile file, int offset, int length) {
    /** The place of a node: of a scalar all of it, else the start. */
    public static FilePlace of(YamlNode node) {
        int length = node instanceof YamlNode.Scalar scalar ? Math.max(1, scalar.end() - scalar.start()) : 1;
        return new FilePlace(node.file(), node.start(), length);
    }

    /** Line, from 1. */
    public int line() {
        return file.line(offset);
    }

    /** Column in characters, from 1. */
    public int column() {
        return file.column(offset);
    }

    /** {@code FILE:LINE:COLUMN}. */
    @Override
    public String toString() {
        return file.name() + ":" + line() + ":" + column();
    }
}
