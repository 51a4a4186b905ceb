// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a condition holds for a subject or does not: the tree of the condition with the verdict of every node and the values
 * that checks looked at. Nothing is left out because the verdict was clear without it.
 *
 * @param kind what stands here
 * @param text the check as compiled conditions print it, the macro's name, or the word of a chain
 * @param position in the text that {@code macro} says
 * @param macro the macro in whose text the position lies, null for the condition's own
 * @param verdict true if it holds
 * @param left the value on the left of a check, byte text; null if missing or no check
 * @param right the value on the right where that is a field too
 * @param misses how many checks at least would have to turn out differently for the verdict to be true; 0 if it is
 * @param parts below it
 */
public record Explanation(
        Kind kind,
        String text,
        Position position,
        @Nullable String macro,
        boolean verdict,
        @Nullable String left,
        @Nullable String right,
        int misses,
        List<Explanation> parts) {

    private static final int MANY = 1 << 20;

    /** Kinds of nodes. */
    public enum Kind {
        CHECK,
        NOT,
        AND,
        OR,
        MACRO
    }

    /**
     * Explains a condition without errors. Slow; fields that count or remember are read as if for the first time.
     *
     * @param expr with all macros in place
     * @param binding the fields that it uses
     * @param subject what it is evaluated on
     * @param <S> the subject
     * @throws IllegalArgumentException if the condition has errors
     */
    public static <S> Explanation of(Expr expr, Binding<S> binding, S subject) {
        return new Explainer<>(binding, subject).explain(expr, null).result();
    }

    /** An explanation together with what it would take to make it false. */
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
            if (expr instanceof Expr.Check check) {
                return check(check, macro);
            }
            if (expr instanceof Expr.Identifier identifier) {
                throw new IllegalArgumentException(FilterChecker.undefined(identifier));
            }
            List<Draft> parts = new ArrayList<>();
            for (Expr child : expr.children()) {
                parts.add(explain(child, expr instanceof Expr.Macro named ? named.name() : macro));
            }
            if (expr instanceof Expr.Not not) {
                Draft inner = parts.get(0);
                boolean verdict = !inner.result().verdict();
                return draft(
                        Kind.NOT,
                        "not",
                        not,
                        macro,
                        verdict,
                        inner.hits(),
                        inner.result().misses(),
                        parts);
            }
            if (expr instanceof Expr.Macro named) {
                Draft inner = parts.get(0);
                return draft(
                        Kind.MACRO,
                        named.name(),
                        named,
                        macro,
                        inner.result().verdict(),
                        inner.result().misses(),
                        inner.hits(),
                        parts);
            }
            return chain(expr, macro, parts);
        }

        private static Draft chain(Expr expr, @Nullable String macro, List<Draft> parts) {
            boolean and = expr instanceof Expr.And;
            int allMisses = 0;
            int leastMisses = MANY;
            int allHits = 0;
            int leastHits = MANY;
            for (Draft part : parts) {
                allMisses = Math.min(MANY, allMisses + part.result().misses());
                leastMisses = Math.min(leastMisses, part.result().misses());
                allHits = Math.min(MANY, allHits + part.hits());
                leastHits = Math.min(leastHits, part.hits());
            }
            int misses = and ? allMisses : leastMisses;
            int hits = and ? leastHits : allHits;
            return draft(and ? Kind.AND : Kind.OR, and ? "and" : "or", expr, macro, misses == 0, misses, hits, parts);
        }

        @SuppressWarnings("ParameterNumber") // The parts of one record.
        private static Draft draft(
                Kind kind,
                String text,
                Expr expr,
                @Nullable String macro,
                boolean verdict,
                int misses,
                int hits,
                List<Draft> parts) {
            List<Explanation> below = parts.stream().map(Draft::result).toList();
            return new Draft(
                    new Explanation(kind, text, expr.position(), macro, verdict, null, null, misses, below), hits);
        }

        private Draft check(Expr.Check check, @Nullable String macro) {
            List<CheckError> errors = new ArrayList<>();
            CheckCompiler.Leaf leaf = checks.compile(check, errors);
            if (leaf == null) {
                throw new IllegalArgumentException(errors.get(0).getMessage(), errors.get(0));
            }
            Evaluation<S> evaluation = new Evaluation<>(readers.sizes());
            evaluation.start(subject);
            boolean verdict = leaf.predicate().test(evaluation);
            String right = check.right() instanceof Operand.Call call ? value(call) : null;
            Explanation result = new Explanation(
                    Kind.CHECK,
                    FilterPrinter.print(check),
                    check.position(),
                    macro,
                    verdict,
                    value(check.left()),
                    right,
                    verdict ? 0 : 1,
                    List.of());
            return new Draft(result, verdict ? 1 : 0);
        }

        private @Nullable String value(Operand operand) {
            try {
                TypedOperand typed = operands.compile(operand);
                Evaluation<S> evaluation = new Evaluation<>(readers.sizes());
                evaluation.start(subject);
                String text = ValueText.print(typed.source(), typed.type() == FieldType.UNSIGNED, evaluation);
                if (text == null || typed.type() != FieldType.BOOLEAN) {
                    return text;
                }
                return text.equals("1") ? "true" : "false";
            } catch (CheckError e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }
}
