// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.yaml;

import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import dev.gvtrace.replay.rule.source.YamlNode.Sequence;
import dev.gvtrace.replay.rule.source.YamlSyntaxException;
import dev.gvtrace.replay.rule.source.YamlTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the YAML of a rule file. What is wrong with it becomes an issue. */
final class RuleSource {
    private final RuleFile file;
    private final Issues issues;
    private final int template;

    private RuleSource(RuleFile file, Issues issues, int template) {
        this.file = file;
        this.issues = issues;
        this.template = template;
    }

    /** The file's documents; null if it cannot be read. */
    static @Nullable List<YamlNode> read(RuleFile file, Issues issues) {
        RuleSource source = new RuleSource(file, issues, HelmTemplate.find(file.text()));
        try {
            return source.documents(YamlTree.parse(file));
        } catch (YamlSyntaxException e) {
            source.refuse(e);
            return null;
        }
    }

    /** The documents of a rule file that is a text in another file; null if it cannot be read. */
    static @Nullable List<YamlNode> read(Scalar text, Issues issues) {
        int template = HelmTemplate.find(text.text());
        RuleSource source = new RuleSource(text.file(), issues, template < 0 ? template : text.offset(template));
        try {
            return source.documents(YamlTree.parse(text));
        } catch (YamlSyntaxException e) {
            source.refuse(e);
            return null;
        }
    }

    private void refuse(YamlSyntaxException e) {
        FilePlace place = new FilePlace(file, e.offset(), 1);
        String hint = template < 0 ? null : HelmTemplate.HINT;
        if (e.isLimit()) {
            issues.add(IssueCode.LOAD_ERR_YAML_VALIDATE, e.text(), ItemContext.of(file), place, hint);
        } else {
            String message = "yaml: error at line " + place.line() + ", column " + place.column() + ": " + e.text();
            issues.add(IssueCode.LOAD_ERR_YAML_PARSE, message, ItemContext.of(file), place, hint);
        }
    }

    private List<YamlNode> documents(YamlTree.Documents documents) {
        if (documents.stop() >= 0) {
            warn(
                    "Falco reads nothing from here on, since the document before is empty",
                    documents.stop(),
                    "remove the '---' or '...' that leaves a document without content");
        }
        if (documents.openQuote() >= 0) {
            warn(
                    "This quote is never closed: the rest of the file is its text, as for Falco",
                    documents.openQuote(),
                    "close the quote");
        }
        if (template >= 0 && documents.roots().stream().anyMatch(Sequence.class::isInstance)) {
            FilePlace place = new FilePlace(file, template, 1);
            issues.add(
                    IssueCode.LOAD_ERR_YAML_VALIDATE,
                    "Rules cannot be read from a Helm template",
                    ItemContext.of(file),
                    place,
                    HelmTemplate.HINT);
        }
        return documents.roots();
    }

    private void warn(String message, int offset, String hint) {
        issues.add(IssueCode.LOAD_UNKNOWN_ITEM, message, ItemContext.of(file), new FilePlace(file, offset, 1), hint);
    }
}
