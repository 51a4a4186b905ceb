// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.rule.coverage.FieldAvailability.Lack;
import dev.gvtrace.replay.rule.coverage.FieldAvailability.Missing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Collects why events of one type cannot match, or which checks do not distinguish them, and describes it. */
final class LackList {
    /** More types than this are counted: the rule looks at nearly all events. */
    private static final int MOST_NAMED = 24;

    private final Set<Missing> all = new LinkedHashSet<>();

    void add(Missing missing) {
        all.add(missing);
    }

    LackList add(Lack lack, String why) {
        all.add(new Missing(lack, "", why));
        return this;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** True if there is something of that kind. */
    boolean has(Lack lack) {
        return all.stream().anyMatch(missing -> missing.lack() == lack);
    }

    /**
     * In words, without the type. That the type has no such field is left out where there are other reasons: rules name
     * fields of several event types on purpose.
     */
    List<String> words() {
        List<String> words = new ArrayList<>();
        Set<String> hidden = new TreeSet<>();
        boolean onlyForeign = all.stream().allMatch(missing -> missing.lack() == Lack.FOREIGN);
        for (Missing missing : all) {
            if (missing.lack() == Lack.NOT_SHOWN) {
                hidden.add(missing.field());
            } else if (missing.lack() != Lack.FOREIGN || onlyForeign) {
                words.add(missing.words());
            }
        }
        if (!hidden.isEmpty()) {
            words.add(0, "the registers of a raw call do not show " + String.join(", ", hidden));
        }
        return words.stream().distinct().toList();
    }

    /** Sentences about several types: those with the same reason are named together. */
    static List<String> sentences(Map<EventType, LackList> byType) {
        boolean foreign = byType.values().stream().allMatch(LackList::isOnlyForeign);
        Map<String, List<String>> types = new LinkedHashMap<>();
        byType.forEach((type, list) -> {
            if (foreign || !list.isOnlyForeign()) {
                list.words()
                        .forEach(why -> types.computeIfAbsent(why, key -> new ArrayList<>())
                                .add(type.name()));
            }
        });
        List<String> sentences = new ArrayList<>();
        types.forEach((why, names) -> sentences.add(
                (names.size() > MOST_NAMED ? names.size() + " event types" : String.join(", ", names)) + ": " + why));
        return sentences;
    }

    private boolean isOnlyForeign() {
        return all.stream().allMatch(missing -> missing.lack() == Lack.FOREIGN);
    }
}
