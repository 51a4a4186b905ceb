// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.item.RuleItem;
import dev.gvtrace.replay.rule.item.RuleItem.ExceptionClause;
import dev.gvtrace.replay.rule.item.RuleKeys;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads an item of kind rule: which of its five shapes it has, and the keys that count in that shape. */
final class RuleItemReader {
    static final Set<String> KEYS = Set.of(
            "rule",
            "condition",
            "output",
            "desc",
            "priority",
            "source",
            "enabled",
            "tags",
            "warn_evttypes",
            "skip-if-unknown-filter",
            "exceptions",
            "append",
            "override",
            "capture",
            "capture_duration");

    private static final Set<String> APPENDABLE = Set.of("condition", "output", "desc", "tags", "exceptions");
    private static final Set<String> REPLACEABLE = Set.of(
            "condition",
            "output",
            "desc",
            "priority",
            "tags",
            "exceptions",
            "enabled",
            "warn_evttypes",
            "skip-if-unknown-filter",
            "capture",
            "capture_duration");
    private static final String TOGGLE_DEPRECATED = "The standalone 'enabled' key usage is deprecated. The correct"
            + " approach requires also a 'replace' entry under the 'override' key (i.e. 'enabled: replace').";

    private final Issues issues;
    private final NodeDecoder decoder;
    private final ExceptionReader exceptions;
    private boolean right;

    RuleItemReader(Issues issues, NodeDecoder decoder) {
        this.issues = issues;
        this.decoder = decoder;
        this.exceptions = new ExceptionReader(decoder);
    }

    /** The item; null if something is wrong with it. */
    @Nullable
    RuleItem read(Mapping item, String name, ItemContext context) {
        right = true;
        Overrides overrides = Overrides.read(item, APPENDABLE, REPLACEABLE, context, issues, decoder);
        RuleItem read;
        if (overrides == null) {
            return null;
        } else if (!overrides.operations().isEmpty()) {
            read = override(item, name, overrides.operations(), context);
        } else if (overrides.appendFlag()) {
            read = append(item, name, context);
        } else if (isToggle(item)) {
            read = toggle(item, name, context);
        } else {
            return definition(item, name, context);
        }
        return right ? read : null;
    }

    private static boolean isToggle(Mapping item) {
        return item.get("condition") == null
                && item.get("output") == null
                && item.get("desc") == null
                && item.get("priority") == null;
    }

    private @Nullable RuleItem toggle(Mapping item, String name, ItemContext context) {
        Boolean enabled = decoder.requiredBool(item, "enabled", context);
        if (enabled == null) {
            return null;
        }
        issues.add(IssueCode.LOAD_DEPRECATED_ITEM, TOGGLE_DEPRECATED, context);
        return new RuleItem.RuleToggle(context, name, enabled);
    }

    private RuleItem append(Mapping item, String name, ItemContext context) {
        RuleKeys.Builder keys = RuleKeys.builder();
        condition(item, keys, context);
        readExceptions(item, keys, true, context);
        if (item.get("source") instanceof Scalar source
                && !source.isNull()
                && !source.text().isEmpty()) {
            keys.source(source.text());
        }
        return new RuleItem.RuleAppend(context, name, keys.build());
    }

    private RuleItem definition(Mapping item, String name, ItemContext context) {
        RuleKeys.Builder keys = RuleKeys.builder();
        for (String key : List.of("condition", "output", "desc", "priority")) {
            if (item.get(key) == null) {
                right &= decoder.required(item, key, context) != null;
            }
        }
        all(item, keys, false, context);
        keys.source(source(item, context));
        return right
                ? new RuleItem.RuleText(context, name, keys.build())
                : new RuleItem.RuleDraft(context, name, keys.build());
    }

    private @Nullable String source(Mapping item, ItemContext context) {
        if (item.get("source") == null) {
            return null;
        }
        Scalar source = decoder.optional(item, "source", context);
        right &= source != null;
        return source == null ? null : source.text();
    }

