// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.text.EscapedText;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The parts of a rule, for users. All sets are sorted.
 *
 * <p>More than six components: one for each entry of a description.
 *
 * @param condition compiled, with macros, lists and exceptions inserted
 * @param eventTypes the names of its event types; empty if {@code allEventTypes}
 * @param allEventTypes true if the condition does not restrict them in a useful way
 * @param fields of the condition, arguments included
 * @param outputFields of the output
 * @param macros inserted into the condition, at any depth
 * @param lists inserted into the condition's own text
 * @param techniques MITRE ATT&amp;CK numbers among the tags, such as T1059.004
 */
public record RuleDescription(
        String condition,
        List<String> eventTypes,
        boolean allEventTypes,
        SortedSet<String> fields,
        List<String> outputFields,
        SortedSet<String> macros,
        SortedSet<String> lists,
        List<String> techniques) {
    /** With more codes of Falco's event table than this, a condition counts as not restricted. */
    private static final int MANY_CODES = 100;

    /** Describes a rule. */
    public static RuleDescription of(Rule rule) {
        SortedSet<String> fields = new TreeSet<>();
        SortedSet<String> macros = new TreeSet<>();
        rule.condition().forEach(node -> {
            if (node instanceof Expr.Macro macro) {
                macros.add(macro.name());
            } else if (node instanceof Expr.Check check) {
                check.fieldNames().forEach(field -> fields.add(FilterPrinter.print(field)));
            }
        });
        EventTypeSet types = EventTypeSet.of(rule.condition());
        boolean all = types.codes() > MANY_CODES;
        return new RuleDescription(
                FilterPrinter.print(rule.condition()),
                all ? List.of() : names(types),
                all,
                fields,
                rule.template().fields().stream().map(EscapedText::of).toList(),
                macros,
                rule.places().listNames(),
                rule.tags().stream().filter(RuleDescription::isTechnique).toList());
    }

    private static List<String> names(EventTypeSet types) {
        return types.types().stream().map(EventType::name).sorted().toList();
    }

    /** The fields in an operand, as written. */
    public static void fields(Operand operand, SortedSet<String> fields) {
        operand.fieldNames().forEach(field -> fields.add(FilterPrinter.print(field)));
    }

    private static boolean isTechnique(String tag) {
        return tag.matches("T[0-9]{4}(\\.[0-9]{3})?");
    }
}
