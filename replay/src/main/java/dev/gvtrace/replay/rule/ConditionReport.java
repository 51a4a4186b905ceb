// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.rule.RuleCollection.RuleDefinition;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.Issues.Span;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.WordLength;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports the checker's issues of a condition as issues of the rule. */
final class ConditionReport {
    private static final Set<FilterIssue.Code> UNKNOWN =
            Set.of(FilterIssue.Code.UNKNOWN_FIELD, FilterIssue.Code.UNKNOWN_EVENT_TYPE);

    private final Issues issues;
    private final RuleDefinition rule;
    private final SourceMappedText text;
    private final MacroResolver macros;

    ConditionReport(Issues issues, RuleDefinition rule, SourceMappedText text, MacroResolver macros) {
        this.issues = issues;
        this.rule = rule;
        this.text = text;
        this.macros = macros;
    }

    /** True, after reporting the warning, if the first error only excludes the rule. */
    boolean skips(List<FilterIssue> found) {
        FilterIssue first = firstError(found);
        if (first == null || !UNKNOWN.contains(first.code())) {
            return false;
        }
        add(IssueCode.LOAD_UNKNOWN_FILTER, first);
        return true;
    }

    static @Nullable FilterIssue firstError(List<FilterIssue> found) {
        for (FilterIssue issue : found) {
            if (issue.error()) {
                return issue;
            }
        }
        return null;
    }

    /** Reports them; true if there is no error. */
    boolean report(List<FilterIssue> found) {
        boolean right = true;
        for (FilterIssue issue : found) {
            right &= !issue.error();
            add(issue.error() ? IssueCode.LOAD_ERR_COMPILE_CONDITION : IssueCode.LOAD_COMPILE_CONDITION, issue);
        }
        return right;
    }

    private void add(IssueCode code, FilterIssue issue) {
        int index = issue.position().index();
        if (issue.code() == FilterIssue.Code.WRONG_OPERATOR
                && issue.macro() == null
                && text.nextScalar(index) != index) {
            int operator = text.nextScalar(index);
            Span span = new Span(ItemContext.CONDITION_EXPRESSION, rule.conditionContext, text, index, 1);
            FilePlace place = text.place(operator, WordLength.at(text.text(), operator));
            issues.add(code, issue.message(), span, place, hint(issue), null);
        } else {
            add(code, issue.message(), index, issue.macro(), hint(issue), null);
        }
    }

    static @Nullable String hint(FilterIssue issue) {
        String nearest = issue.nearest();
        if (nearest != null && nearest.endsWith("]")) {
            return "write '" + nearest + "', arguments go in brackets";
        }
        if (nearest != null) {
            return "did you mean '" + nearest + "'?";
        }
        return issue.expected() == null ? null : "expected " + issue.expected();
    }

    private void add(
            IssueCode code,
            String message,
            int index,
            @Nullable String macro,
            @Nullable String hint,
            @Nullable String deprecatedField) {
        SourceMappedText macroText = macro == null ? null : macros.text(macro);
        int length = WordLength.at(text.text(), index);
        if (macroText == null) {
            Span span = new Span(ItemContext.CONDITION_EXPRESSION, rule.conditionContext, text, index, length);
            issues.add(code, message, span, span.place(), hint, deprecatedField);
            return;
        }
        FilePlace place = macroText.place(index, WordLength.at(macroText.text(), index));
        Span span = new Span(ItemContext.CONDITION_EXPRESSION, rule.conditionContext, text, 0, 1);
        String inMacro = "in macro '" + macro + "', used by rule '" + rule.name + "'";
        issues.add(code, message, span, place, hint == null ? inMacro : hint + " (" + inMacro + ")", deprecatedField);
    }

    /** Warns of deprecated fields, each once. */
    void deprecated(Expr expr) {
        DeprecatedFields.in(expr).forEach((field, use) -> {
            String message = "usage of deprecated field '" + field + "' has been detected in the rule condition"
                    + DeprecatedFields.reason(field);
            add(IssueCode.LOAD_DEPRECATED_ITEM, message, use.position().index(), use.macro(), null, field);
        });
    }
}
