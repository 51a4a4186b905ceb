// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem.Operation;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Entry;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.text.NearestName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an item does to an earlier one of its name: its keys {@code append} and {@code override}.
 *
 * @param appendFlag the value of {@code append}
 * @param operations of {@code override}: where the operation of each key stands, by key
 */
record Overrides(boolean appendFlag, Map<String, Override> operations) {
    /** One entry of {@code override}. */
    record Override(boolean append, ItemContext context) {}

    static final String MIXED = "Keys 'override' and 'append: true' cannot be used together. Add an 'append' entry"
            + " (e.g. 'condition: append') under 'override' instead.";
    static final String DEPRECATED = "'append' key is deprecated. Add an 'append' entry (e.g. 'condition: append')"
            + " under 'override' instead.";

    /** Reads them; null if there is an error in them. */
    static @Nullable Overrides read(
            Mapping item,
            Set<String> appendable,
            Set<String> replaceable,
            ItemContext context,
            Issues issues,
            NodeDecoder decoder) {
        boolean right = true;
        boolean append = false;
        if (item.get("append") != null) {
            Boolean value = decoder.optionalBool(item, "append", context);
            right = value != null;
            append = value != null && value;
        }
        if (append) {
            issues.add(IssueCode.LOAD_DEPRECATED_ITEM, DEPRECATED, context);
        }
        Map<String, Override> operations = new HashMap<>();
        YamlNode node = item.get("override");
        if (node instanceof Mapping overrides) {
            ItemContext at = context.inner(ItemContext.OVERRIDES, "", overrides);
            for (Entry entry : overrides.entries()) {
                right &= operation(entry, appendable, replaceable, at, decoder, operations);
            }
        } else if (node != null && !node.isNull()) {
            decoder.wrong("Value of 'override' must be a mapping", context.inner(ItemContext.OVERRIDES, "", node));
            right = false;
        }
        if (append && !operations.isEmpty()) {
            decoder.wrong(MIXED, context);
            right = false;
        }
        return right ? new Overrides(append, operations) : null;
    }

    private static boolean operation(
            Entry entry,
            Set<String> appendable,
            Set<String> replaceable,
            ItemContext context,
            NodeDecoder decoder,
            Map<String, Override> operations) {
        if (!(entry.key() instanceof Scalar key)
                || !(entry.value() instanceof Scalar value)
                || entry.value().isNull()) {
            decoder.wrong(
                    "Value is not a scalar value",
                    context.inner(ItemContext.VALUE_FOR, "override", entry.key()),
                    "expected 'KEY: append' or 'KEY: replace'");
            return false;
        }
        ItemContext at = context.inner(ItemContext.VALUE_FOR, key.text(), key);
        boolean append = value.text().equals("append");
        if (!append && !value.text().equals("replace")) {
            decoder.wrong(
                    "Invalid override operation for key '" + key.text() + "': '" + value.text()
                            + "'. Allowed values are: append replace ",
                    at);
            return false;
        }
        if (append && !appendable.contains(key.text())) {
            decoder.wrong("Key '" + key.text() + "' cannot be appended to, use 'replace' instead", at);
            return false;
        }
        if (!append && !replaceable.contains(key.text())) {
            decoder.wrong("Key '" + key.text() + "' cannot be replaced", at, NearestName.hint(key.text(), replaceable));
            return false;
        }
        operations.putIfAbsent(key.text(), new Override(append, at));
        return true;
    }

    /** For items with one key of content. */
    Operation operation(String key) {
        Override override = operations.get(key);
        return appendFlag || (override != null && override.append()) ? Operation.APPEND : Operation.DEFINE;
    }
}