    private RuleItem override(
            Mapping item, String name, Map<String, Overrides.Override> operations, ItemContext context) {
        for (String key : new TreeSet<>(operations.keySet())) {
            Overrides.Override operation = operations.get(key);
            if (operation != null && item.get(key) == null) {
                decoder.wrong(
                        "An " + (operation.append() ? "append" : "replace") + " override for '" + key
                                + "' was specified but '" + key + "' is not defined",
                        operation.context());
                right = false;
            }
        }
        for (YamlNode.Entry entry : item.entries()) {
            if (entry.key() instanceof Scalar key
                    && REPLACEABLE.contains(key.text())
                    && !operations.containsKey(key.text())) {
                decoder.wrong(
                        "Unexpected key '" + key.text() + "': no corresponding entry under 'override' is defined.",
                        context.inner(ItemContext.VALUE_FOR, key.text(), key));
                right = false;
            }
        }
        RuleKeys.Builder append = RuleKeys.builder();
        RuleKeys.Builder replace = RuleKeys.builder();
        Mapping appended = only(item, operations, true);
        Mapping replaced = only(item, operations, false);
        all(appended, append, true, context);
        all(replaced, replace, false, context);
        String source = source(item, context);
        append.source(source);
        replace.source(source);
        return new RuleItem.RuleOverride(context, name, append.build(), replace.build());
    }

    /** The keys of an item that are appended, or that are replaced. */
    private static Mapping only(Mapping item, Map<String, Overrides.Override> operations, boolean append) {
        List<YamlNode.Entry> entries = item.entries().stream()
                .filter(entry -> entry.key() instanceof Scalar key && is(operations.get(key.text()), append))
                .toList();
        return new Mapping(item.file(), item.start(), entries);
    }

    private static boolean is(Overrides.@Nullable Override operation, boolean append) {
        return operation != null && operation.append() == append;
    }

    private void all(Mapping item, RuleKeys.Builder keys, boolean append, ItemContext context) {
        condition(item, keys, context);
        keys.output(text(item, "output", context));
        keys.desc(text(item, "desc", context));
        priority(item, keys, context);
        keys.enabled(bool(item, "enabled", context));
        keys.warnEvttypes(bool(item, "warn_evttypes", context));
        keys.skipIfUnknownFilter(bool(item, "skip-if-unknown-filter", context));
        bool(item, "capture", context);
        int before = issues.count();
        decoder.optionalDuration(item, "capture_duration", context);
        right &= issues.count() == before;
        tags(item, keys, context);
        readExceptions(item, keys, append, context);
    }

    private void condition(Mapping item, RuleKeys.Builder keys, ItemContext context) {
        keys.condition(text(item, "condition", context));
    }

    private @Nullable Scalar text(Mapping item, String key, ItemContext context) {
        if (item.get(key) == null) {
            return null;
        }
        Scalar text = decoder.optional(item, key, context);
        right &= text != null;
        return text;
    }

    private @Nullable Boolean bool(Mapping item, String key, ItemContext context) {
        if (item.get(key) == null) {
            return null;
        }
        Boolean value = decoder.optionalBool(item, key, context);
        right &= value != null;
        return value;
    }

    private void priority(Mapping item, RuleKeys.Builder keys, ItemContext context) {
        Scalar text = text(item, "priority", context);
        if (text == null) {
            return;
        }
        Priority priority = Priority.of(text.text());
        keys.priority(priority);
        if (priority == null) {
            decoder.wrong(
                    "Invalid priority",
                    context.inner(ItemContext.RULE_PRIORITY, "", text),
                    "'" + text.text()
                            + "' is none of EMERGENCY ALERT CRITICAL ERROR WARNING NOTICE INFO INFORMATIONAL DEBUG");
            right = false;
        }
    }

    private void tags(Mapping item, RuleKeys.Builder keys, ItemContext context) {
        YamlNode node = item.get("tags");
        if (node == null) {
            return;
        }
        List<Scalar> tags = decoder.scalars(node, "tags", context);
        if (tags == null) {
            right = false;
            return;
        }
        keys.tags(tags.stream().map(Scalar::text).toList());
    }

    private void readExceptions(Mapping item, RuleKeys.Builder keys, boolean partial, ItemContext context) {
        YamlNode node = item.get("exceptions");
        if (node == null) {
            return;
        }
        List<ExceptionClause> read = exceptions.read(node, partial, context);
        right &= read != null;
        keys.exceptions(read);
    }
}
