// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

/** A rule file that is no YAML, or too much of it. */
public final class YamlSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    YamlSyntaxException(String message, int offset) {
        super(message);
        this.offset = offset;
    }

    /** Where in the file's text. */
    public int offset() {
        return offset;
    }

    /** Never null here. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
