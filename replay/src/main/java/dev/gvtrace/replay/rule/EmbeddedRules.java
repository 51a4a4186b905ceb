// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.source.Place;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Entry;
import dev.gvtrace.replay.rule.source.YamlNode.Mapping;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds rule files that are texts inside another file: {@code customRules} of Helm values, {@code data} of a ConfigMap, {@code stringData} of a Secret, alone, in several
 * documents, or in a list. The files of one map are loaded in the order of their names, as Falco does with those of a directory.
 */
final class EmbeddedRules {
    private static final Set<String> ITEM_KEYS =
            Set.of("rule", "macro", "list", "required_engine_version", "required_plugin_versions");
    private static final Pattern ITEM = Pattern.compile(
            "^\\s*-\\s+(?:rule|macro|list|required_engine_version|required_plugin_versions)\\s*:", Pattern.MULTILINE);

    /** Lists may hold lists; what is deeper belongs to no tool. */
    private static final int MAX_LISTS = 4;

    private final Issues issues;
    private final Context content;
    private final List<RulesText> found = new ArrayList<>();

    private EmbeddedRules(Issues issues, Context content) {
        this.issues = issues;
        this.content = content;
    }

    /**
     * A rule file that was found.
     *
     * @param context of its text
     * @param documents of it
     */
    record RulesText(Context context, List<YamlNode> documents) {}

    /** True if a file's documents are mappings of which one may hold rule files. */
    static boolean mayHold(List<YamlNode> documents) {
        return documents.stream().noneMatch(Sequence.class::isInstance)
                && documents.stream().anyMatch(document -> holds(document, MAX_LISTS));
    }

    private static boolean holds(YamlNode node, int lists) {
        if (!(node instanceof Mapping mapping)) {
            return false;
        }
        boolean inList = lists > 0
                && isKind(mapping, "List")
                && mapping.get("items") instanceof Sequence items
                && items.items().stream().anyMatch(item -> holds(item, lists - 1));
        return inList || kept(mapping) != null || !customRules(mapping).isEmpty();
    }

    private static boolean isKind(Mapping mapping, String kind) {
        return mapping.get("kind") instanceof Scalar scalar && scalar.text().equals(kind);
    }

    /** The texts that a ConfigMap or a Secret keeps; null if it is neither. */
    private static @Nullable Mapping kept(Mapping mapping) {
        if (isKind(mapping, "Secret")) {
            return mapping.get("stringData") instanceof Mapping texts ? texts : null;
        }
        boolean isConfigMap = isKind(mapping, "ConfigMap") || mapping.get("kind") == null;
        return isConfigMap && mapping.get("data") instanceof Mapping texts ? texts : null;
    }

    /** Those of the chart itself, and those of the chart as a dependency of another. */
    private static List<Mapping> customRules(Mapping values) {
        List<Mapping> all = new ArrayList<>();
        if (values.get("customRules") instanceof Mapping own) {
            all.add(own);
        }
        for (Entry entry : values.entries()) {
            if (entry.value() instanceof Mapping chart && chart.get("customRules") instanceof Mapping rules) {
                all.add(rules);
            }
        }
        return all;
    }

    /** The rule files of a file for which {@link #mayHold} is true. What is skipped, and what can't be read, becomes an issue. */
    static List<RulesText> read(Context content, List<YamlNode> documents, Issues issues) {
        EmbeddedRules rules = new EmbeddedRules(issues, content);
        for (YamlNode document : documents) {
            rules.document(document, MAX_LISTS);
        }
        return rules.found;
    }

    private void document(YamlNode node, int lists) {
        if (!(node instanceof Mapping mapping)) {
            return;
        }
        Mapping kept = kept(mapping);
        if (lists > 0 && isKind(mapping, "List") && mapping.get("items") instanceof Sequence items) {
            items.items().forEach(item -> document(item, lists - 1));
        } else if (kept != null) {
            files(kept);
        } else {
            customRules(mapping).forEach(this::files);
        }
    }

    private void files(Mapping map) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : map.entries()) {
            if (entry.key() instanceof Scalar) {
                entries.add(entry);
            }
        }
        entries.sort(Comparator.comparing(entry -> ((Scalar) entry.key()).text()));
        for (Entry entry : entries) {
            file((Scalar) entry.key(), entry.value());
        }
    }

    private void file(Scalar name, YamlNode value) {
        if (!(value instanceof Scalar text) || value.isNull()) {
            skip(name, "expected the text of a rule file, as behind '" + name.text() + ": |-'");
            return;
        }
        Issues own = new Issues();
        List<YamlNode> documents = RuleSource.read(text, own);
        boolean broken = documents == null && ITEM.matcher(text.text()).find();
        if (broken || documents != null && documents.stream().anyMatch(EmbeddedRules::isRules)) {
            own.sorted().forEach(issues::put);
            if (documents != null) {
                found.add(new RulesText(Context.of(new Place(text.file(), text.offset(0), 1)), documents));
            }
        } else {
            skip(name, "it has no rule, macro or list");
        }
    }

    private static boolean isRules(YamlNode document) {
        return document instanceof Sequence sequence
                && sequence.items().stream()
                        .anyMatch(item -> item instanceof Mapping mapping
                                && mapping.entries().stream()
                                        .anyMatch(entry ->
                                                entry.key() instanceof Scalar key && ITEM_KEYS.contains(key.text())));
    }

    private void skip(Scalar name, String why) {
        issues.add(
                IssueCode.LOAD_UNKNOWN_ITEM,
                "'" + name.text() + "' is skipped: it is no rule file",
                content,
                Place.of(name),
                why);
    }
}
