// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts sentences in order and folds those of which there are many. */
final class Folding {
    private Folding() {}

    /** The sentences in the order of their events; each group of many is one sentence, where the first of them was. */
    static List<Draft> of(List<Draft> drafts) {
        Map<Fold, List<Draft>> groups = new LinkedHashMap<>();
        List<Draft> shown = new ArrayList<>();
        for (Draft draft : drafts) {
            Fold fold = draft.fold();
            if (fold == null) {
                shown.add(draft);
            } else {
                groups.computeIfAbsent(fold, key -> new ArrayList<>()).add(draft);
            }
        }
        groups.forEach((fold, group) -> {
            if (group.size() <= fold.kind().most()) {
                shown.addAll(group);
            } else {
                shown.add(folded(fold, group));
            }
        });
        shown.sort(Comparator.comparingLong(Folding::order));
        return shown;
    }

    /** Sentences without a time come last; those of one event stay in their order. */
    private static long order(Draft draft) {
        return draft.timeNs() == 0 ? draft.event() == 0 ? Long.MAX_VALUE : 0 : draft.timeNs();
    }

    private static Draft folded(Fold fold, List<Draft> group) {
        Draft first = group.get(0);
        long bytes = 0;
        long last = 0;
        Set<Text> processes = new HashSet<>();
        for (Draft draft : group) {
            first = order(draft) < order(first) ? draft : first;
            bytes += draft.bytes();
            last = Math.max(last, draft.event());
            processes.add(subject(draft.text()));
        }
        Text text = Sentences.folded(fold, group.size(), processes.size(), bytes, last);
        return Draft.of(first.timeNs(), first.event(), text);
    }

    /** The beginning of a sentence with the id of its process. */
    private static Text subject(Text sentence) {
        String words = sentence.decoded();
        int blank = words.indexOf(' ', words.indexOf(' ') + 1);
        return Text.ofUtf8(blank < 0 ? words : words.substring(0, blank));
    }
}
