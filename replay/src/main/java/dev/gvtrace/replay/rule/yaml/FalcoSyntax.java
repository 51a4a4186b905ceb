// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.item.SchemaVerdict;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Falco's YAML, in files of its own or as texts inside Helm values, ConfigMaps and Secrets. Each such text is one part
 * of the content. Stateless, thread-safe.
 */
public final class FalcoSyntax implements RuleSyntax {
    /** The syntax. */
    public FalcoSyntax() {}

    @Override
    public boolean recognizes(String fileName) {
        return fileName.endsWith(".yml") || fileName.endsWith(".yaml");
    }

    @Override
    public Content read(RuleFile file, Issues issues) {
        List<YamlNode> documents = RuleSource.read(file, issues);
        if (documents == null) {
            return new Content(List.of(), null);
        }
        ItemContext content = ItemContext.of(file);
        if (!EmbeddedRules.mayHold(documents)) {
            return new Content(List.of(new RuleFileReader(issues).read(content, documents)), schema(documents));
        }
        List<List<RuleItem>> parts = new ArrayList<>();
        List<YamlNode> all = new ArrayList<>();
        for (EmbeddedRules.RulesText rules : EmbeddedRules.read(content, documents, issues)) {
            parts.add(new RuleFileReader(issues).read(rules.context(), rules.documents()));
            all.addAll(rules.documents());
        }
        return new Content(parts, schema(all));
    }

    /** The items of a file of another syntax, whose content was read into the nodes that Falco's YAML would have. */
    public static List<RuleItem> items(RuleFile file, YamlNode.Sequence content, Issues issues) {
        return new RuleFileReader(issues).read(ItemContext.of(file), List.of(content));
    }

    private static @Nullable SchemaVerdict schema(List<YamlNode> documents) {
        return documents.isEmpty() ? null : SchemaCheck.check(documents);
    }
}
