// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.rule.coverage.FieldAvailability.Constant;
import dev.gvtrace.replay.rule.coverage.FieldAvailability.Lack;
import dev.gvtrace.replay.rule.coverage.FieldAvailability.Missing;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The possible verdicts of a condition on events of one type: for each check, whether it can be true and whether it can
 * be false. A check on a field without a value is always false, one on a field with a constant value has one verdict,
 * all others can have both. Single-threaded.
 */
final class ConditionVerdicts {
    /** Fields about the type of an event and its process, not about its subject. */
    private static final Set<String> KIND = Set.of(
            "evt.type",
            "syscall.type",
            "evt.dir",
            "evt.source",
            "evt.category",
            "evt.res",
            "evt.failed",
            "evt.is_open_read",
            "evt.is_open_write",
            "fd.typechar",
            "container.id",
            "container.full_id",
            "proc.vpid");

    /** Fields that do so where they are compared by order: did it succeed. */
    private static final Set<String> OUTCOME = Set.of("evt.rawres", "fd.num");

    private static final int LONGEST_QUOTE = 80;

    private final EventShape seen;
    private final FieldAvailability fields;
    private final Set<Lack> filled;
    private final boolean kindHolds;
    private final Map<Expr, Possible> known = new IdentityHashMap<>();
    private final Verdicts verdicts = new Verdicts();
    private final ForOtherTypes forOtherTypes = new ForOtherTypes();

    private ConditionVerdicts(EventShape seen, FieldAvailability fields, Set<Lack> filled, boolean kindHolds) {
        this.seen = seen;
        this.fields = fields;
        this.filled = filled;
        this.kindHolds = kindHolds;
    }

    /** The verdicts in this session. */
    static ConditionVerdicts of(EventShape seen, FieldAvailability fields) {
        return new ConditionVerdicts(seen, fields, EnumSet.noneOf(Lack.class), false);
    }

    /** The verdicts if metadata of containers were recorded. */
    static ConditionVerdicts withMetadata(EventShape seen, FieldAvailability fields) {
        return new ConditionVerdicts(seen, fields, EnumSet.of(Lack.METADATA), false);
    }

    /** The possible verdicts of a condition. */
    record Possible(boolean canBeTrue, boolean canBeFalse) {
        static final Possible BOTH = new Possible(true, true);
        static final Possible FALSE = new Possible(false, true);
        static final Possible TRUE = new Possible(true, false);

        static Possible of(boolean verdict) {
            return verdict ? TRUE : FALSE;
        }
    }

    /**
     * True if the condition holds for every event of its types, but would not if all fields had values: the checks that
     * should distinguish events do not.
     */
    static boolean holdsForWantOfValues(Expr condition, EventShape seen, FieldAvailability fields) {
        boolean always =
                !new ConditionVerdicts(seen, fields, EnumSet.noneOf(Lack.class), true).of(condition).canBeFalse;
        Set<Lack> all = EnumSet.complementOf(EnumSet.of(Lack.FOREIGN, Lack.UNSEEN));
        return always && new ConditionVerdicts(seen, fields, all, true).of(condition).canBeFalse;
    }

    Possible of(Expr expr) {
        Possible before = known.get(expr);
        if (before != null) {
            return before;
        }
        Possible possible = expr.accept(verdicts);
        known.put(expr, possible);
        return possible;
    }

    private final class Verdicts implements Expr.Visitor<Possible> {
        @Override
        public Possible and(Expr.And and) {
            List<Possible> parts = and.parts().stream().map(part -> of(part)).toList();
            return new Possible(
                    parts.stream().allMatch(Possible::canBeTrue), parts.stream().anyMatch(Possible::canBeFalse));
        }

        @Override
        public Possible or(Expr.Or or) {
            List<Possible> parts = or.parts().stream().map(part -> of(part)).toList();
            return new Possible(
                    parts.stream().anyMatch(Possible::canBeTrue), parts.stream().allMatch(Possible::canBeFalse));
        }

        @Override
        public Possible not(Expr.Not not) {
            Possible inner = of(not.part());
            return new Possible(/* canBeTrue= */ inner.canBeFalse, /* canBeFalse= */ inner.canBeTrue);
        }

        @Override
        public Possible check(Expr.Check check) {
            return ConditionVerdicts.this.check(check);
        }

        @Override
        public Possible identifier(Expr.Identifier identifier) {
            return Possible.FALSE; // Conditions of rules have their macros in place.
        }

        @Override
        public Possible macro(Expr.Macro macro) {
            return of(macro.body());
        }
    }

    private Possible check(Expr.Check check) {
        Possible possible = bare(check);
        boolean kind = check.left() instanceof Operand.FieldName field
                && (KIND.contains(field.name())
                        || OUTCOME.contains(field.name()) && check.operator().kind() == Operator.Kind.ORDER);
        return kindHolds && kind && possible.canBeTrue ? Possible.TRUE : possible;
    }

