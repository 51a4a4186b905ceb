// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.rule.RuleCollection.ExceptionDefinition;
import dev.gvtrace.replay.rule.RuleCollection.ListDefinition;
import dev.gvtrace.replay.rule.RuleCollection.MacroDefinition;
import dev.gvtrace.replay.rule.RuleCollection.RuleDefinition;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a whole collection: lists, then macros, then rules. Continues after an error, so that all are found.
 * Single-use for one state of the collection.
 */
final class RuleCompiler {
    /** A rule with more codes of Falco's event table than this counts as unrestricted. */
    private static final int MANY_CODES = 100;

    /** Up to how many values that are referred to are written out so that faults show their exact places. */
    private static final int MAX_WRITTEN = 100_000;

    private static final String TOO_MANY =
            "Rule matches too many evt.type values. This has a significant performance penalty.";

    private final RuleCollection collection;
    private final CompileCache cache;
    private final Issues issues;
    private final ListExpander paster;
    private final ConditionReader reader;
    private final MacroResolver macros;
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> notEvaluated = new ArrayList<>();
    private final Map<String, String> reasons = new HashMap<>();
    private @Nullable Map<String, SourceMappedText> macroTexts;

    RuleCompiler(RuleCollection collection, CompileCache cache, Issues issues) {
        this.collection = collection;
        this.cache = cache;
        this.issues = issues;
        this.paster = new ListExpander(collection, cache);
        this.reader = new ConditionReader(paster, collection, cache, issues);
        this.macros = new MacroResolver(collection, reader, cache, issues);
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
        collection.drafts.forEach(this::check);
        collection.drafts.clear();
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

    /** Why rules did not compile that have no error of their own in this file, by name. */
    Map<String, String> reasons() {
        return reasons;
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

    /** What a rule that is not complete would still have to be reported. */
    private void check(RuleDefinition draft) {
        OutputText output = new OutputText(draft, issues);
        output.report(cache.output(output.text().text()).faults(), false);
        Condition condition = condition(draft);
        if (condition != null) {
            condition.report.report(cache.check(condition.expr));
        }
    }

    /** A parsed condition with resolved macros. */
    private record Condition(SourceMappedText text, Expr expr, Set<String> lists, ConditionReport report) {}

    private @Nullable Condition condition(RuleDefinition rule) {
        SourceMappedText text = new ExceptionExpander(issues, paster, true).expand(rule);
        if (text == null) {
            return null;
        }
        String missing = paster.brokenIn(text.text());
        if (missing != null) {
            reasons.put(rule.name, "it uses list '" + missing + "', which did not load");
            return null;
        }
        Set<String> lists = new LinkedHashSet<>();
        ConditionReader.Parsed parsed = reader.readReferring(text, lists);
        Expr expr = parsed == null ? null : macros.resolveRule(parsed.expr(), parsed.text(), rule.context);
        if (parsed == null || (expr != null && isBetterWritten(parsed.text(), expr))) {
            SourceMappedText written = new ExceptionExpander(issues, paster, false).expand(rule);
            parsed = written == null ? null : reader.readWritten(written, rule.conditionContext, lists);
            expr = parsed == null ? null : macros.resolveRule(parsed.expr(), parsed.text(), rule.context);
        }
        if (parsed != null && expr == null) {
            parsed.expr().identifiers().stream()
                    .map(Expr.Identifier::name)
                    .filter(macros::isBroken)
                    .findFirst()
                    .ifPresent(name -> reasons.put(rule.name, "it uses macro '" + name + "', which did not load"));
        }
        if (parsed == null || expr == null) {
            return null;
        }
        return new Condition(parsed.text(), expr, lists, new ConditionReport(issues, rule, parsed.text(), macros));
    }

    /**
     * True if something is to be reported about a condition that refers to values, and they are not too many to show.
     */
    private boolean isBetterWritten(SourceMappedText text, Expr expr) {
        long values = text.references().stream()
                .mapToLong(reference -> reference.values().size())
                .sum();
        return values > 0 && values <= MAX_WRITTEN && !cache.check(expr).isEmpty();
    }

    private void compile(RuleDefinition rule) {
        OutputText output = new OutputText(rule, issues);
        CompileCache.Output compiled = cache.output(output.text().text());
        Condition condition = condition(rule);
        if (condition == null) {
            output.report(compiled.faults(), false);
            return;
        }
        List<FilterIssue> faults = cache.check(condition.expr);
        boolean skipped =
                rule.skipIfUnknownFilter && (condition.report.skips(faults) || output.skips(compiled.faults(), faults));
        if (skipped) {
            notEvaluated.add(rule.name);
            return;
        }
        FilterIssue fault = ConditionReport.firstError(faults);
        if (fault != null) {
            String where = fault.macro() == null ? "" : ", in macro '" + fault.macro() + "'";
            reasons.put(rule.name, fault.message() + where);
        }
        boolean right = condition.report.report(faults);
        right &= output.report(compiled.faults(), true);
        OutputTemplate<EventContext> template = compiled.template();
        if (right && template != null) {
            warn(rule, condition);
            rules.add(rule(rule, condition, output.text().text(), template));
        }
    }

    private void warn(RuleDefinition rule, Condition condition) {
        condition.report.deprecated(condition.expr);
        if (rule.warnEvttypes && EventTypeSet.of(condition.expr).codes() > MANY_CODES) {
            issues.add(IssueCode.LOAD_NO_EVTTYPE, TOO_MANY, rule.context);
        }
    }

    private Rule rule(RuleDefinition rule, Condition condition, String output, OutputTemplate<EventContext> template) {
        return new Rule(
                rule.name,
                rule.index,
                rule.desc,
                rule.priority,
                rule.source,
                List.copyOf(rule.tags),
                rule.enabled,
                condition.expr,
                output,
                template,
                text(rule, condition.text, condition.lists));
    }

    private ConditionPlaces text(RuleDefinition rule, SourceMappedText condition, Set<String> lists) {
        Map<String, FilePlace> places = new TreeMap<>();
        for (String name : lists) {
            ListDefinition list = collection.lists.get(name);
            if (list != null) {
                places.put(name, list.context.place());
            }
        }
        List<ConditionPlaces.ExceptionPart> exceptions = new ArrayList<>();
        for (ExceptionDefinition exception : rule.exceptions) {
            exceptions.add(new ConditionPlaces.ExceptionPart(
                    exception.name(),
                    exception.context().place(),
                    exception.fields().stream().map(YamlNode.Scalar::text).toList(),
                    exception.values().size()));
        }
        FilePlace place = rule.context.place();
        return new ConditionPlaces(place, condition, macroTexts == null ? Map.of() : macroTexts, places, exceptions);
    }
}
