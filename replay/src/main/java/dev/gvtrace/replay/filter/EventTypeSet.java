// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.field.WholeNumber;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Operator;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The event types that a condition can match, computed like in Falco (rule language reference 4.1): from its checks of
 * evt.type and syscall.type, and those of evt.num that are always true or false. A rule is not evaluated on other
 * events, which matters if the set and the value of evt.type disagree: {@code evt.type != sync} is not evaluated on any
 * generic call. Immutable.
 */
public final class EventTypeSet {
    private static final String EVENT_TYPE = "evt.type";
    /** The column of the table of events; rules have no field without a dot. */
    private static final String COLUMN = "type";

    /** Groups of codes, see {@link EventTypes#codeGroup}. */
    private final BitSet groups;

    private EventTypeSet(BitSet groups) {
        this.groups = groups;
    }

    /** The set with all types. */
    static EventTypeSet all() {
        return new EventTypeSet(Search.all());
    }

    /** The set of a condition with all macros resolved. */
    public static EventTypeSet of(Expr expr) {
        BitSet groups = new Search().groups(expr, false);
        BitSet result = (BitSet) groups.clone();
        result.set(EventTypes.codeGroup("asyncevent"));
        return new EventTypeSet(result);
    }

    /** True if a rule with this set is evaluated on events of this type. Asynchronous events are in every set. */
    public boolean contains(EventType type) {
        return type.name().equals("container") || groups.get(EventTypes.codeGroup(type.name()));
    }

    /** The number of codes of Falco's event table in the set; more than 100 mean LOAD_NO_EVTTYPE. */
    public int codes() {
        return groups.stream().map(EventTypes::codes).sum();
    }

    /** The types in the set, in the order of their ids. */
    public List<EventType> types() {
        return EventTypes.all().stream().filter(this::contains).toList();
    }

    private static final class Search {
        private final IdentityHashMap<Expr, BitSet> plain = new IdentityHashMap<>();
        private final IdentityHashMap<Expr, BitSet> negated = new IdentityHashMap<>();

        private static BitSet none() {
            return new BitSet();
        }

        private static BitSet all() {
            BitSet all = new BitSet();
            all.set(0, EventTypes.codeGroups());
            return all;
        }

        BitSet groups(Expr expr, boolean not) {
            IdentityHashMap<Expr, BitSet> known = not ? negated : plain;
            BitSet result = known.get(expr);
            if (result == null) {
                result = search(expr, not);
                known.put(expr, result);
            }
            return result;
        }

        private BitSet search(Expr expr, boolean not) {
            return expr.accept(new Expr.Visitor<>() {
                @Override
                public BitSet and(Expr.And and) {
                    return not ? union(and.parts(), true) : intersection(and.parts(), false);
                }

                @Override
                public BitSet or(Expr.Or or) {
                    return not ? intersection(or.parts(), true) : union(or.parts(), false);
                }

                @Override
                public BitSet not(Expr.Not inner) {
                    return groups(inner.part(), !not);
                }

                @Override
                public BitSet check(Expr.Check check) {
                    return Search.check(check, not);
                }

                @Override
                public BitSet identifier(Expr.Identifier identifier) {
                    return all();
                }

                @Override
                public BitSet macro(Expr.Macro macro) {
                    return groups(macro.body(), not);
                }
            });
        }

        private BitSet intersection(List<Expr> parts, boolean not) {
            BitSet result = all();
            parts.forEach(part -> result.and(groups(part, not)));
            return result;
        }

        private BitSet union(List<Expr> parts, boolean not) {
            BitSet result = none();
            parts.forEach(part -> result.or(groups(part, not)));
            return result;
        }

        private static BitSet check(Expr.Check check, boolean not) {
            if (!(check.left() instanceof Operand.FieldName field) || field.argument() != null) {
                return all();
            }
            if (field.name().equals("evt.num")) {
                Boolean verdict = number(check);
                return verdict == null || verdict != not ? all() : none();
            }
            if (!field.name().equals(EVENT_TYPE)
                    && !field.name().equals("syscall.type")
                    && !field.name().equals(COLUMN)) {
                return all();
            }
            if (check.operator() == Operator.EXISTS) {
                return not ? none() : all();
            }
            boolean unequal = check.operator() == Operator.NOT_EQUAL;
            boolean decides = check.operator().equality() || check.operator() == Operator.IN || unequal;
            if (!decides || check.modifier() != null || check.right() instanceof Operand.Call) {
                return all();
            }
            BitSet named = named(check);
            if (unequal != not) {
                named.flip(0, EventTypes.codeGroups());
            }
            return named;
        }

        private static BitSet named(Expr.Check check) {
            BitSet groups = new BitSet();
            for (Operand.Constant name : check.constants()) {
                int group = EventTypes.codeGroup(name.text());
                if (group >= 0) {
                    groups.set(group);
                }
            }
            return groups;
        }

        /**
         * The verdict of a check of evt.num if it is the same for all events, which are numbered from 1; otherwise
         * null.
         */
        private static @Nullable Boolean number(Expr.Check check) {
            if (check.modifier() != null || check.operator() == Operator.EXISTS) {
                return null;
            }
            List<Operand.Constant> values = check.constants();
            Long value = null;
            for (Operand.Constant each : values) {
                value = WholeNumber.unsigned(each.text(), Long.SIZE);
                if (value == null || (values.size() > 1 && value != 0)) {
                    return null;
                }
            }
            return value == null ? null : number(check.operator(), value);
        }

        private static @Nullable Boolean number(Operator operator, long value) {
            return switch (operator) {
                case EQUAL, DOUBLE_EQUAL, IN, LESS_OR_EQUAL -> value == 0 ? Boolean.FALSE : null;
                case LESS -> (value == 0 || value == 1) ? Boolean.FALSE : null;
                case NOT_EQUAL, GREATER -> value == 0 ? Boolean.TRUE : null;
                case GREATER_OR_EQUAL -> (value == 0 || value == 1) ? Boolean.TRUE : null;
                case EXISTS,
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
    }
}
