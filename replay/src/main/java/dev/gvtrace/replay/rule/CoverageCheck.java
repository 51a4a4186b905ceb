// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.event.EventType;
import dev.gvtrace.replay.event.EventType.Trait;
import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.Expr;
import dev.gvtrace.replay.filter.FilterPrinter;
import dev.gvtrace.replay.filter.Operand;
import dev.gvtrace.replay.filter.Operator;
import dev.gvtrace.replay.rule.FieldAvailability.Lack;
import dev.gvtrace.replay.rule.FieldAvailability.Missing;
import dev.gvtrace.replay.rule.RuleCoverage.Status;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which rules a session can feed. For each event type that a rule sees, every check is asked whether it can come
 * out true and whether it can come out false: a check on a field without a value is always false, one on a field that a
 * Sentry always fills the same way has one verdict, all others can do both. What follows for the whole condition tells
 * whether the rule can match at all.
 */
public final class CoverageCheck {
    /** Fields that always have the same value, as text. */
    private static final Map<String, String> CONSTANT = Map.of(
            "evt.source", "syscall",
            "user.loginuid", "-1",
            "user.loginname", "<NA>",
            "evt.cpu", "0",
            "evt.latency", "0",
            "evt.count", "1");

    private static final int MOST_REASONS = 8;

    private final SessionView session;
    private final FieldAvailability availability;
    private final SessionView everything;
    private final FieldAvailability best;

    /** For a session. */
    public CoverageCheck(SessionView session) {
        this.session = session;
        this.availability = new FieldAvailability(session);
        this.everything = session.everything();
        this.best = new FieldAvailability(everything);
    }

    /** What is found of a rule, type by type. */
    private static final class Findings {
        boolean now;
        boolean withMetadata;
        boolean withMore;
        /** What would have to be enabled. */
        final Set<String> reasons = new LinkedHashSet<>();
        /** What nothing helps against. */
        final Set<String> hopeless = new LinkedHashSet<>();

        final Set<String> blind = new TreeSet<>();
        final Set<String> unevaluated = new TreeSet<>();

        Status status() {
            return now ? Status.FULL : withMetadata ? Status.NEEDS_METADATA : Status.NEVER;
        }
    }

    /** Checks a rule. */
    public RuleCoverage check(Rule rule) {
        List<EventType> types = types(rule);
        Findings found = new Findings();
        types.forEach(type -> look(rule.condition(), type, found));
        exceptions(rule, found.unevaluated);
        Set<String> reasons = found.withMore || found.withMetadata ? found.reasons : found.hopeless;
        Set<String> blind = new TreeSet<>(found.blind);
        if (found.status() == Status.NEVER && found.withMore) {
            reasons.addAll(found.blind);
            blind.clear();
        }
        if (found.now || found.withMetadata || found.withMore) {
            blind.addAll(found.hopeless);
        }
        boolean many = types.size() > MOST_REASONS * 10;
        return new RuleCoverage(
                rule.name(),
                found.status(),
                found.now ? List.of() : reasons.stream().limit(MOST_REASONS).toList(),
                many ? List.of() : List.copyOf(blind),
                List.copyOf(found.unevaluated));
    }

    /** The types of a rule that a Sentry's stream can have. */
    static List<EventType> types(Rule rule) {
        List<EventType> types = new ArrayList<>();
        for (EventType type : EventTypeSet.of(rule.condition()).types()) {
            if (type.is(Trait.SYSCALL)
                    || type.name().equals("procexit")
                    || type.name().equals("silent")) {
                types.add(type);
            }
        }
        return types;
    }

    private void look(Expr condition, EventType type, Findings found) {
        Observation possible = Observation.of(type, everything);
        if (possible == null) {
            found.hopeless.add(type.name() + ": a Sentry has no such event");
            return;
        }
        Verdicts atBest = new Verdicts(possible, everything, best, true);
        if (!atBest.of(condition).canBeTrue) {
            Set<String> why = new LinkedHashSet<>();
            atBest.blockers(condition, why);
            why.forEach(
                    reason -> found.hopeless.add(reason.contains(type.name()) ? reason : type.name() + ": " + reason));
            return;
        }
        Observation seen = Observation.of(type, session);
        if (seen == null) {
            found.withMore = true;
            found.blind.add(type.name() + ": does not arrive, enable " + Observation.remedy(type, session));
            return;
        }
        Verdicts verdicts = new Verdicts(seen, session, availability, false);
        if (verdicts.of(condition).canBeTrue) {
            found.now = true;
            verdicts.missing(condition, found.unevaluated);
            return;
        }
        boolean metadataHelps = new Verdicts(seen, session, availability, true).of(condition).canBeTrue;
        found.withMetadata |= metadataHelps;
        found.withMore |= !metadataHelps;
        verdicts.blockers(condition, found.reasons);
    }

