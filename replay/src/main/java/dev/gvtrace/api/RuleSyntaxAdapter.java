// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.extension.RuleNode;
import dev.gvtrace.api.extension.RuleSink;
import dev.gvtrace.api.extension.RuleSyntaxExtension;
import dev.gvtrace.replay.provider.Adapter;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.yaml.FalcoSyntax;
import java.util.ArrayList;
import java.util.List;

/** The rule syntax of an extension. */
final class RuleSyntaxAdapter implements RuleSyntax, Adapter {
    private final RuleSyntaxExtension extension;

    RuleSyntaxAdapter(RuleSyntaxExtension extension) {
        this.extension = extension;
    }

    @Override
    public Object adapted() {
        return extension;
    }

    @Override
    public boolean recognizes(String fileName) {
        return extension.recognizes(fileName);
    }

    @Override
    public Content read(RuleFile file, Issues issues) {
        Items items = new Items(file, issues);
        try {
            extension.read(file.name(), file.text(), items);
        } catch (RuntimeException | Error e) {
            String message = ExtensionCalls.failed(extension, "reading '" + file.name() + "'", e)
                    .getMessage();
            issues.add(IssueCode.LOAD_ERR_FILE_READ, String.valueOf(message), ItemContext.of(file));
        }
        YamlNode.Sequence all = new YamlNode.Sequence(file, 0, items.nodes);
        return new Content(List.of(FalcoSyntax.items(file, all, issues)), null);
    }

    /** Takes the items of a file. */
    private record Items(RuleFile file, Issues issues, List<YamlNode> nodes) implements RuleSink {
        Items(RuleFile file, Issues issues) {
            this(file, issues, new ArrayList<>());
        }

        @Override
        public void item(RuleNode.Mapping item) {
            nodes.add(node(item));
        }

        @Override
        public void error(int start, int end, String message) {
            FilePlace place = new FilePlace(file, start, Math.max(1, checked(start, end) - start));
            issues.add(IssueCode.LOAD_ERR_VALIDATE, message, ItemContext.of(file), place, null);
        }

        private YamlNode node(RuleNode node) {
            if (node instanceof RuleNode.Written written) {
                checked(written.start(), written.end());
                return YamlNode.Scalar.written(file, written.start(), written.end())
                        .quoted();
            } else if (node instanceof RuleNode.Inserted inserted) {
                int place = checked(inserted.place(), inserted.place());
                return YamlNode.Scalar.standIn(file, place, inserted.text()).quoted();
            } else if (node instanceof RuleNode.Sequence sequence) {
                int place = checked(sequence.place(), sequence.place());
                return new YamlNode.Sequence(
                        file, place, sequence.items().stream().map(this::node).toList());
            }
            RuleNode.Mapping mapping = (RuleNode.Mapping) node;
            int place = checked(mapping.place(), mapping.place());
            List<YamlNode.Entry> entries = new ArrayList<>();
            mapping.entries().forEach((key, value) -> {
                YamlNode read = node(value);
                entries.add(new YamlNode.Entry(YamlNode.Scalar.standIn(file, read.start(), key), read));
            });
            return new YamlNode.Mapping(file, place, entries);
        }

        /** The end of a stretch of the file. */
        private int checked(int start, int end) {
            int length = file.text().length();
            if (start < 0 || end < start || end > length) {
                throw ExtensionValues.wrong("invalid place " + start + " to " + end + " in '" + file.name()
                        + "': expected indexes from 0 to " + length + " in order");
            }
            return end;
        }
    }
}
