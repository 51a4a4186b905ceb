// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads values of a type out of nodes. What is missing or of another type becomes an issue and null. */
public final class NodeDecoder {
    private static final int MAX_DURATION_DIGITS = 18;

    private final Issues issues;

    public NodeDecoder(Issues issues) {
        this.issues = issues;
    }

    /** The issue of a shape or type that does not fit. */
    public void wrong(String message, ItemContext context) {
        issues.add(IssueCode.LOAD_ERR_YAML_VALIDATE, message, context);
    }

    /** The same with a hint. */
    public void wrong(String message, ItemContext context, @Nullable String hint) {
        issues.add(IssueCode.LOAD_ERR_YAML_VALIDATE, message, context, hint);
    }

    /** A non-empty scalar that has to be there. */
    @Nullable
    public Scalar required(Mapping item, String key, ItemContext context) {
        YamlNode node = item.get(key);
        if (node == null) {
            wrong("Item has no mapping for key '" + key + "'", context, "add the key '" + key + "'");
            return null;
        }
        return scalar(node, key, context);
    }

    /** A non-empty scalar that may be left out. */
    @Nullable
    public Scalar optional(Mapping item, String key, ItemContext context) {
        YamlNode node = item.get(key);
        return node == null ? null : scalar(node, key, context);
    }

    private @Nullable Scalar scalar(YamlNode node, String key, ItemContext context) {
        ItemContext at = context.inner(ItemContext.VALUE_FOR, key, node);
        if (node.isNull()) {
            wrong("Mapping for key '" + key + "' is empty", at, "expected a text behind '" + key + ":'");
        } else if (!(node instanceof Scalar scalar)) {
            wrong("Value is not a scalar value", at, "expected a single text, found " + shape(node));
        } else if (scalar.text().isEmpty()) {
            wrong("Value must be non-empty", at);
        } else {
            return scalar;
        }
        return null;
    }

    private static String shape(YamlNode node) {
        return node instanceof Sequence ? "a sequence" : node instanceof Mapping ? "a mapping" : "a text";
    }

    /** A bool that may be left out. */
    @Nullable
    public Boolean optionalBool(Mapping item, String key, ItemContext context) {
        Scalar scalar = optional(item, key, context);
        return scalar == null ? null : bool(scalar, context.inner(ItemContext.VALUE_FOR, key, scalar));
    }

    /** A bool that has to be there. */
    @Nullable
    Boolean requiredBool(Mapping item, String key, ItemContext context) {
        Scalar scalar = required(item, key, context);
        return scalar == null ? null : bool(scalar, context.inner(ItemContext.VALUE_FOR, key, scalar));
    }

    private @Nullable Boolean bool(Scalar scalar, ItemContext context) {
        Boolean value = yamlBool(scalar.text());
        if (value == null) {
            wrong("Can't decode YAML scalar value", context, "expected true or false, found '" + scalar.text() + "'");
        }
        return value;
    }

    /** YAML 1.1 words, quoted or not, in lower case, Capitalized or UPPER case. */
    static @Nullable Boolean yamlBool(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean capital =
                !lower.isEmpty() && text.equals(lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1));
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT)) && !capital) {
            return null;
        }
        return switch (lower) {
            case "y", "yes", "true", "on" -> true;
            case "n", "no", "false", "off" -> false;
            default -> null;
        };
    }

    /** A number of milliseconds that may be left out. Only checked: nothing is captured here. */
    void optionalDuration(Mapping item, String key, ItemContext context) {
        Scalar scalar = optional(item, key, context);
        if (scalar == null) {
            return;
        }
        String text = scalar.text();
        boolean digits = text.length() <= MAX_DURATION_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            wrong(
                    "Can't decode YAML scalar value",
                    context.inner(ItemContext.VALUE_FOR, key, scalar),
                    "expected a number of milliseconds, found '" + text + "'");
        }
    }

    /** A sequence of scalars; they may be empty texts. */
    @Nullable
    public List<Scalar> scalars(YamlNode node, String key, ItemContext context) {
        ItemContext at = context.inner(ItemContext.VALUE_FOR, key, node);
        if (!(node instanceof Sequence sequence)) {
            wrong("Value is not a sequence", at, "write it as [a, b], also if it is only one");
            return null;
        }
        List<Scalar> all = new ArrayList<>(sequence.items().size());
        boolean right = true;
        for (YamlNode item : sequence.items()) {
            if (item instanceof Scalar scalar && !item.isNull()) {
                all.add(scalar);
            } else {
                wrong(
                        "sequence value is not scalar",
                        context.inner(ItemContext.VALUE_FOR, key, item),
                        item.isNull() ? "an empty text is written \"\"" : "expected a text, found " + shape(item));
                right = false;
            }
        }
        return right ? all : null;
    }
}