    /** True if events of the type could match, were everything asked for and all metadata recorded. */
    boolean isPossible(Expr condition, EventType type) {
        Observation possible = Observation.of(type, everything);
        return possible != null && new Verdicts(possible, everything, best, true).of(condition).canBeTrue;
    }

    private static void exceptions(Rule rule, Set<String> unevaluated) {
        Set<String> more = new TreeSet<>();
        for (RuleText.RuleException exception : rule.text().exceptions()) {
            for (String written : exception.fields()) {
                String field = written.replaceFirst("\\[.*", "");
                for (String missing : unevaluated) {
                    if (exception.values() > 0 && missing.startsWith(field + ":")) {
                        more.add("exception '" + exception.name() + "' never applies: " + missing);
                    }
                }
            }
        }
        unevaluated.addAll(more);
    }

    /** What a condition can come out as. */
    private record Possible(boolean canBeTrue, boolean canBeFalse) {
        static final Possible BOTH = new Possible(true, true);
        static final Possible FALSE = new Possible(false, true);
        static final Possible TRUE = new Possible(true, false);

        static Possible of(boolean verdict) {
            return verdict ? TRUE : FALSE;
        }
    }

    /** The verdicts that are possible at events of one type. */
    private static final class Verdicts {
        private final Observation seen;
        private final SessionView session;
        private final FieldAvailability fields;
        private final boolean metadata;
        private final Map<Expr, Possible> known = new IdentityHashMap<>();

        Verdicts(Observation seen, SessionView session, FieldAvailability fields, boolean metadata) {
            this.seen = seen;
            this.session = session;
            this.fields = fields;
            this.metadata = metadata;
        }

        Possible of(Expr expr) {
            Possible before = known.get(expr);
            if (before != null) {
                return before;
            }
            Possible possible;
            if (expr instanceof Expr.Check check) {
                possible = check(check);
            } else if (expr instanceof Expr.Not not) {
                Possible inner = of(not.part());
                possible = new Possible(/* canBeTrue= */ inner.canBeFalse, /* canBeFalse= */ inner.canBeTrue);
            } else if (expr instanceof Expr.Macro macro) {
                possible = of(macro.body());
            } else {
                possible = chain(expr);
            }
            known.put(expr, possible);
            return possible;
        }

        private Possible chain(Expr expr) {
            boolean and = expr instanceof Expr.And;
            boolean allTrue = true;
            boolean allFalse = true;
            boolean anyTrue = false;
            boolean anyFalse = false;
            for (Expr part : expr.children()) {
                Possible possible = of(part);
                allTrue &= possible.canBeTrue;
                allFalse &= possible.canBeFalse;
                anyTrue |= possible.canBeTrue;
                anyFalse |= possible.canBeFalse;
            }
            return and ? new Possible(allTrue, anyFalse) : new Possible(anyTrue, allFalse);
        }

        private Possible check(Expr.Check check) {
            if (missing(check) != null) {
                return Possible.FALSE;
            }
            if (!(check.left() instanceof Operand.FieldName field) || check.modifier() != null) {
                return Possible.BOTH;
            }
            if (changesNoName(field) && check.right() instanceof Operand.Constant wanted) {
                boolean changed = (check.operator() != Operator.NOT_EQUAL)
                        == wanted.text().equals("true");
                return changed ? Possible.FALSE : Possible.BOTH;
            }
            String constant = constant(field);
            if (constant != null && check.right() != null) {
                Boolean verdict = compare(constant, check);
                return verdict == null ? Possible.BOTH : Possible.of(verdict);
            }
            if (field.name().equals("evt.num") && check.right() instanceof Operand.Constant value) {
                boolean zero = value.text().equals("0");
                boolean never = zero && check.operator() == Operator.EQUAL;
                boolean always = zero && check.operator() == Operator.GREATER_OR_EQUAL;
                return never ? Possible.FALSE : always ? Possible.TRUE : Possible.BOTH;
            }
            return Possible.BOTH;
        }

