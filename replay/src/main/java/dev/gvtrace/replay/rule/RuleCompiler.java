// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.Expr;
import dev.gvtrace.replay.filter.FilterChecker;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.rule.Issues.Span;
import dev.gvtrace.replay.rule.RuleCollection.ExceptionDefinition;
import dev.gvtrace.replay.rule.RuleCollection.ListDefinition;
import dev.gvtrace.replay.rule.RuleCollection.MacroDefinition;
import dev.gvtrace.replay.rule.RuleCollection.RuleDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a whole collection: lists, then macros, then rules. Goes on after an error, so that all are found. Single-use
 * for one state of the collection.
 */
final class RuleCompiler {
    /** With more codes of Falco's event table than this, a rule counts as unrestricted. */
    private static final int MANY_CODES = 100;

    private static final String TOO_MANY =
            "Rule matches too many evt.type values. This has a significant performance penalty.";

    private final RuleCollection collection;
    private final Issues issues;
    private final ListPaster paster;
    private final ConditionReader reader;
    private final MacroResolver macros;
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> notEvaluated = new ArrayList<>();
    private @Nullable Map<String, MappedText> macroTexts;

    RuleCompiler(RuleCollection collection, Map<String, Expr> parsed, Issues issues) {
        this.collection = collection;
        this.issues = issues;
        this.paster = new ListPaster(collection);
        this.reader = new ConditionReader(paster, issues, parsed);
        this.macros = new MacroResolver(collection, reader, issues);
    }

    /** Compiles everything. */
    void compile() {
        boolean before = issues.haveErrors();
        macros.resolveMacros();
        macroTexts = macros.texts();
        for (RuleDefinition rule : collection.rules.values()) {
            if (rule.source.equals(RuleCollector.SYSCALL)) {
                compile(rule);
            } else {
                notEvaluated.add(rule.name);
            }
        }
        if (!before && !issues.haveErrors()) {
            unused();
        }
    }

    /** The rules that compiled, in the order of evaluation. */
    List<Rule> rules() {
        return rules;
    }

    /** The names of the rules that were left out. */
    List<String> notEvaluated() {
        return notEvaluated;
    }

    private void unused() {
        for (MacroDefinition macro : collection.macros.values()) {
            if (!macros.isUsed(macro.name)) {
                issues.add(IssueCode.LOAD_UNUSED_MACRO, "Macro not referred to by any other rule/macro", macro.context);
            }
        }
        for (ListDefinition list : collection.lists.values()) {
            if (!paster.isUsed(list.name)) {
                issues.add(IssueCode.LOAD_UNUSED_LIST, "List not referred to by any other rule/macro", list.context);
            }
        }
    }

    private void compile(RuleDefinition rule) {
        MappedText condition = new ExceptionExpander(issues).expand(rule);
        if (condition == null) {
            return;
        }
        Set<String> lists = new LinkedHashSet<>();
        ConditionReader.Parsed parsed = reader.read(condition, rule.conditionContext, lists);
        Expr expr = parsed == null ? null : macros.resolveRule(parsed.expr(), parsed.text(), rule.context);
        List<FilterIssue> faults = new ArrayList<>();
        OutputText output = new OutputText(rule, issues);
        OutputTemplate template = OutputTemplate.compile(output.text().text(), faults);
        if (parsed == null || expr == null) {
            output.report(faults, false);
            return;
        }
        FilterIssues found = new FilterIssues(issues, rule, parsed.text(), macros);
        List<FilterIssue> conditionFaults = FilterChecker.check(expr);
        if (rule.skipIfUnknownFilter && (found.skips(conditionFaults) || output.skips(faults, conditionFaults))) {
            notEvaluated.add(rule.name);
            return;
        }
        boolean right = found.report(conditionFaults);
        right &= output.report(faults, true);
        if (!right || template == null) {
            return;
        }
        found.deprecated(expr);
        if (rule.warnEvttypes && EventTypeSet.of(expr).codes() > MANY_CODES) {
            issues.add(IssueCode.LOAD_NO_EVTTYPE, TOO_MANY, rule.context);
        }
        rules.add(new Rule(
                rule.name,
                rule.index,
                rule.desc,
                rule.priority,
                rule.source,
                List.copyOf(rule.tags),
                rule.enabled,
                expr,
                output.text().text(),
                template,
                text(rule, parsed.text(), lists)));
    }

    private RuleText text(RuleDefinition rule, MappedText condition, Set<String> lists) {
        Map<String, Place> places = new TreeMap<>();
        for (String name : lists) {
            ListDefinition list = collection.lists.get(name);
            if (list != null) {
                places.put(name, new Place(list.context.file(), list.context.offset(), 1));
            }
        }
        List<RuleText.RuleException> exceptions = new ArrayList<>();
        for (ExceptionDefinition exception : rule.exceptions) {
            exceptions.add(new RuleText.RuleException(
                    exception.name(),
                    new Place(exception.context().file(), exception.context().offset(), 1),
                    exception.fields().stream().map(YamlNode.Scalar::text).toList(),
                    exception.values().size()));
        }
        Place place = new Place(rule.context.file(), rule.context.offset(), 1);
        return new RuleText(place, condition, macroTexts == null ? Map.of() : macroTexts, places, exceptions);
    }

    /** What the checker says of a condition, as issues of the rule. */
    static final class FilterIssues {
        private static final Set<FilterIssue.Code> UNKNOWN =
                Set.of(FilterIssue.Code.UNKNOWN_FIELD, FilterIssue.Code.UNKNOWN_EVENT_TYPE);

        private final Issues issues;
        private final RuleDefinition rule;
        private final MappedText text;
        private final MacroResolver macros;

        FilterIssues(Issues issues, RuleDefinition rule, MappedText text, MacroResolver macros) {
            this.issues = issues;
            this.rule = rule;
            this.text = text;
            this.macros = macros;
        }

        /** True, and the warning given, if the first error is one that may leave the rule out. */
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

        /** Gives them; true if there is no error. */
        boolean report(List<FilterIssue> found) {
            boolean right = true;
            for (FilterIssue issue : found) {
                right &= !issue.error();
                add(issue.error() ? IssueCode.LOAD_ERR_COMPILE_CONDITION : IssueCode.LOAD_COMPILE_CONDITION, issue);
            }
            return right;
        }

        private void add(IssueCode code, FilterIssue issue) {
            add(code, issue.message(), issue.position().index(), issue.macro(), hint(issue), null);
        }

        static @Nullable String hint(FilterIssue issue) {
            if (issue.nearest() != null) {
                return "did you mean '" + issue.nearest() + "'?";
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
            MappedText macroText = macro == null ? null : macros.text(macro);
            int length = WordLength.at(text.text(), index);
            if (macroText == null) {
                Span span = new Span(Context.CONDITION_EXPRESSION, rule.conditionContext, text, index, length);
                issues.add(code, message, span, span.place(), hint, deprecatedField);
                return;
            }
            Place place = macroText.place(index, WordLength.at(macroText.text(), index));
            Span span = new Span(Context.CONDITION_EXPRESSION, rule.conditionContext, text, 0, 1);
            String inMacro = "in macro '" + macro + "', used by rule '" + rule.name + "'";
            issues.add(
                    code, message, span, place, hint == null ? inMacro : hint + " (" + inMacro + ")", deprecatedField);
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
}
