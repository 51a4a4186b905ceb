// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.filter.ast.Modifier;
import dev.gvtrace.replay.filter.ast.Operand;
import dev.gvtrace.replay.filter.ast.Operator;
import dev.gvtrace.replay.filter.ast.Transformer;
import dev.gvtrace.replay.rule.RuleCollection.ExceptionDefinition;
import dev.gvtrace.replay.rule.RuleCollection.RuleDefinition;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem.ExceptionClause;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.NearestName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the exceptions of a rule and defines, appends or replaces them. */
final class ExceptionCollector {
    private static final Set<String> SINGLE_COMPS = Set.of("in", "pmatch", "intersects");
    private static final String WRONG_SINGLE = "When fields is a single value, comps must be one of (in, pmatch,"
            + " intersects) or a modifier operator (e.g. startswith oneof)";

    private final Binding<EventContext> binding;
    private final Issues issues;

    ExceptionCollector(Binding<EventContext> binding, Issues issues) {
        this.binding = binding;
        this.issues = issues;
    }

    private boolean wrong(String message, ItemContext context) {
        return wrong(message, context, null);
    }

    private boolean wrong(String message, ItemContext context, @Nullable String hint) {
        issues.add(IssueCode.LOAD_ERR_VALIDATE, message, context, hint);
        return false;
    }

    /** The same, at a part of the exception. */
    private void wrong(String message, ItemContext context, YamlNode part, @Nullable String hint) {
        issues.add(IssueCode.LOAD_ERR_VALIDATE, message, context, FilePlace.of(part), hint);
    }

    /** The exceptions of a definition. */
    void define(RuleDefinition rule, List<ExceptionClause> clauses) {
        Set<String> names = new HashSet<>();
        for (ExceptionClause clause : clauses) {
            if (!names.add(clause.name())) {
                issues.add(
                        IssueCode.LOAD_EXCEPTION_NAME_NOT_UNIQUE,
                        "Multiple definitions of exception '" + clause.name() + "' in the same rule",
                        clause.context());
            }
            add(rule, clause);
        }
    }

    /** Exceptions in place of others. Falco fills in no operators here; where they are needed, that is an error. */
    void replace(RuleDefinition rule, List<ExceptionClause> clauses) {
        rule.exceptions.clear();
        for (ExceptionClause clause : clauses) {
            if (clause.values() == null || clause.values().isEmpty()) {
                issues.add(
                        IssueCode.LOAD_APPEND_NO_VALUES,
                        "Overriding/appending exception with no values",
                        clause.context());
            } else if (clause.comps() == null) {
                wrong("Rule exception that replaces others must have comps", clause.context());
            } else {
                add(rule, clause);
            }
        }
    }

    /** Exceptions added to those of the rule, or values added to one of them. */
    void append(RuleDefinition rule, List<ExceptionClause> clauses) {
        for (ExceptionClause clause : clauses) {
            List<YamlNode> values = clause.values() == null ? List.of() : clause.values();
            if (values.isEmpty()) {
                issues.add(
                        IssueCode.LOAD_APPEND_NO_VALUES,
                        "Overriding/appending exception with no values",
                        clause.context());
            }
            ExceptionDefinition previous = find(rule, clause.name());
            if (previous != null) {
                extend(previous, clause, values);
            } else if (clause.fields() == null) {
                wrong("Rule exception must have fields property with a list of fields", clause.context());
            } else if (values.isEmpty()) {
                wrong("Rule exception must have values property with a list of values", clause.context());
            } else {
                add(rule, clause);
            }
        }
    }

    private static @Nullable ExceptionDefinition find(RuleDefinition rule, String name) {
        for (ExceptionDefinition exception : rule.exceptions) {
            if (exception.name().equals(name)) {
                return exception;
            }
        }
        return null;
    }

    private void extend(ExceptionDefinition previous, ExceptionClause clause, List<YamlNode> values) {
        if (clause.fields() != null) {
            wrong(
                    "Can not append exception fields to existing exception, only values",
                    clause.context(),
                    clause.fields(),
                    null);
        } else if (clause.comps() != null) {
            wrong(
                    "Can not append exception comps to existing exception, only values",
                    clause.context(),
                    clause.comps(),
                    null);
        } else {
            previous.values().addAll(values);
        }
    }

    private void add(RuleDefinition rule, ExceptionClause clause) {
        YamlNode fields = clause.fields();
        if (fields == null) {
            return;
        }
        boolean known = rule.source.equals(RuleCollector.SYSCALL);
        boolean single = fields instanceof Scalar;
        List<Scalar> names = scalars(fields);
        List<String> comps = single ? single(clause) : tuple(clause, names);
        boolean right = comps != null;
        if (known) {
            for (Scalar field : names) {
                right &= isField(field, clause.context());
            }
        }
        if (right && comps != null) {
            List<YamlNode> values = clause.values() == null ? List.of() : clause.values();
            rule.exceptions.add(new ExceptionDefinition(
                    clause.name(),
                    clause.context(),
                    names,
                    single,
                    comps,
                    scalars(clause.comps()),
                    new ArrayList<>(values)));
        }
    }

