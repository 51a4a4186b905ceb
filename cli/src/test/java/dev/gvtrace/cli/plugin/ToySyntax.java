// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.api.extension.RuleNode;
import dev.gvtrace.api.extension.RuleSink;
import dev.gvtrace.api.extension.RuleSyntaxExtension;

/** One rule a line: {@code NAME | CONDITION}. */
public final class ToySyntax implements RuleSyntaxExtension {
    @Override
    public boolean recognizes(String fileName) {
        return fileName.endsWith(".toy");
    }

    @Override
    public void read(String fileName, String text, RuleSink rules) {
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            int bar = text.indexOf(" | ", start);
            if (text.startsWith("crash", start)) {
                throw new IllegalStateException("crashed as asked");
            } else if (bar >= 0 && bar < end) {
                rules.item(RuleNode.mapping(start)
                        .with("rule", RuleNode.written(start, bar))
                        .with("condition", RuleNode.written(bar + 3, end))
                        .with("output", RuleNode.text("%evt.type of %proc.name", start))
                        .with("desc", RuleNode.written(start, bar))
                        .with("priority", RuleNode.text("NOTICE", start)));
            } else {
                rules.error(start, end, "expected NAME | CONDITION");
            }
            start = end + 1;
        }
    }
}
