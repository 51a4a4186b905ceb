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

    /** Where a field was found: in a macro or in the condition's own text. */
    record Use(Position position, @Nullable String macro) {}

    private DeprecatedFields() {}

    /** Why the field is deprecated, appended to a message; empty if that is obvious. */
    static String reason(String field) {
        return field.equals("evt.dir")
                ? ", due to the drop of enter events: every system call is one event, so the check can be left out"
                : "";
    }

    /** The deprecated fields in a condition, each with its first use, sorted. */
    static Map<String, Use> in(Expr expr) {
        Map<String, Use> found = new TreeMap<>();
        collect(expr, null, found);
        return found;
    }

    private static void collect(Expr expr, @Nullable String macro, Map<String, Use> found) {
        expr.accept(new Expr.Visitor<Map<String, Use>>() {
            @Override
            public Map<String, Use> and(Expr.And and) {
                and.parts().forEach(part -> collect(part, macro, found));
                return found;
            }

            @Override
            public Map<String, Use> or(Expr.Or or) {
                or.parts().forEach(part -> collect(part, macro, found));
                return found;
            }

            @Override
            public Map<String, Use> not(Expr.Not not) {
                collect(not.part(), macro, found);
                return found;
            }

            @Override
            public Map<String, Use> check(Expr.Check check) {
                for (Operand.FieldName field : check.fieldNames()) {
                    if (NAMES.contains(field.name())) {
                        found.putIfAbsent(field.name(), new Use(field.position(), macro));
                    }
                }
                return found;
            }

            @Override
            public Map<String, Use> identifier(Expr.Identifier identifier) {
                return found;
            }

            @Override
            public Map<String, Use> macro(Expr.Macro named) {
                collect(named.body(), named.name(), found);
                return found;
            }
        });
    }
}
