// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.util.ArrayList;
import java.util.List;

/** Finds what recorders did not give back. */
final class Leaks {
    /** Connections to the webhook and of metrics, and files for alerts: as many for a year as for a day. */
    private static final int DESCRIPTORS = 24;

    /** Threads that are created with the first sandbox, alert or request, and kept. */
    private static final int THREADS = 24;

    private static final long HEAP_BYTES = 32L << 20;
    private static final long RESIDENT_KIB = 512L << 10;

    private Leaks() {}

    /** One line for each thing that grew; what a killed recorder had open then is not known to be a leak. */
    static List<String> of(List<YearTable.Life> lives) {
        List<String> found = new ArrayList<>();
        for (YearTable.Life life : lives) {
            if (life.last().residentKib() > RESIDENT_KIB) {
                found.add("recorder " + life.recorder() + " had " + life.last().residentKib() + " KiB of memory");
            }
        }
        YearTable.Life last = lives.get(lives.size() - 1);
        grew(found, "descriptors", last.first().descriptors(), last.last().descriptors(), DESCRIPTORS);
        grew(found, "threads", last.first().threads(), last.last().threads(), THREADS);
        if (last.firstHeap() >= 0 && last.lastHeap() >= 0) {
            grew(found, "bytes of heap", last.firstHeap(), last.lastHeap(), HEAP_BYTES);
        }
        return found;
    }

    private static void grew(List<String> found, String what, long first, long last, long most) {
        if (last - first > most) {
            found.add("the last recorder had " + first + " " + what + " at its start, and " + last
                    + " when all sandboxes had ended");
        }
    }
}
