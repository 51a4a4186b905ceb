// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.source.FilePlace;
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

/**
 * Finds rule files that are texts inside another file: {@code customRules} of Helm values, also where these are in
 * what deploys a chart (Flux, Argo CD), {@code data} of a ConfigMap, {@code stringData} of a Secret, alone, in several
 * documents, or in a list. The files of one map are loaded in the order of their names, as Falco does with those of a
 * directory.
 */
final class EmbeddedRules {
    private static final Set<String> ITEM_KEYS =
            Set.of("rule", "macro", "list", "required_engine_version", "required_plugin_versions");
    private static final Pattern ITEM = Pattern.compile(
            "^\\s*-\\s+(?:rule|macro|list|required_engine_version|required_plugin_versions)\\s*:", Pattern.MULTILINE);

    /** Values of Helm lie some levels deep in what deploys a chart; what is deeper belongs to no tool. */
    private static final int MAX_DEPTH = 12;

    private final Issues issues;
    private final ItemContext content;
    private final List<RulesText> found = new ArrayList<>();

    private EmbeddedRules(Issues issues, ItemContext content) {
        this.issues = issues;
        this.content = content;
    }

    /**
     * A rule file that was found.
     *
     * @param context of its text
     * @param documents of it
     */
    record RulesText(ItemContext context, List<YamlNode> documents) {}

    /** True if a file's documents are mappings of which one may hold rule files. */
    static boolean mayHold(List<YamlNode> documents) {
        return documents.stream().noneMatch(Sequence.class::isInstance)
                && documents.stream().anyMatch(document -> !maps(document).isEmpty());
    }

    /** What to do about a document that is a mapping and holds no rule files. */
    static String hint(YamlNode document) {
        return document instanceof Mapping mapping && isKind(mapping, "Secret") && mapping.get("data") != null
                ? "the data of a Secret are encoded: give its stringData, or the decoded rule file"
                : "expected a sequence of items such as '- rule: NAME'";
    }

    /** The maps of rule files by name that a document holds. */
    private static List<Mapping> maps(YamlNode document) {
        List<Mapping> maps = new ArrayList<>();
        if (document instanceof Mapping mapping
                && mapping.get("kind") == null
                && mapping.get("data") instanceof Mapping data) {
            maps.add(data);
        } else {
            find(document, MAX_DEPTH, maps);
        }
        return maps;
    }

    private static void find(YamlNode node, int depth, List<Mapping> maps) {
        if (depth == 0) {
            return;
        }
        if (node instanceof Sequence sequence) {
            sequence.items().forEach(item -> find(item, depth - 1, maps));
        } else if (node instanceof Mapping mapping) {
            String kept = isKind(mapping, "ConfigMap") ? "data" : isKind(mapping, "Secret") ? "stringData" : null;
            if (kept == null) {
                mapping.entries().forEach(entry -> find(entry, depth, maps));
            } else if (mapping.get(kept) instanceof Mapping texts) {
                maps.add(texts);
            }
        }
    }

    private static void find(Entry entry, int depth, List<Mapping> maps) {
        String key = entry.key() instanceof Scalar name ? name.text() : "";
        if (key.equals("customRules") && entry.value() instanceof Mapping rules) {
            maps.add(rules);
        } else if (key.equals("values")
                && entry.value() instanceof Scalar text
                && text.text().contains("customRules")) {
            List<YamlNode> values = RuleSource.read(text, new Issues());
            if (values != null) {
                values.forEach(each -> find(each, depth - 1, maps));
            }
        } else {
            find(entry.value(), depth - 1, maps);
        }
    }

    private static boolean isKind(Mapping mapping, String kind) {
        return mapping.get("kind") instanceof Scalar scalar && scalar.text().equals(kind);
    }

    /**
     * The rule files of a file for which {@link #mayHold} is true. What is skipped, and what cannot be read, becomes an
     * issue.
     */
    static List<RulesText> read(ItemContext content, List<YamlNode> documents, Issues issues) {
        EmbeddedRules rules = new EmbeddedRules(issues, content);
        documents.forEach(document -> maps(document).forEach(rules::files));
        return rules.found;
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
                found.add(new RulesText(ItemContext.of(new FilePlace(text.file(), text.offset(0), 1)), documents));
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
                "'" + name.text() + "' is skipped: it is not a rule file",
                content,
                FilePlace.of(name),
                why);
    }
}
