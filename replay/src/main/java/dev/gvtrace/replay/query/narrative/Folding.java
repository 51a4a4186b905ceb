// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts sentences in order and folds those of which there are many. */
final class Folding {
    private Folding() {}

    /** A sentence and its place among those of its event. */
    private record Placed(Draft draft, int place) {}

    /** The sentences in the order of their events; each group of many is one sentence, where the first of them was. */
    static List<Draft> of(List<Draft> drafts) {
        Map<Fold, List<Draft>> groups = new HashMap<>();
        for (Draft draft : drafts) {
            if (draft.fold() != null) {
                groups.computeIfAbsent(draft.fold(), key -> new ArrayList<>()).add(draft);
            }
        }
        List<Placed> shown = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            Fold fold = draft.fold();
            List<Draft> group = fold == null ? List.of() : groups.getOrDefault(fold, List.of());
            if (fold == null || group.size() <= fold.kind().most()) {
                shown.add(new Placed(draft, i));
            } else if (group.get(0) == draft) {
                shown.add(new Placed(folded(fold, group), i));
            }
        }
        shown.sort(Comparator.comparingLong((Placed placed) -> order(placed.draft()))
                .thenComparingLong(placed -> placed.draft().event())
                .thenComparingInt(Placed::place));
        return shown.stream().map(Placed::draft).toList();
    }

    /** Sentences without a time and an event come last, those without a time alone first. */
    private static long order(Draft draft) {
        return draft.timeNs() == 0 ? draft.event() == 0 ? Long.MAX_VALUE : 0 : draft.timeNs();
    }

    private static Draft folded(Fold fold, List<Draft> group) {
        Draft first = group.get(0);
        long bytes = 0;
        long last = 0;
        Set<Text> processes = new HashSet<>();
        Set<Text> objects = new HashSet<>();
        for (Draft draft : group) {
            first = order(draft) < order(first) ? draft : first;
            bytes += draft.bytes();
            last = Math.max(last, draft.event());
            processes.add(subject(draft.text()));
            objects.add(draft.object());
        }
        Text subject =
                processes.size() == 1 ? processes.iterator().next() : Text.ofUtf8(processes.size() + " processes");
        Many many = new Many(subject, processes.size() == 1, group.size(), objects.size(), bytes, last);
        return Draft.of(first.timeNs(), first.event(), Sentences.folded(fold, many));
    }

    /**
     * What sentences that are folded have together.
     *
     * @param subject who did it, without the name
     * @param single true if one process did it
     * @param number how many sentences there are
     * @param objects how many files they are about
     * @param bytes how many bytes
     * @param lastEvent the last of their events; 0 if there is none
     */
    record Many(Text subject, boolean single, long number, long objects, long bytes, long lastEvent) {}

    /** The beginning of a sentence with the id of its process. */
    private static Text subject(Text sentence) {
        String words = sentence.decoded();
        int blank = words.indexOf(' ', words.indexOf(' ') + 1);
        return Text.ofUtf8(blank < 0 ? words : words.substring(0, blank));
    }
}
