// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.RuleCollection.ExceptionDefinition;
import dev.gvtrace.replay.rule.RuleCollection.RuleDefinition;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Appends the exceptions of a rule to its condition, as text (rule language reference 1.10). */
final class ExceptionExpander {
    private static final Set<String> LIST_OPERATORS = Set.of("in", "intersects", "pmatch");

    private static final String REMEDY = "give the rule fewer of them";

    private final Issues issues;
    private final ListExpander paster;
    private final boolean refer;
    private boolean right;

    /** With {@code refer}, words may refer to the values of exceptions with many of them. */
    ExceptionExpander(Issues issues, ListExpander paster, boolean refer) {
        this.issues = issues;
        this.paster = paster;
        this.refer = refer;
    }

    /** The condition with its exceptions; null if one of them is invalid. */
    @Nullable
    SourceMappedText expand(RuleDefinition rule) {
        right = true;
        SourceMappedText.Builder out = new SourceMappedText.Builder(rule.condition);
        boolean any = false;
        for (ExceptionDefinition exception : rule.exceptions) {
            if (!exception.values().isEmpty()) {
                if (!any) {
                    out.literal("(");
                    out.append(rule.condition, 0, rule.condition.length());
                    out.literal(")");
                    any = true;
                }
                out.literal(" and not ");
                exception(rule.name, exception, out);
            }
        }
        if (!right) {
            return null;
        }
        return any ? out.build() : rule.condition;
    }

    private void wrong(String message, ExceptionDefinition exception, YamlNode node, String hint) {
        issues.add(IssueCode.LOAD_ERR_VALIDATE, message, exception.context(), FilePlace.of(node), hint);
        right = false;
    }

    /** True, after reporting it, if the condition exceeds the limit. */
    private boolean isTooLong(ExceptionDefinition exception, YamlNode value, SourceMappedText.Builder out) {
        boolean tooLong = out.length() > ListExpander.MAX_TEXT;
        if (tooLong) {
            wrong(
                    "condition grows over " + ListExpander.MAX_TEXT + " characters with the values of exception '"
                            + exception.name() + "', " + REMEDY,
                    exception,
                    value,
                    exception.single()
                            ? "values with quotes or escapes inside, and names of lists, count with their text, others don't"
                            : "put tuples that differ in one value into one: that value a list, and 'in' in its place in comps");
        }
        return tooLong;
    }

    private void exception(String rule, ExceptionDefinition exception, SourceMappedText.Builder out) {
        if (exception.single()) {
            single(rule, exception, out);
            return;
        }
        String separator = "(";
        for (YamlNode value : exception.values()) {
            if (isTooLong(exception, value, out)) {
                return;
            }
            out.literal(separator);
            separator = " or ";
            List<YamlNode> parts = value instanceof Sequence sequence ? sequence.items() : List.of();
            if (parts.size() == exception.fields().size()) {
                tuple(exception, parts, out);
            } else {
                int count = exception.fields().size();
                String found = value instanceof Sequence ? String.valueOf(parts.size()) : "a single value";
                wrong(
                        "Fields and values lists must have equal length",
                        exception,
                        value,
                        "expected a list of " + count + (count == 1 ? " value" : " values") + ", found " + found);
            }
        }
        out.literal(")");
    }

    private void single(String rule, ExceptionDefinition exception, SourceMappedText.Builder out) {
        out.literal("(");
        out.scalar(exception.fields().get(0));
        operator(exception, 0, out);
        out.literal("(");
        String key = "exception " + exception.name() + " of " + rule;
        List<String> values = refer ? paster.reference(key, exception.values()) : null;
        if (values != null && exception.values().get(0) instanceof Scalar first) {
            out.refer(ListExpander.REFERENCE, first, values);
            out.literal("))");
            return;
        }
        String separator = "";
        for (YamlNode value : exception.values()) {
            if (isTooLong(exception, value, out)) {
                return;
            }
            out.literal(separator);
            separator = ", ";
            if (value instanceof Scalar scalar) {
                value(scalar, out);
            } else {
                wrong("Expected values array to contain a list of strings", exception, value, "expected a text");
            }
        }
        out.literal("))");
    }

    private static void operator(ExceptionDefinition exception, int field, SourceMappedText.Builder out) {
        String comp = exception.comps().get(field);
        out.literal(" ");
        SourceMappedText written = exception.written().isEmpty()
                ? null
                : SourceMappedText.of(exception.written().get(field)).strip();
        if (written != null && written.text().equals(comp)) {
            out.append(written, 0, comp.length());
        } else {
            out.literal(comp);
        }
        out.literal(" ");
    }

    private void tuple(ExceptionDefinition exception, List<YamlNode> parts, SourceMappedText.Builder out) {
        out.literal("(");
        for (int i = 0; i < parts.size(); i++) {
            out.literal(i == 0 ? "" : " and ");
            out.scalar(exception.fields().get(i));
            String comp = exception.comps().get(i);
            operator(exception, i, out);
            YamlNode part = parts.get(i);
            boolean list = LIST_OPERATORS.contains(comp) || comp.indexOf(' ') >= 0;
            if (part instanceof Sequence sequence) {
                values(exception, sequence, out);
            } else if (part instanceof Scalar scalar && list && scalar.text().startsWith("(")) {
                out.scalar(scalar);
            } else if (part instanceof Scalar scalar && list) {
                out.literal("(");
                value(scalar, out);
                out.literal(")");
            } else if (part instanceof Scalar scalar) {
                value(scalar, out);
            }
        }
        out.literal(")");
    }

    private void values(ExceptionDefinition exception, Sequence sequence, SourceMappedText.Builder out) {
        out.literal("(");
        String separator = "";
        for (YamlNode item : sequence.items()) {
            out.literal(separator);
            separator = ", ";
            if (item instanceof Scalar scalar) {
                value(scalar, out);
            } else {
                wrong("Expected values array to contain a list of strings", exception, item, "expected a text");
            }
        }
        out.literal(")");
    }

    private static void value(Scalar scalar, SourceMappedText.Builder out) {
        String quoted = ListExpander.quoted(scalar.text());
        if (quoted.equals(scalar.text())) {
            out.scalar(scalar);
        } else {
            out.literal("\"");
            out.scalar(scalar);
            out.literal("\"");
        }
    }
}
