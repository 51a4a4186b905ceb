// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.EngineVersion;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem;
import dev.gvtrace.replay.rule.item.RuleItem.Broken;
import dev.gvtrace.replay.rule.item.RuleItem.Kind;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import dev.gvtrace.text.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of a rule file: which kind each one is, and whether its keys have the right types. It continues after
 * an issue, so that all of a file are found at once.
 */
final class RuleFileReader {
    /** The kinds of items, in the order in which their keys are looked up, with all keys of an item of that kind. */
    private enum ItemKind {
        ENGINE("required_engine_version", Set.of("required_engine_version")),
        PLUGINS("required_plugin_versions", Set.of("required_plugin_versions")),
        LIST("list", Set.of("list", "items", "append", "override")),
        MACRO("macro", Set.of("macro", "condition", "append", "override")),
        RULE("rule", RuleItemReader.KEYS);

        private final String key;
        private final Set<String> keys;

        ItemKind(String key, Set<String> keys) {
            this.key = key;
            this.keys = keys;
        }
    }

    private final Issues issues;
    private final NodeDecoder decoder;
    private final RuleItemReader rules;
    private final RequirementReader requirements;
    private final List<RuleItem> items = new ArrayList<>();

    RuleFileReader(Issues issues) {
        this.issues = issues;
        this.decoder = new NodeDecoder(issues);
        this.rules = new RuleItemReader(issues, decoder);
        this.requirements = new RequirementReader(decoder);
    }

    /**
     * The items of a file's documents, in order. After an engine version that does not fit, nothing more is read.
     *
     * @param content of the file, or of its text inside another file
     */
    List<RuleItem> read(ItemContext content, List<YamlNode> documents) {
        for (YamlNode document : documents) {
            if (!document(document, content)) {
                break;
            }
        }
        return items;
    }

    private boolean document(YamlNode document, ItemContext content) {
        if (!(document instanceof Sequence sequence)) {
            boolean mapping = document instanceof Mapping;
            FilePlace place = FilePlace.of(document);
            issues.add(
                    IssueCode.LOAD_ERR_YAML_VALIDATE,
                    mapping ? "Rules content is not yaml array of objects" : "Rules content is not yaml",
                    content,
                    place,
                    EmbeddedRules.hint(document));
            return true;
        }
        for (YamlNode node : sequence.items()) {
            if (node instanceof Mapping mapping) {
                if (!item(mapping, content)) {
                    return false;
                }
            } else if (!node.isNull()) {
                decoder.wrong(
                        "Unexpected element type. Each element should be a yaml associative array.",
                        content.inner(ItemContext.CONTENT_ITEM, "", node),
                        "expected an item such as 'rule: NAME' with its keys");
            }
        }
        return true;
    }

    private boolean item(Mapping item, ItemContext content) {
        for (ItemKind kind : ItemKind.values()) {
            if (item.get(kind.key) != null) {
                ItemContext named = item(item, kind, content);
                unknownKeys(item, kind.keys, named);
                if (kind == ItemKind.RULE && item.get("exceptions") instanceof Sequence exceptions) {
                    exceptions.items().forEach(each -> exceptionKeys(each, named));
                }
                return !(last() instanceof RuleItem.EngineRequirement required)
                        || EngineVersion.CURRENT.satisfies(required.version());
            }
        }
        issues.add(
                IssueCode.LOAD_UNKNOWN_ITEM,
                "Unknown top level item",
                content.inner(ItemContext.CONTENT_ITEM, "", item),
                "expected one of the keys rule, macro, list, required_engine_version, required_plugin_versions");
        return true;
    }

    private @Nullable RuleItem last() {
        return items.isEmpty() ? null : items.get(items.size() - 1);
    }

    private ItemContext item(Mapping item, ItemKind kind, ItemContext content) {
        return switch (kind) {
            case ENGINE -> {
                ItemContext context = content.inner(ItemContext.ENGINE_VERSION, "", item);
                add(requirements.engine(item, context));
                yield context;
            }
            case PLUGINS -> {
                ItemContext context = content.inner(ItemContext.PLUGIN_VERSIONS, "", item);
                add(requirements.plugins(item, context));
                yield context;
            }
            case LIST -> named(item, kind, ItemContext.LIST, Kind.LIST, content);
            case MACRO -> named(item, kind, ItemContext.MACRO, Kind.MACRO, content);
            case RULE -> named(item, kind, ItemContext.RULE, Kind.RULE, content);
        };
    }

