// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.util.ArrayList;
import java.util.List;

/** Facts about traces, a few words each, according to their headers and footers. */
final class StatusFacts {
    private StatusFacts() {}

    static List<String> of(List<TraceSource> sources) {
        long messages = 0;
        long lost = 0;
        long damage = 0;
        for (TraceSource source : sources) {
            TraceSummary summary = source.summary();
            messages += summary.messages();
            lost += summary.lost();
            damage += summary.damage().size();
        }
        List<String> facts = new ArrayList<>();
        facts.add(sources.size() == 1 ? name(sources.get(0).summary()) : sources.size() + " traces");
        facts.add(messages + (messages == 1 ? " message" : " messages"));
        facts.add(lost == 0 ? "none lost" : lost + " lost");
        if (damage > 0) {
            facts.add("damaged");
        }
        return facts;
    }

    private static String name(TraceSummary summary) {
        return summary.files().isEmpty()
                ? "standard input"
                : FileNames.name(FileNames.path(summary.files().get(0)));
    }
}
