// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.Expr;
import dev.gvtrace.replay.filter.FilterException;
import dev.gvtrace.replay.filter.FilterParser;
import dev.gvtrace.replay.rule.Issues.Span;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pastes lists into conditions and parses them. Texts parsed once are not parsed again, not even for the next file. */
final class ConditionReader {
    /**
     * A condition.
     *
     * @param text lists in place
     * @param expr what it says; macros are names
     */
    record Parsed(MappedText text, Expr expr) {}

    private final ListPaster paster;
    private final Issues issues;
    private final Map<String, Expr> known;

    ConditionReader(ListPaster paster, Issues issues, Map<String, Expr> known) {
        this.paster = paster;
        this.issues = issues;
        this.known = known;
    }

    /** A cache for the readers of one load. */
    static Map<String, Expr> newCache() {
        return new HashMap<>();
    }

    /**
     * Reads a condition; null if it has an error, which is said.
     *
     * @param names the lists that were pasted are added here
     */
    @Nullable
    Parsed read(MappedText condition, Context context, Set<String> names) {
        MappedText text;
        try {
            text = paster.paste(condition, names);
        } catch (ListPaster.TooLongException e) {
            wrong(String.valueOf(e.getMessage()), condition, context, 0);
            return null;
        }
        Expr expr = known.get(text.text());
        if (expr == null) {
            try {
                expr = FilterParser.parse(text.text());
            } catch (FilterException e) {
                wrong(
                        String.valueOf(e.getMessage()),
                        text,
                        context,
                        e.position().index());
                return null;
            }
            known.put(text.text(), expr);
        }
        return new Parsed(text, expr);
    }

    private void wrong(String message, MappedText text, Context context, int index) {
        int length = WordLength.at(text.text(), index);
        Span span = new Span(Context.CONDITION_EXPRESSION, context, text, index, length);
        issues.add(IssueCode.LOAD_ERR_COMPILE_CONDITION, message, span);
    }
}
