// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import dev.gvtrace.text.Text;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was replaced, counted by rule and by type of message or record. Never holds a secret. Not thread-safe. */
public final class RedactionTotals {
    private final Map<String, Map<String, Count>> counts = new TreeMap<>();
    private Map<String, List<Text>> examples = Map.of();
    private long messages;
    private long changedMessages;
    private long changedRecords;

    /**
     * What one rule replaced in messages of one type.
     *
     * @param messages that have at least one of the parts
     * @param parts that were replaced
     */
    public record Count(long messages, long parts) {}

    RedactionTotals() {}

    void add(String type, List<Part> parts) {
        Set<String> rules = new HashSet<>();
        for (Part part : parts) {
            long first = rules.add(part.rule()) ? 1 : 0;
            counts.computeIfAbsent(part.rule(), any -> new TreeMap<>())
                    .merge(type, new Count(first, 1), (a, b) -> new Count(a.messages + b.messages, a.parts + b.parts));
        }
    }

    void message(boolean changed) {
        messages++;
        changedMessages += changed ? 1 : 0;
    }

    void record() {
        changedRecords++;
    }

    void examples(Map<String, List<Text>> found) {
        examples = found;
    }

    /** By name of the rule, then by type. */
    public Map<String, Map<String, Count>> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** For rules that replace text, some values as they are in the copy. */
    public List<Text> examples(String rule) {
        return List.copyOf(examples.getOrDefault(rule, List.of()));
    }

    /** All messages. */
    public long messages() {
        return messages;
    }

    /** Those of which a part was replaced. */
    public long changedMessages() {
        return changedMessages;
    }

    /** Other records of which a part was replaced, the opening included. */
    public long changedRecords() {
        return changedRecords;
    }
}
