// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem.ExceptionClause;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the exceptions of a rule item. */
final class ExceptionReader {
    static final Set<String> KEYS = Set.of("name", "fields", "comps", "values");

    private final NodeDecoder decoder;

    ExceptionReader(NodeDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * Reads them all; null if one is wrong.
     *
     * @param partial true if an exception may leave out its fields, because it adds to another
     */
    @Nullable
    List<ExceptionClause> read(YamlNode node, boolean partial, ItemContext rule) {
        ItemContext context = rule.inner(ItemContext.EXCEPTIONS, "", node);
        if (!(node instanceof Sequence sequence)) {
            decoder.wrong(
                    "Rule exceptions must be a sequence", context, "write them as '- name: NAME' with their keys");
            return null;
        }
        List<ExceptionClause> all = new ArrayList<>();
        boolean right = true;
        for (YamlNode item : sequence.items()) {
            ExceptionClause clause = clause(item, partial, context);
            right &= clause != null;
            if (clause != null) {
                all.add(clause);
            }
        }
        return right ? all : null;
    }

    private @Nullable ExceptionClause clause(YamlNode node, boolean partial, ItemContext parent) {
        ItemContext unnamed = parent.inner(ItemContext.EXCEPTION, "", node);
        if (!(node instanceof Mapping mapping)) {
            decoder.wrong("Rule exception must be a mapping", unnamed);
            return null;
        }
        Scalar name = decoder.required(mapping, "name", unnamed);
        if (name == null) {
            return null;
        }
        ItemContext context = parent.inner(ItemContext.EXCEPTION, name.text(), node);
        YamlNode fields = mapping.get("fields");
        boolean right = true;
        if (fields == null && !partial) {
            decoder.wrong("Item has no mapping for key 'fields'", context, "add 'fields: [FIELD, ...]'");
            right = false;
        }
        right &= fields == null || isEntry(fields, "fields", context);
        YamlNode comps = mapping.get("comps");
        right &= comps == null || isEntry(comps, "comps", context);
        YamlNode values = mapping.get("values");
        if (values == null) {
            return right ? new ExceptionClause(context, name.text(), fields, comps, null) : null;
        }
        ItemContext at = context.inner(ItemContext.EXCEPTION_VALUES, "", values);
        if (!(values instanceof Sequence sequence)) {
            decoder.wrong("Rule exception values must be a sequence", at);
            return null;
        }
        for (YamlNode value : sequence.items()) {
            right &= isEntry(value, "values", at.inner(ItemContext.EXCEPTION_VALUE, "", value));
        }
        return right ? new ExceptionClause(context, name.text(), fields, comps, sequence.items()) : null;
    }

    /** True for a non-empty scalar, or a sequence of entries. */
    private boolean isEntry(YamlNode node, String key, ItemContext context) {
        ItemContext at = context.inner(ItemContext.VALUE_FOR, key, node);
        if (node instanceof Sequence sequence) {
            boolean right = true;
            for (YamlNode item : sequence.items()) {
                right &= isEntry(item, key, context);
            }
            return right;
        }
        if (node.isNull()) {
            decoder.wrong("Mapping for key '" + key + "' is empty", at);
            return false;
        }
        if (!(node instanceof Scalar scalar)) {
            decoder.wrong("Value is not a scalar value", at, "expected a text or a sequence of texts, found a mapping");
            return false;
        }
        if (scalar.text().isEmpty()) {
            decoder.wrong(
                    "Value must be non-empty", at, "to compare with an empty text write '\"\"', quotes inside quotes");
            return false;
        }
        return true;
    }
}