    private void add(@Nullable RuleItem item) {
        if (item != null) {
            items.add(item);
        }
    }

    private ItemContext named(Mapping item, ItemKind key, String type, Kind kind, ItemContext content) {
        ItemContext unnamed = content.inner(type, "", item);
        Scalar name = decoder.required(item, key.key, unnamed);
        if (name == null) {
            return unnamed;
        }
        ItemContext context = content.inner(type, name.text(), item);
        RuleItem read = switch (kind) {
            case LIST -> list(item, name, context);
            case MACRO -> macro(item, name, context);
            case RULE -> rules.read(item, name.text(), context);
        };
        add(read == null ? new Broken(kind, name.text()) : read);
        return context;
    }

    private @Nullable RuleItem list(Mapping item, Scalar name, ItemContext context) {
        if (!isListName(name.text())) {
            issues.add(
                    IssueCode.LOAD_INVALID_LIST_NAME,
                    "List has an invalid name. List names should match a regular expression: [^()\"'[:space:]=,]+",
                    context);
        }
        Overrides overrides = Overrides.read(item, Set.of("items"), Set.of("items"), context, issues, decoder);
        YamlNode node = item.get("items");
        if (node == null) {
            decoder.wrong("Item has no mapping for key 'items'", context, "an empty list has 'items: []'");
            return null;
        }
        List<Scalar> values = decoder.scalars(node, "items", context);
        if (values == null || overrides == null) {
            return null;
        }
        return new RuleItem.ListText(context, name.text(), values, overrides.operation("items"));
    }

    private @Nullable RuleItem macro(Mapping item, Scalar name, ItemContext context) {
        if (!isMacroName(name.text())) {
            issues.add(
                    IssueCode.LOAD_INVALID_MACRO_NAME,
                    "Macro has an invalid name. Macro names should match a regular expression: [a-zA-Z]+[a-zA-Z0-9_]*",
                    context);
        }
        Overrides overrides = Overrides.read(item, Set.of("condition"), Set.of("condition"), context, issues, decoder);
        Scalar condition = decoder.required(item, "condition", context);
        if (condition == null || overrides == null) {
            return null;
        }
        return new RuleItem.MacroText(context, name.text(), condition, overrides.operation("condition"));
    }

    static boolean isListName(String name) {
        return name.chars().noneMatch(c -> "()\"'=, \t\n\r\f".indexOf(c) >= 0 || c == '\u000B');
    }

    static boolean isMacroName(String name) {
        boolean letterFirst = isLetter(name.charAt(0));
        return letterFirst && name.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '_');
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private void unknownKeys(Mapping item, Set<String> known, ItemContext context) {
        Map<String, YamlNode> unknown = unknownKeys(item, known);
        unknown.forEach((key, node) -> issues.add(
                IssueCode.LOAD_UNKNOWN_KEY,
                "Unknown key '" + key + "'. The key will be ignored.",
                context,
                FilePlace.of(node),
                NearestName.hint(key, known)));
    }

    private void exceptionKeys(YamlNode exception, ItemContext context) {
        if (exception instanceof Mapping mapping) {
            String name = mapping.get("name") instanceof Scalar scalar ? scalar.text() : "";
            unknownKeys(mapping, ExceptionReader.KEYS, context.inner(ItemContext.EXCEPTION, name, mapping));
        }
    }

    private static Map<String, YamlNode> unknownKeys(Mapping item, Set<String> known) {
        Map<String, YamlNode> unknown = new TreeMap<>();
        for (YamlNode.Entry entry : item.entries()) {
            String key = entry.key() instanceof Scalar scalar ? scalar.text() : "?";
            if (!known.contains(key)) {
                unknown.putIfAbsent(key, entry.key());
            }
        }
        return unknown;
    }
}
