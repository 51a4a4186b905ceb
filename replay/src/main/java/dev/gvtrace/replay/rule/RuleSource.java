// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.source.Place;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlSyntaxException;
import dev.gvtrace.replay.rule.source.YamlTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the YAML of a rule file. What is wrong with it becomes an issue. */
final class RuleSource {
    private RuleSource() {}

    /** The file's documents; null if it has none that could be read. */
    static @Nullable List<YamlNode> read(RuleFile file, Issues issues) {
        YamlTree.Documents documents;
        try {
            documents = YamlTree.parse(file);
        } catch (YamlSyntaxException e) {
            Place place = new Place(file, e.offset(), 1);
            String message = "yaml: error at line " + place.line() + ", column " + place.column() + ": " + e.text();
            IssueCode code = e.isLimit() ? IssueCode.LOAD_ERR_YAML_VALIDATE : IssueCode.LOAD_ERR_YAML_PARSE;
            issues.add(code, message, Context.of(file), place, null);
            return null;
        }
        if (documents.stop() >= 0) {
            issues.add(
                    IssueCode.LOAD_UNKNOWN_ITEM,
                    "Falco reads nothing from here on, since the document before is empty",
                    Context.of(file),
                    new Place(file, documents.stop(), 1),
                    "remove the '---' or '...' that leaves a document without content");
        }
        if (documents.openQuote() >= 0) {
            issues.add(
                    IssueCode.LOAD_UNKNOWN_ITEM,
                    "This quote is never closed: the rest of the file is its text, as for Falco",
                    Context.of(file),
                    new Place(file, documents.openQuote(), 1),
                    "close the quote");
        }
        return documents.roots();
    }
}
