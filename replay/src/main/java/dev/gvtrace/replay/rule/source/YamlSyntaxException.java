// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

/** A rule file that Falco's parser would refuse, or one that exceeds a limit of ours. */
public final class YamlSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    private final boolean limit;

    private YamlSyntaxException(String message, int offset, boolean limit) {
        super(message);
        this.offset = offset;
        this.limit = limit;
    }

    /** What is wrong, and where in the file's text. */
    public YamlSyntaxException(String message, int offset) {
        this(message, offset, false);
    }

    /** What Falco's parser reads, but we do not: it would take too much memory, or has no end. */
    static YamlSyntaxException limit(String message, int offset) {
        return new YamlSyntaxException(message, offset, true);
    }

    static YamlSyntaxException tab(int offset) {
        return new YamlSyntaxException(
                "illegal tab when looking for indentation: lines are indented with blanks", offset);
    }

    /** The same at another place. */
    YamlSyntaxException at(int place) {
        return new YamlSyntaxException(text(), place, limit);
    }

    /** Where in the file's text. */
    public int offset() {
        return offset;
    }

    /** True if it is YAML, but more of it than is read here. */
    public boolean isLimit() {
        return limit;
    }

    /** Never null here. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