    private static List<Scalar> scalars(@Nullable YamlNode node) {
        if (node instanceof Scalar scalar) {
            return List.of(scalar);
        }
        if (!(node instanceof Sequence sequence)) {
            return List.of();
        }
        List<Scalar> scalars = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            scalars.add(item instanceof Scalar scalar ? scalar : Scalar.standIn(item.file(), item.start(), ""));
        }
        return scalars;
    }

    private @Nullable List<String> single(ExceptionClause clause) {
        if (clause.comps() == null) {
            return List.of("in");
        }
        if (!(clause.comps() instanceof Scalar scalar)) {
            wrong(
                    "Fields and comps must both be strings",
                    clause.context(),
                    clause.comps(),
                    "one field as a text has one text as comps");
            return null;
        }
        String comp = normal(scalar.text());
        if (!SINGLE_COMPS.contains(comp) && !isModified(comp)) {
            wrong(
                    WRONG_SINGLE,
                    clause.context(),
                    scalar,
                    isTextOperator(comp) ? "with several values write '" + comp + " anyof'" : null);
            return null;
        }
        return List.of(comp);
    }

    private @Nullable List<String> tuple(ExceptionClause clause, List<Scalar> fields) {
        if (clause.comps() == null) {
            return Collections.nCopies(fields.size(), "=");
        }
        List<Scalar> given = clause.comps() instanceof Sequence ? scalars(clause.comps()) : List.of();
        if (given.size() != fields.size()) {
            wrong(
                    "Fields and comps lists must have equal length",
                    clause.context(),
                    clause.comps(),
                    "expected " + fields.size() + (fields.size() == 1 ? " operator" : " operators") + ", found "
                            + (clause.comps() instanceof Sequence ? given.size() : "a single text"));
            return null;
        }
        List<String> comps = new ArrayList<>();
        boolean right = true;
        for (Scalar scalar : given) {
            String comp = normal(scalar.text());
            comps.add(comp);
            if (!isOperator(comp) && !isModified(comp)) {
                ItemContext at = clause.context();
                issues.add(
                        IssueCode.LOAD_ERR_VALIDATE,
                        "'" + comp + "' is not a supported comparison operator",
                        at,
                        new FilePlace(
                                scalar.file(),
                                scalar.start(),
                                Math.max(1, scalar.text().length())),
                        operatorHint(comp));
                right = false;
            }
        }
        return right ? comps : null;
    }

    private static String operatorHint(String comp) {
        String near = NearestName.hint(comp, operators());
        return near != null
                ? near
                : "expected one of " + String.join(" ", operators())
                        + ", or an operator on text with oneof, anyof or allof behind it";
    }

    private static List<String> operators() {
        List<String> all = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            all.add(operator.text());
        }
        return all;
    }

    private static String normal(String comp) {
        return comp.strip().replaceAll("\\s+", " ");
    }

    private static boolean isOperator(String comp) {
        return operators().contains(comp);
    }

    /** True for an operator on text followed by a modifier. */
    static boolean isModified(String comp) {
        int blank = comp.indexOf(' ');
        if (blank < 0) {
            return false;
        }
        String modifier = comp.substring(blank + 1);
        for (Modifier each : Modifier.values()) {
            if (each.text().equals(modifier)) {
                return isTextOperator(comp.substring(0, blank));
            }
        }
        return false;
    }

    private static boolean isTextOperator(String comp) {
        for (Operator operator : Operator.values()) {
            if (operator.text().equals(comp)) {
                return operator.kind() == Operator.Kind.TEXT;
            }
        }
        return false;
    }

    private boolean isField(Scalar field, ItemContext context) {
        String text = field.text();
        try {
            if (FilterParser.parse(text + " exists") instanceof Expr.Check check && isKnown(check.left())) {
                return true;
            }
        } catch (FilterException e) {
            // reported below
        }
        issues.add(
                IssueCode.LOAD_ERR_VALIDATE,
                "'" + text + "' is not a supported filter field",
                context,
                FilePlace.of(field),
                NearestName.hint(text, binding.names()));
        return false;
    }

    private boolean isKnown(Operand operand) {
        return operand.accept(new Operand.Visitor<Boolean, RuntimeException>() {
            @Override
            public Boolean field(Operand.FieldName field) {
                try {
                    binding.resolve(field.name(), field.argument());
                    return true;
                } catch (FieldException e) {
                    return false;
                }
            }

            @Override
            public Boolean call(Operand.Call call) {
                return call.transformer() != Transformer.VAL
                        && call.arguments().stream().allMatch(ExceptionCollector.this::isKnown);
            }

            @Override
            public Boolean constant(Operand.Constant constant) {
                return true;
            }

            @Override
            public Boolean values(Operand.Values values) {
                return true;
            }
        });
    }
}
