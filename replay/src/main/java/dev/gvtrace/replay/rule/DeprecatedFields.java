// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Position;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields that rules should no longer use. */
final class DeprecatedFields {
    static final List<String> NAMES = List.of(
            "evt.dir", "evt.latency", "evt.latency.s", "evt.latency.ns", "evt.latency.human", "evt.wait_latency");

    /** Where a field was found: in the text of a macro, or in the condition's own. */
    record Use(Position position, @Nullable String macro) {}

    private DeprecatedFields() {}

    /** Why the field goes away, to be put behind a message; empty if that is plain. */
    static String reason(String field) {
        return field.equals("evt.dir")
                ? ", due to the drop of enter events: every system call is one event, so the check can be left out"
                : "";
    }

    /** Those in a condition, each with its first use, sorted. */
    static Map<String, Use> in(Expr expr) {
        Map<String, Use> found = new TreeMap<>();
        collect(expr, null, found);
        return found;
    }

    private static void collect(Expr expr, @Nullable String macro, Map<String, Use> found) {
        if (expr instanceof Expr.Check check) {
            collect(check.left(), macro, found);
            if (check.right() != null) {
                collect(check.right(), macro, found);
            }
        }
        String inner = expr instanceof Expr.Macro node ? node.name() : macro;
        for (Expr child : expr.children()) {
            collect(child, inner, found);
        }
    }

    private static void collect(Operand operand, @Nullable String macro, Map<String, Use> found) {
        if (operand instanceof Operand.FieldName field && NAMES.contains(field.name())) {
            found.putIfAbsent(field.name(), new Use(field.position(), macro));
        } else if (operand instanceof Operand.Call call) {
            call.arguments().forEach(argument -> collect(argument, macro, found));
        } else if (operand instanceof Operand.Values values) {
            values.items().forEach(item -> collect(item, macro, found));
        }
    }
}
