// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.filter.ast.Position;
import dev.gvtrace.text.ByteText;
import org.jspecify.annotations.Nullable;

/** An error of a check, to be added to the list of issues. */
final class CheckError extends Exception {
    private static final long serialVersionUID = 1L;

    private final FilterIssue.Code code;
    private final transient Position position;
    private final @Nullable String expected;
    private final @Nullable String nearest;

    CheckError(FilterIssue.Code code, String message, Position position) {
        this(code, message, position, null, null);
    }

    CheckError(
            FilterIssue.Code code,
            String message,
            Position position,
            @Nullable String expected,
            @Nullable String nearest) {
        super(message, null, false, false);
        this.code = code;
        this.position = position;
        this.expected = expected;
        this.nearest = nearest;
    }

    FilterIssue issue(@Nullable String macro) {
        String unicode = ByteText.toUnicode(String.valueOf(getMessage()));
        return new FilterIssue(code, unicode, position, macro, expected, nearest);
    }
}
