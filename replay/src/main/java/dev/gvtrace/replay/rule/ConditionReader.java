// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.Modifier;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.Issues.Span;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.WordLength;
import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Inserts lists into conditions and parses them. */
final class ConditionReader {
    /**
     * A condition.
     *
     * @param text with lists inserted
     * @param expr its tree, with macros as names
     */
    record Parsed(SourceMappedText text, Expr expr) {}

    private static final int LONGEST_WORD = 4;
    private static final int LONGEST_OPERATOR = 16;

    private final ListExpander paster;
    private final Issues issues;
    private final CompileCache cache;
    private final Binding<EventContext> binding;

    ConditionReader(ListExpander paster, RuleCollection collection, CompileCache cache, Issues issues) {
        this.paster = paster;
        this.issues = issues;
        this.cache = cache;
        this.binding = collection.binding;
    }

    /** True if it contains a list that did not load; without its items the condition would have another meaning. */
    boolean usesBroken(SourceMappedText condition) {
        return paster.brokenIn(condition.text()) != null;
    }

    /**
     * Reads a condition; null if it has an error, which is reported.
     *
     * @param names receives the inserted lists
     */
    @Nullable
    Parsed read(SourceMappedText condition, ItemContext context, Set<String> names) {
        Parsed referring = readReferring(condition, names);
        return referring != null ? referring : readWritten(condition, context, names);
    }

    /**
     * Reads a condition with long lists by reference; null if that is impossible, or on an error, which is not
     * reported.
     */
    @Nullable
    Parsed readReferring(SourceMappedText condition, Set<String> names) {
        try {
            SourceMappedText text = paster.paste(condition, names, true);
            Expr expr = cache.parse(text);
            return expr == null ? null : new Parsed(text, expr);
        } catch (ListExpander.TooLongException | FilterException e) {
            return null; // reported when all lists are written out
        }
    }

    /**
     * Reads a condition with all lists written out, as in messages; null if it has an error, which is reported.
     */
    @Nullable
    Parsed readWritten(SourceMappedText condition, ItemContext context, Set<String> names) {
        SourceMappedText text;
        try {
            text = paster.paste(condition, names, false);
        } catch (ListExpander.TooLongException e) {
            wrong(String.valueOf(e.getMessage()), condition, context, 0);
            return null;
        }
        try {
            Expr expr = cache.parse(text);
            return expr == null ? null : new Parsed(text, expr);
        } catch (FilterException e) {
            wrong(String.valueOf(e.getMessage()), text, context, e.position().index());
            return null;
        }
    }

    /** A hint for syntax of other languages. */
    private @Nullable String hint(String text, int index) {
        int at = index;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        String rest = text.substring(at, Math.min(text.length(), at + LONGEST_WORD));
        for (String word : List.of("AND", "OR", "NOT")) {
            if (rest.regionMatches(true, 0, word, 0, word.length()) && rest.startsWith(word.substring(0, 1))) {
                return "the words and, or, not are written in lower case";
            }
        }
        if (rest.startsWith("#")) {
            return "conditions have no comments";
        }
        if (rest.startsWith("(")) {
            return severalValues(text, at);
        }
        String label = labelHint(text, index);
        if (label != null) {
            return label;
        }
        if (rest.startsWith("&") || rest.startsWith("|") || rest.startsWith("!")) {
            return "the words are and, or, not";
        }
        return null;
    }

    /** A list after an operator that takes one value, or after a modifier without a blank. */
    private static @Nullable String severalValues(String text, int list) {
        int end = list;
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && !Character.isWhitespace(text.charAt(start - 1)) && end - start < LONGEST_OPERATOR) {
            start--;
        }
        String word = text.substring(start, end);
        for (Modifier modifier : Modifier.values()) {
            if (word.endsWith(modifier.text())) {
                return "a blank belongs on both sides of '" + modifier.text() + "'";
            }
        }
        Operator found = null;
        for (Operator operator : Operator.values()) {
            boolean longer =
                    found == null || operator.text().length() > found.text().length();
            if (operator.kind() == Operator.Kind.TEXT && word.endsWith(operator.text()) && longer) {
                found = operator;
            }
        }
        if (found == null) {
            return null;
        }
        String several = "for several values use '" + found.text() + " anyof'";
        if (found.equality()) {
            return several + " or 'in'";
        }
        return found == Operator.NOT_EQUAL ? "for several values use '!= allof'" : several;
    }

    /** A label with its key after a dot, followed by a character that names cannot contain. */
    private @Nullable String labelHint(String text, int index) {
        int start = index;
        while (start > 0 && isNamePart(text.charAt(start - 1))) {
            start--;
        }
        int end = index;
        while (end < text.length() && (isNamePart(text.charAt(end)) || "-/".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        String label = end == index ? null : binding.inBrackets(text.substring(start, end));
        return label == null ? null : "write '" + label + "', arguments go in brackets";
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.';
    }

    private void wrong(String message, SourceMappedText text, ItemContext context, int index) {
        int length = WordLength.at(text.text(), index);
        Span span = new Span(ItemContext.CONDITION_EXPRESSION, context, text, index, length);
        issues.add(IssueCode.LOAD_ERR_COMPILE_CONDITION, message, span, span.place(), hint(text.text(), index), null);
    }
}
