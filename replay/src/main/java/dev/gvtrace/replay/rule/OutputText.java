// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.rule.RuleCollection.RuleDefinition;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.Issues.Span;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.WordLength;
import java.util.List;
import java.util.Set;

/** Compiles the output of a rule to a template and reports its issues. */
final class OutputText {
    private static final String CONTAINER_INFO = "%container.info";
    private static final Set<FilterIssue.Code> UNKNOWN =
            Set.of(FilterIssue.Code.UNKNOWN_FIELD, FilterIssue.Code.WRONG_FORMAT);

    private final RuleDefinition rule;
    private final Issues issues;
    private final SourceMappedText text;

    OutputText(RuleDefinition rule, Issues issues) {
        this.rule = rule;
        this.issues = issues;
        this.text = withoutContainerInfo(rule.output);
    }

    private static SourceMappedText withoutContainerInfo(SourceMappedText output) {
        int at = output.text().indexOf(CONTAINER_INFO);
        if (at < 0) {
            return output;
        }
        SourceMappedText.Builder out = new SourceMappedText.Builder(output);
        int copied = 0;
        while (at >= 0) {
            out.append(output, copied, at);
            copied = at + CONTAINER_INFO.length();
            at = output.text().indexOf(CONTAINER_INFO, copied);
        }
        out.append(output, copied, output.length());
        return out.build().strip();
    }

    /** The format, without what Falco takes out of it. */
    SourceMappedText text() {
        return text;
    }

    /** True, and the warning given, if the rule may be left out for its output; not if its condition has errors. */
    boolean skips(List<FilterIssue> faults, List<FilterIssue> conditionFaults) {
        FilterIssue first = ConditionReport.firstError(faults);
        boolean conditionRight = ConditionReport.firstError(conditionFaults) == null;
        if (first == null || !conditionRight || !UNKNOWN.contains(first.code())) {
            return false;
        }
        add(IssueCode.LOAD_UNKNOWN_FILTER, first);
        return true;
    }

    /** Reports errors and, if requested, warnings; true if there is no error. */
    boolean report(List<FilterIssue> faults, boolean warnings) {
        boolean right = true;
        for (FilterIssue fault : faults) {
            right &= !fault.error();
            add(fault.error() ? IssueCode.LOAD_ERR_COMPILE_OUTPUT : IssueCode.LOAD_COMPILE_OUTPUT, fault);
        }
        if (warnings && right) {
            deprecated();
        }
        return right;
    }

    private void add(IssueCode code, FilterIssue fault) {
        int index = fault.position().index();
        Span span = span(index, WordLength.at(text.text(), index));
        issues.add(code, fault.message(), span, span.place(), ConditionReport.hint(fault), null);
    }

    private Span span(int index, int length) {
        return new Span(ItemContext.OUTPUT_EXPRESSION, rule.outputContext, text, index, length);
    }

    private void deprecated() {
        if (rule.output.text().contains(CONTAINER_INFO)) {
            issues.add(
                    IssueCode.LOAD_DEPRECATED_ITEM,
                    "usage of deprecated '%container.info' has been detected in the rule output, it is left out",
                    rule.outputContext);
        }
        for (String field : DeprecatedFields.NAMES) {
            int at = text.text().indexOf(field);
            if (at >= 0) {
                Span span = span(at, field.length());
                issues.add(
                        IssueCode.LOAD_DEPRECATED_ITEM,
                        "usage of deprecated field '" + field + "' has been detected in the rule output",
                        span,
                        span.place(),
                        null,
                        field);
            }
        }
    }
}
