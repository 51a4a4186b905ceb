// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.rule.item.Issue;
import org.jspecify.annotations.Nullable;

/**
 * An error or a warning about a rule file. Immutable. Its texts are Unicode, as rule files are, and not escaped: they
 * quote the rule file, so escape control characters before printing them on a terminal.
 *
 * @param file the file, as it was named
 * @param line from 1
 * @param column in characters, from 1
 * @param code a word for the kind of problem, such as {@code LOAD_ERR_COMPILE_CONDITION}
 * @param message what is wrong
 * @param hint what was expected, or what is near; null if there is none
 */
public record RuleProblem(
        String file,
        int line,
        int column,
        String code,
        String message,
        @Nullable String hint) {
    static RuleProblem of(Issue issue) {
        return new RuleProblem(
                issue.place().file().name(),
                issue.place().line(),
                issue.place().column(),
                issue.code().name(),
                issue.message(),
                issue.hint());
    }

    /** {@code file:line:column: message}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message + (hint == null ? "" : " (" + hint + ")");
    }
}
