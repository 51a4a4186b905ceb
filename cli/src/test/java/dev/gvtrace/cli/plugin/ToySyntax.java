// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.item.RuleItem;
import dev.gvtrace.replay.rule.item.RuleKeys;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;

/** One rule a line: {@code NAME | CONDITION}. */
public final class ToySyntax implements RuleSyntax {
    @Override
    public boolean recognizes(String fileName) {
        return fileName.endsWith(".toy");
    }

    @Override
    public Content read(RuleFile file, Issues issues) {
        List<RuleItem> items = new ArrayList<>();
        String text = file.text();
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            int bar = text.indexOf(" | ", start);
            if (bar >= 0 && bar < end) {
                items.add(rule(file, start, bar, end));
            } else {
                FilePlace line = new FilePlace(file, start, end - start);
                issues.add(IssueCode.LOAD_ERR_VALIDATE, "expected NAME | CONDITION", ItemContext.of(file), line, null);
            }
            start = end + 1;
        }
        return new Content(List.of(items), null);
    }

    private static RuleItem rule(RuleFile file, int start, int bar, int end) {
        Scalar name = Scalar.written(file, start, bar);
        ItemContext context = ItemContext.of(file).inner(ItemContext.RULE, name.text(), name);
        RuleKeys keys = RuleKeys.builder()
                .condition(Scalar.written(file, bar + 3, end))
                .output(Scalar.standIn(file, start, "%evt.type of %proc.name"))
                .desc(name)
                .priority(Priority.NOTICE)
                .build();
        return new RuleItem.RuleText(context, name.text(), keys);
    }
}
