// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.stress.FakeRuntime.Triggered;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where each alert ended up: delivered, or gone with a recorder that was killed, or counted as dropped.
 *
 * @param expected messages that raise an alert and were sent to a recorder
 * @param delivered of these
 * @param killed not delivered by a recorder that was killed
 * @param dropped not delivered by other recorders, which counted at least as many as dropped or not evaluated
 * @param found of those not delivered, by a replay of the files that are left
 */
record AlertAccounts(long expected, long delivered, long killed, long dropped, long found, List<String> faults) {
    /**
     * Compares what was sent with what was received.
     *
     * @param replayed alerts that a replay finds
     * @param killed numbers of the recorders that were killed
     * @param counted alerts that each of the others counted as dropped, and messages that it did not evaluate
     */
    static AlertAccounts of(
            Iterable<Triggered> sent,
            Set<Alert> received,
            Set<Alert> replayed,
            Set<Integer> killed,
            Map<Integer, Long> counted) {
        Set<Alert> expected = new HashSet<>();
        Map<Integer, Long> missing = new TreeMap<>();
        long gone = 0;
        long found = 0;
        for (Triggered each : sent) {
            Alert alert = new Alert(each.sandbox(), each.number());
            expected.add(alert);
            if (received.contains(alert)) {
                continue;
            }
            found += replayed.contains(alert) ? 1 : 0;
            if (killed.contains(each.recorder())) {
                gone++;
            } else {
                missing.merge(each.recorder(), 1L, Long::sum);
            }
        }
        List<String> faults = new ArrayList<>();
        missing.forEach((recorder, count) -> {
            if (count > counted.getOrDefault(recorder, 0L)) {
                faults.add("recorder " + recorder + " did not deliver " + count + " alerts, and counted "
                        + counted.getOrDefault(recorder, 0L) + " as dropped or not evaluated");
            }
        });
        received.stream()
                .filter(alert -> !expected.contains(alert))
                .forEach(alert -> faults.add("an alert that nothing should raise: " + alert));
        long dropped = missing.values().stream().mapToLong(Long::longValue).sum();
        return new AlertAccounts(expected.size(), expected.size() - gone - dropped, gone, dropped, found, faults);
    }
}