    private Possible bare(Expr.Check check) {
        if (missing(check) != null) {
            return Possible.FALSE;
        }
        if (!(check.left() instanceof Operand.FieldName field) || check.modifier() != null) {
            return Possible.BOTH;
        }
        Constant constant = constant(field);
        if (constant != null) {
            Boolean verdict = FixedValues.compare(constant.value(), check);
            return verdict == null ? Possible.BOTH : Possible.of(verdict);
        }
        if (FixedValues.isContained(field, check)) {
            return Possible.TRUE;
        }
        Boolean excluded = FixedValues.neverHost(field, check);
        if (excluded != null) {
            return Possible.of(excluded);
        }
        if (field.name().equals("evt.num") && check.right() instanceof Operand.Constant value) {
            boolean zero = value.text().equals("0");
            boolean never = zero && check.operator() == Operator.EQUAL;
            boolean always = zero && check.operator() == Operator.GREATER_OR_EQUAL;
            return never ? Possible.FALSE : always ? Possible.TRUE : Possible.BOTH;
        }
        return Possible.BOTH;
    }

    private @Nullable Constant constant(Operand.FieldName field) {
        Constant constant = fields.constant(field, seen);
        return constant != null
                        && constant.lack() != null
                        && filled.contains(constant.lack().lack())
                ? null
                : constant;
    }

    private @Nullable Missing missing(Expr.Check check) {
        Missing left = missing(check.left());
        Missing found = left == null && check.right() != null ? missing(check.right()) : left;
        return found != null && filled.contains(found.lack()) ? null : found;
    }

    private @Nullable Missing missing(Operand operand) {
        for (Operand.FieldName field : operand.fieldNames()) {
            Missing missing = fields.missing(field, seen);
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    /** Why a condition cannot be true: the reasons of the checks that keep it false. */
    void blockers(Expr expr, LackList reasons) {
        if (of(expr).canBeTrue || isForOtherTypes(expr)) {
            return;
        }
        expr.accept(new Blockers(reasons));
    }

    private final class Blockers implements Expr.Visitor<LackList> {
        private final LackList reasons;

        Blockers(LackList reasons) {
            this.reasons = reasons;
        }

        private LackList below(Expr expr) {
            expr.children().forEach(part -> blockers(part, reasons));
            return reasons;
        }

        @Override
        public LackList and(Expr.And and) {
            return below(and);
        }

        @Override
        public LackList or(Expr.Or or) {
            return below(or);
        }

        @Override
        public LackList not(Expr.Not not) {
            Missing lack = hostOnly(not.part());
            String quoted = cut(FilterPrinter.print(not.part()));
            reasons.add(lack != null ? lack : new Missing(Lack.NEVER, "", "not " + quoted + ": always true inside"));
            return reasons;
        }

        @Override
        public LackList check(Expr.Check check) {
            Missing missing = missing(check);
            reasons.add(missing != null ? missing : never(check));
            return reasons;
        }

        @Override
        public LackList identifier(Expr.Identifier identifier) {
            return reasons;
        }

        @Override
        public LackList macro(Expr.Macro macro) {
            return below(macro);
        }
    }

    /**
     * The reason given for a condition that cannot be false because every process is in a container; null for others.
     */
    private static @Nullable Missing hostOnly(Expr expr) {
        if (expr instanceof Expr.Macro macro) {
            return hostOnly(macro.body());
        }
        boolean host = expr instanceof Expr.Check check
                && check.left() instanceof Operand.FieldName field
                && FixedValues.neverHost(field, check) != null;
        return host ? FixedValues.NO_HOST : null;
    }

    private Missing never(Expr.Check check) {
        if (check.left() instanceof Operand.FieldName field) {
            Constant constant = constant(field);
            Missing lack = constant == null ? null : constant.lack();
            if (lack != null) {
                return lack;
            }
            if (FixedValues.neverHost(field, check) != null) {
                return FixedValues.NO_HOST;
            }
        }
        return new Missing(Lack.NEVER, "", FilterPrinter.print(check) + ": never so");
    }

    /** True if the condition cannot be true because it asks for other event types. */
    private boolean isForOtherTypes(Expr expr) {
        return expr.accept(forOtherTypes);
    }

    private final class ForOtherTypes implements Expr.Visitor<Boolean> {
        @Override
        public Boolean and(Expr.And and) {
            return and.parts().stream().anyMatch(part -> isForOtherTypes(part));
        }

        @Override
        public Boolean or(Expr.Or or) {
            return or.parts().stream().allMatch(part -> isForOtherTypes(part));
        }

        @Override
        public Boolean not(Expr.Not not) {
            return not.part() instanceof Expr.Check check
                    && check.left() instanceof Operand.FieldName field
                    && field.name().equals("evt.type")
                    && !of(not).canBeTrue;
        }

        @Override
        public Boolean check(Expr.Check check) {
            boolean type = check.left() instanceof Operand.FieldName field
                    && (field.name().equals("evt.type") || field.name().equals("syscall.type"));
            return type && !of(check).canBeTrue;
        }

        @Override
        public Boolean identifier(Expr.Identifier identifier) {
            return false;
        }

        @Override
        public Boolean macro(Expr.Macro macro) {
            return isForOtherTypes(macro.body());
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }

    /**
     * The reasons given for all checks whose fields have no value, or one that stands for none. What events of the type
     * do not have by nature is left out: rules name fields of several event types on purpose.
     */
    void missing(Expr expr, LackList found) {
        expr.forEach(node -> {
            if (node instanceof Expr.Check check) {
                Missing missing = missing(check);
                Constant constant = check.left() instanceof Operand.FieldName field ? constant(field) : null;
                if (missing == null && constant != null) {
                    missing = constant.lack();
                }
                if (missing != null && missing.lack() != Lack.FOREIGN && missing.lack() != Lack.UNSEEN) {
                    found.add(missing);
                }
            }
        });
    }
}
