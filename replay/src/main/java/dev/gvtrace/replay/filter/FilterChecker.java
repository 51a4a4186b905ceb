// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.filter.FilterIssue.Code;
import dev.gvtrace.replay.filter.ast.ConstantList;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.match.PosixRegex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks conditions against a binding: fields and their arguments, operators, values, transformers, event types. One
 * for each condition.
 */
public final class FilterChecker {
    private final Binding<?> binding;
    private final CheckCompiler checks;
    private final OperandCompiler operands;
    private final List<FilterIssue> issues = new ArrayList<>();
    private final Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private FilterChecker(Binding<?> binding) {
        ValueReaders readers = ValueReaders.reading(binding);
        this.binding = binding;
        this.checks = new CheckCompiler(readers);
        this.operands = new OperandCompiler(readers);
    }

    /**
     * All errors and warnings, in the order of the text. Those in a macro's body are reported once, even if the macro
     * occurs several times.
     *
     * @param expr condition with all macros resolved
     * @param binding the fields that it may use
     */
    public static List<FilterIssue> check(Expr expr, Binding<?> binding) {
        FilterChecker checker = new FilterChecker(binding);
        checker.walk(expr, null);
        return checker.issues;
    }

    /** Falco's message for the name of a macro that does not exist. */
    static String undefined(Expr.Identifier identifier) {
        return "Undefined macro '" + identifier.name() + "' used in filter.";
    }

    private void walk(Expr expr, @Nullable String macro) {
        expr.accept(new Walk(macro));
    }

    /** Checks one node and those below it; the macro is the one that contains them. Returns all issues so far. */
    private final class Walk implements Expr.Visitor<List<FilterIssue>> {
        private final @Nullable String macro;

        Walk(@Nullable String macro) {
            this.macro = macro;
        }

        private List<FilterIssue> below(Expr expr) {
            expr.children().forEach(child -> walk(child, macro));
            return issues;
        }

        @Override
        public List<FilterIssue> and(Expr.And and) {
            return below(and);
        }

        @Override
        public List<FilterIssue> or(Expr.Or or) {
            return below(or);
        }

        @Override
        public List<FilterIssue> not(Expr.Not not) {
            return below(not);
        }

        @Override
        public List<FilterIssue> check(Expr.Check check) {
            FilterChecker.this.check(check, macro);
            return issues;
        }

        @Override
        public List<FilterIssue> identifier(Expr.Identifier identifier) {
            issues.add(new FilterIssue(
                    Code.UNKNOWN_MACRO, undefined(identifier), identifier.position(), macro, "a macro", null));
            return issues;
        }

        @Override
        public List<FilterIssue> macro(Expr.Macro named) {
            if (seen.add(named.body())) {
                walk(named.body(), named.name());
            }
            return issues;
        }
    }

    private void check(Expr.Check check, @Nullable String macro) {
        List<CheckError> errors = new ArrayList<>();
        checks.compile(check, errors);
        for (CheckError error : errors) {
            issues.add(error.issue(macro));
        }
        numberAndText(check, errors, macro);
        List<Operand.Constant> constants = check.constants();
        ConstantList list = ConstantList.of(check.right());
        if (list != null && check.operator() != Operator.REGEX) {
            for (ConstantList.Reference reference : list.references()) {
                for (Operand.Constant constant : SetMatchers.of(reference.set()).misused(binding)) {
                    misused(new Operand.Constant(constant.text(), false, reference.position()), macro);
                }
            }
            constants = list.written();
        }
        for (Operand.Constant constant : constants) {
            misused(constant, macro);
            if (check.operator() == Operator.REGEX && PosixRegex.isSimple(constant.text())) {
                warn(
                        Code.SIMPLER_OPERATOR,
                        "regex check with '" + Constants.quoted(constant.text())
                                + "' may be optimized with simpler operators such as"
                                + " '=', 'contains', 'startswith', 'endswith'",
                        constant,
                        macro);
            }
        }
    }

    private void numberAndText(Expr.Check check, List<CheckError> errors, @Nullable String macro) {
        if (check.operator().kind() != Operator.Kind.ORDER
                || !errors.isEmpty()
                || !(check.right() instanceof Operand.Constant constant)) {
            return;
        }
        try {
            TypedOperand left = operands.compile(check.left());
            if (left.textual()) {
                warn(
                        Code.NUMBER_AND_TEXT,
                        "'" + left.name() + "' is a text: '" + check.operator().text() + "' compares it with '"
                                + constant.text() + "' byte by byte, not as a number",
                        constant,
                        macro);
            }
        } catch (CheckError e) {
            throw new IllegalStateException(e); // it was compiled before without an error
        }
    }

    /** True if the text of a constant is a field or a transformer. */
    static boolean isMisused(Operand.Constant constant, Binding<?> binding) {
        return misuse(constant, binding) != null;
    }

    private static @Nullable Code misuse(Operand.Constant constant, Binding<?> binding) {
        String text = constant.text();
        boolean address = text.isEmpty() || (text.charAt(0) >= '0' && text.charAt(0) <= '9');
        Operand operand = address || text.indexOf('.') < 0 ? null : FilterParser.parseOperand(text);
        return operand == null ? null : operand.accept(new Misuse(binding)).orElse(null);
    }

    /** The warning about a constant whose text can be read as that operand; empty if there is none. */
    private record Misuse(Binding<?> binding) implements Operand.Visitor<Optional<Code>, RuntimeException> {
        @Override
        public Optional<Code> field(Operand.FieldName field) {
            return isField(field, binding) ? Optional.of(Code.FIELD_AS_CONSTANT) : Optional.empty();
        }

        @Override
        public Optional<Code> call(Operand.Call call) {
            return Optional.of(Code.TRANSFORMER_AS_CONSTANT);
        }

        @Override
        public Optional<Code> constant(Operand.Constant constant) {
            return Optional.empty();
        }

        @Override
        public Optional<Code> values(Operand.Values values) {
            return Optional.empty();
        }
    }

    private void misused(Operand.Constant constant, @Nullable String macro) {
        Code misuse = misuse(constant, binding);
        if (misuse != null) {
            String what = misuse == Code.FIELD_AS_CONSTANT ? "field" : "field transformer";
            warn(
                    misuse,
                    "'" + constant.text() + "' may be a valid " + what + " misused as a const string value",
                    constant,
                    macro);
        }
    }

    private void warn(Code code, String message, Operand.Constant constant, @Nullable String macro) {
        issues.add(new FilterIssue(code, message, constant.position(), macro, null, null));
    }

    private static boolean isField(Operand.FieldName name, Binding<?> binding) {
        try {
            binding.resolve(name.name(), name.argument());
            return true;
        } catch (FieldException e) {
            return false;
        }
    }
}