        /** A call without an address in its message can't be seen to change a descriptor's name. */
        private boolean changesNoName(Operand.FieldName field) {
            return field.name().equals("fd.name_changed") && !seen.type().name().equals("connect");
        }

        private @Nullable String constant(Operand.FieldName field) {
            if (field.name().equals("evt.type") || field.name().equals("syscall.type")) {
                return seen.type().name();
            }
            if (field.name().equals("evt.dir")) {
                return seen.type().is(Trait.ENTER_DIRECTION) ? ">" : "<";
            }
            if (field.name().equals("gvisor.concealed") && !seen.hasShadow(session)) {
                return "false";
            }
            return CONSTANT.get(field.name());
        }

        private static @Nullable Boolean compare(String constant, Expr.Check check) {
            List<Operand> values = check.right() instanceof Operand.Values list ? list.items() : List.of();
            if (check.right() instanceof Operand.Constant value) {
                values = List.of(value);
            } else if (!(check.right() instanceof Operand.Values)) {
                return null;
            }
            boolean among = values.stream()
                    .anyMatch(value -> value instanceof Operand.Constant text
                            && text.text().equals(constant));
            return switch (check.operator()) {
                case EQUAL, DOUBLE_EQUAL, IN -> among;
                case NOT_EQUAL -> !among;
                default -> null;
            };
        }

        private @Nullable Missing missing(Expr.Check check) {
            Missing left = missing(check.left());
            Missing found = left == null && check.right() != null ? missing(check.right()) : left;
            return found != null && metadata && found.lack() == Lack.METADATA ? null : found;
        }

        private @Nullable Missing missing(Operand operand) {
            if (operand instanceof Operand.FieldName field) {
                return fields.missing(field, seen);
            }
            List<Operand> parts = operand instanceof Operand.Call call
                    ? call.arguments()
                    : operand instanceof Operand.Values values ? values.items() : List.of();
            for (Operand part : parts) {
                Missing missing = missing(part);
                if (missing != null) {
                    return missing;
                }
            }
            return null;
        }

        /** Why a condition can't be true: what is said of the checks that keep it false. */
        void blockers(Expr expr, Set<String> reasons) {
            if (of(expr).canBeTrue || isForOtherTypes(expr)) {
                return;
            }
            if (expr instanceof Expr.Check check) {
                Missing missing = missing(check);
                reasons.add(missing == null ? never(check) : missing.why());
            } else if (expr instanceof Expr.Not not) {
                reasons.add("not " + cut(FilterPrinter.print(not.part())) + ": always true inside");
            } else {
                expr.children().forEach(part -> blockers(part, reasons));
            }
        }

        private String never(Expr.Check check) {
            boolean concealed = check.left() instanceof Operand.FieldName field
                    && field.name().equals("gvisor.concealed");
            return concealed
                    ? "gvisor.concealed: enable the raw points of calls that name things, as session --profile hardened does"
                    : FilterPrinter.print(check) + ": never so at "
                            + seen.type().name();
        }

        /** True if the condition can't be true because it asks for other event types. */
        private boolean isForOtherTypes(Expr expr) {
            if (expr instanceof Expr.Check check) {
                boolean type = check.left() instanceof Operand.FieldName field
                        && (field.name().equals("evt.type") || field.name().equals("syscall.type"));
                return type && !of(check).canBeTrue;
            }
            if (expr instanceof Expr.Not not) {
                return not.part() instanceof Expr.Check check
                        && check.left() instanceof Operand.FieldName field
                        && field.name().equals("evt.type")
                        && !of(not).canBeTrue;
            }
            List<Expr> parts = expr.children();
            return expr instanceof Expr.Or
                    ? parts.stream().allMatch(this::isForOtherTypes)
                    : parts.stream().anyMatch(this::isForOtherTypes);
        }

        private static String cut(String text) {
            return text.length() <= 80 ? text : text.substring(0, 80) + "...";
        }

        /** What is said of all checks on fields without a value. */
        void missing(Expr expr, Set<String> found) {
            expr.forEach(node -> {
                Missing missing = node instanceof Expr.Check check ? missing(check) : null;
                if (missing != null && !isTypeSpecific(missing)) {
                    found.add(missing.why());
                }
            });
        }

        /** Rules name fields of several event types on purpose. */
        private boolean isTypeSpecific(Missing missing) {
            return missing.lack() == Lack.NEVER
                    && missing.why().contains(seen.type().name());
        }
    }
}
