// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Position;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Why a condition holds for a subject or does not: the tree of the condition with the verdict of every node and the
 * values that checks compared. All nodes are included, even those that are not evaluated because the verdict is already
 * certain.
 *
 * @param kind the kind of the node
 * @param text the check as printed by compiled conditions, the macro's name, or the word of a chain
 * @param place where it is written
 * @param values what a check compared
 * @param misses minimum number of checks that would have to change for the verdict to be true; 0 if it is
 * @param parts its child nodes
 */
public record Explanation(Kind kind, String text, Place place, Values values, int misses, List<Explanation> parts) {

    private static final int MANY = 1 << 20;

    /**
     * A place in the text of a condition.
     *
     * @param macro the macro in whose text it is, null for the condition's own
     * @param position in that text
     */
    public record Place(@Nullable String macro, Position position) {}

    /**
     * What a check compared.
     *
     * @param left the value on the left; null if missing or no check
     * @param right the value on the right where that is a field too
     */
    public record Values(@Nullable Text left, @Nullable Text right) {
        private static final Values NONE = new Values(null, null);
    }

    /** True if it holds. */
    public boolean verdict() {
        return misses == 0;
    }

    /** Kinds of nodes. */
    public enum Kind {
        CHECK,
        NOT,
        AND,
        OR,
        MACRO
    }

    /**
     * Explains a condition without errors. Slow; fields with state are read as if for the first time.
     *
     * @param expr condition with all macros resolved
     * @param binding the fields that it uses
     * @param subject on which it is evaluated
     * @param <S> the subject
     * @throws IllegalArgumentException if the condition has errors
     */
    public static <S> Explanation of(Expr expr, Binding<S> binding, S subject) {
        return new Explainer<>(binding, subject).explain(expr, null).result();
    }

    /** An explanation with the number of checks that would have to change to make it false. */
    private record Draft(Explanation result, int hits) {}

    private static final class Explainer<S> {
        private final ValueReaders readers;
        private final CheckCompiler checks;
        private final OperandCompiler operands;
        private final S subject;

        Explainer(Binding<S> binding, S subject) {
            this.readers = ValueReaders.reading(binding);
            this.checks = new CheckCompiler(readers);
            this.operands = new OperandCompiler(readers);
            this.subject = subject;
        }

        Draft explain(Expr expr, @Nullable String macro) {
            return expr.accept(new Drafter(macro));
        }

        /** Explains one node; the macro is the one that contains it. */
        private final class Drafter implements Expr.Visitor<Draft> {
            private final @Nullable String macro;

            Drafter(@Nullable String macro) {
                this.macro = macro;
            }

            private List<Draft> explainAll(List<Expr> parts) {
                List<Draft> drafts = new ArrayList<>();
                for (Expr part : parts) {
                    drafts.add(explain(part, macro));
                }
                return drafts;
            }

            @Override
            public Draft and(Expr.And and) {
                List<Draft> parts = explainAll(and.parts());
                int misses = sum(parts, draft -> draft.result().misses());
                return draft(Kind.AND, "and", and, misses, least(parts, Draft::hits), parts);
            }

            @Override
            public Draft or(Expr.Or or) {
                List<Draft> parts = explainAll(or.parts());
                int misses = least(parts, draft -> draft.result().misses());
                return draft(Kind.OR, "or", or, misses, sum(parts, Draft::hits), parts);
            }

            @Override
            public Draft not(Expr.Not not) {
                Draft inner = explain(not.part(), macro);
                int hits = inner.result().misses();
                return draft(Kind.NOT, "not", not, inner.hits(), hits, List.of(inner));
            }

            @Override
            public Draft check(Expr.Check check) {
                return Explainer.this.check(check, new Place(macro, check.position()));
            }

            @Override
            public Draft identifier(Expr.Identifier identifier) {
                throw new IllegalArgumentException(FilterChecker.undefined(identifier));
            }

            @Override
            public Draft macro(Expr.Macro named) {
                Draft inner = explain(named.body(), named.name());
                int misses = inner.result().misses();
                return draft(Kind.MACRO, named.name(), named, misses, inner.hits(), List.of(inner));
            }

            private Draft draft(Kind kind, String text, Expr expr, int misses, int hits, List<Draft> parts) {
                List<Explanation> below = parts.stream().map(Draft::result).toList();
                Place place = new Place(macro, expr.position());
                return new Draft(new Explanation(kind, text, place, Values.NONE, misses, below), hits);
            }
        }

        private static int sum(List<Draft> parts, ToIntFunction<Draft> of) {
            int sum = 0;
            for (Draft part : parts) {
                sum = Math.min(MANY, sum + of.applyAsInt(part));
            }
            return sum;
        }

        private static int least(List<Draft> parts, ToIntFunction<Draft> of) {
            int least = MANY;
            for (Draft part : parts) {
                least = Math.min(least, of.applyAsInt(part));
            }
            return least;
        }

        private Draft check(Expr.Check check, Place place) {
            List<CheckError> errors = new ArrayList<>();
            CheckCompiler.Leaf leaf = checks.compile(check, errors);
            if (leaf == null) {
                throw new IllegalArgumentException(errors.get(0).getMessage(), errors.get(0));
            }
            Evaluation<S> evaluation = new Evaluation<>(readers.sizes());
            evaluation.start(subject);
            boolean verdict = leaf.predicate().test(evaluation);
            Text right = check.right() instanceof Operand.Call call ? value(call) : null;
            Values values = new Values(value(check.left()), right);
            Explanation result =
                    new Explanation(Kind.CHECK, FilterPrinter.print(check), place, values, verdict ? 0 : 1, List.of());
            return new Draft(result, verdict ? 1 : 0);
        }

        private @Nullable Text value(Operand operand) {
            try {
                TypedOperand typed = operands.compile(operand);
                Evaluation<S> evaluation = new Evaluation<>(readers.sizes());
                evaluation.start(subject);
                String text = typed.source().print(typed.type() == FieldType.UNSIGNED, evaluation);
                if (text == null || typed.type() != FieldType.BOOLEAN) {
                    return text == null ? null : ByteText.toText(text);
                }
                return Text.ofUtf8(text.equals("1") ? "true" : "false");
            } catch (CheckError e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }
}
