// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.rule.coverage.FieldAvailability.Lack;
import dev.gvtrace.replay.rule.coverage.FieldAvailability.Missing;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Verdicts of checks on fields that always have the same value, or never have a certain one. */
final class FixedValues {
    /** What Falco calls everything outside of containers. The Sentry reports processes in containers only. */
    private static final String HOST = "host";

    private static final Set<String> CONTAINER_IDS = Set.of("container.id", "container.full_id");

    /** Why a rule about the host cannot match. */
    static final Missing NO_HOST = new Missing(
            Lack.NEVER, "", "container.id = host: never so, a Sentry runs containers and nothing of its host");

    private FixedValues() {}

    /** The verdict of a check on a field with that value; null if it cannot be reported here. */
    static @Nullable Boolean compare(String value, Expr.Check check) {
        return switch (check.operator()) {
            case EXISTS -> true;
            case EQUAL, DOUBLE_EQUAL, IN -> any(check, wanted -> same(value, wanted));
            case NOT_EQUAL -> not(any(check, wanted -> same(value, wanted)));
            case CONTAINS -> any(check, value::contains);
            case ICONTAINS ->
                any(check, wanted -> value.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT)));
            case STARTSWITH -> any(check, value::startsWith);
            case ENDSWITH -> any(check, value::endsWith);
            case LESS -> order(value, check, order -> order < 0);
            case LESS_OR_EQUAL -> order(value, check, order -> order <= 0);
            case GREATER -> order(value, check, order -> order > 0);
            case GREATER_OR_EQUAL -> order(value, check, order -> order >= 0);
            case GLOB, IGLOB, BCONTAINS, BSTARTSWITH, REGEX, INTERSECTS, PMATCH -> null;
        };
    }

    /** True if the check asks whether there is a container at all, which is always so. */
    static boolean isContained(Operand.FieldName field, Expr.Check check) {
        return check.right() == null && CONTAINER_IDS.contains(field.name());
    }

    /** The verdict of a check whether a container is the host; null for other checks. */
    static @Nullable Boolean neverHost(Operand.FieldName field, Expr.Check check) {
        boolean host = CONTAINER_IDS.contains(field.name())
                && hasConstants(check)
                && check.constants().stream()
                        .allMatch(constant -> constant.text().equals(HOST));
        if (!host) {
            return null;
        }
        return switch (check.operator()) {
            case EQUAL, DOUBLE_EQUAL, IN -> false;
            case NOT_EQUAL -> true;
            case EXISTS,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    GLOB,
                    IGLOB,
                    CONTAINS,
                    ICONTAINS,
                    BCONTAINS,
                    STARTSWITH,
                    BSTARTSWITH,
                    ENDSWITH,
                    REGEX,
                    INTERSECTS,
                    PMATCH -> null;
        };
    }

    private static @Nullable Boolean not(@Nullable Boolean verdict) {
        return verdict == null ? null : Boolean.valueOf(!verdict);
    }

    /** True if constants may appear on the right, even if the list has none. */
    private static boolean hasConstants(Expr.Check check) {
        return check.right() != null && !(check.right() instanceof Operand.Call);
    }

    private static @Nullable Boolean any(Expr.Check check, Predicate<String> holds) {
        if (!hasConstants(check)) {
            return null;
        }
        return check.constants().stream().anyMatch(constant -> holds.test(constant.text()));
    }

    private static boolean same(String value, String wanted) {
        if (value.equals(wanted)) {
            return true;
        }
        Long number = number(value);
        return number != null && number.equals(number(wanted));
    }

    private static @Nullable Boolean order(String value, Expr.Check check, Predicate<Integer> holds) {
        Long number = number(value);
        Long other = check.right() instanceof Operand.Constant text ? number(text.text()) : null;
        return number == null || other == null ? null : Boolean.valueOf(holds.test(number.compareTo(other)));
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
