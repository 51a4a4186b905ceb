// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects the traces to delete, one after the other, with the reason. First those that are too old; then the oldest of
 * a sandbox whose traces exceed the limit per sandbox; then, as long as all together take too much, the oldest of the
 * sandbox that takes most among those above their share, or the oldest of all when there is none. A recording's files
 * are selected in the order of their numbers. Nothing is deleted here. Single-use.
 */
final class Expiry {
    /** Without a limit per sandbox, a sandbox's share is this part of the total. */
    private static final double SHARE = 1 / 4.0;

    /** With few sandboxes, if an equal part exceeds that, the share is this many equal parts. */
    private static final double EQUAL_PARTS = 1.5;

    private static final Comparator<Aged> OLDEST = Comparator.comparingLong(Aged::ageNs)
            .thenComparing(aged -> aged.trace.recording())
            .thenComparingInt(aged -> aged.trace.segment())
            .thenComparing(aged -> aged.trace.file());

    private final Retention retention;
    private final Map<String, Sandbox> sandboxes = new LinkedHashMap<>();
    private final long oldestNs;
    private final long share;
    private long total;
    private long stuck;

    /** A trace to delete. */
    record Victim(KeptTrace trace, String reason) {}

    /** A trace with the time that orders it. */
    private record Aged(KeptTrace trace, long ageNs) {}

    /** Bytes that the files of one sandbox take, and those that may be deleted, the oldest first. */
    private static final class Sandbox {
        private final Deque<Aged> deletable = new ArrayDeque<>();
        private long bytes;
    }

    Expiry(Retention retention, List<KeptTrace> traces, long nowNs) {
        this.retention = retention;
        oldestNs = retention.keepFor() == null
                ? Long.MIN_VALUE
                : SaturatedTime.minus(nowNs, SaturatedTime.nanos(retention.keepFor()));
        List<Aged> aged = aged(traces);
        aged.sort(OLDEST);
        for (Aged each : aged) {
            Sandbox sandbox = sandboxes.computeIfAbsent(each.trace.sandbox(), name -> new Sandbox());
            sandbox.bytes += each.trace.bytes();
            total += each.trace.bytes();
            if (each.trace.deletable()) {
                sandbox.deletable.add(each);
            }
        }
        long whole = retention.keepBytes() > 0 ? Math.min(retention.keepBytes(), total) : total;
        share = retention.keepBytesPerSandbox() > 0
                ? retention.keepBytesPerSandbox()
                : (long) (whole * Math.max(SHARE, EQUAL_PARTS / Math.max(1, sandboxes.size())));
    }

    /** No file counts as younger than a later one of its recording, even if the clock was set meanwhile. */
    private static List<Aged> aged(List<KeptTrace> traces) {
        List<KeptTrace> byNumber = new ArrayList<>(traces);
        byNumber.sort(Comparator.comparing(KeptTrace::recording)
                .thenComparing(Comparator.comparingInt(KeptTrace::segment).reversed()));
        List<Aged> aged = new ArrayList<>();
        KeptTrace later = null;
        long laterNs = 0;
        for (KeptTrace trace : byNumber) {
            boolean follows = later != null && later.recording().equals(trace.recording());
            laterNs = follows ? Math.min(laterNs, trace.lastNs()) : trace.lastNs();
            aged.add(new Aged(trace, laterNs));
            later = trace;
        }
        return aged;
    }

    /**
     * The next trace to delete; null when all limits are met, or nothing more may be deleted.
     *
     * @param low whether too little is free on the disk now
     */
    @Nullable
    Victim next(boolean low) {
        Sandbox oldest = oldest();
        if (oldest == null) {
            return null;
        }
        if (oldest.deletable.getFirst().ageNs < oldestNs) {
            return take(oldest, "older than " + retention.keepFor());
        }
        long quota = retention.keepBytesPerSandbox();
        Sandbox greatest = greatest();
        if (quota > 0 && greatest != null && greatest.bytes > quota) {
            return take(greatest, "the sandbox's traces take " + greatest.bytes + " bytes, " + quota + " are allowed");
        }
        String reason;
        if (retention.keepBytes() > 0 && total - stuck > allowed()) {
            reason = "traces take " + total + " bytes, " + retention.keepBytes() + " are allowed";
        } else if (low) {
            reason = "less than " + retention.minFreeBytes() + " bytes are free";
        } else {
            return null;
        }
        return greatest != null && greatest.bytes > share
                ? take(
                        greatest,
                        reason + ", and this sandbox's " + greatest.bytes + " are more than its share of " + share)
                : take(oldest, reason);
    }

    /** Files that cannot be deleted count against the limit, but at most with half of it. */
    private long allowed() {
        return Math.max(retention.keepBytes() - stuck, retention.keepBytes() / 2);
    }

    private @Nullable Sandbox oldest() {
        Sandbox oldest = null;
        for (Sandbox sandbox : sandboxes.values()) {
            if (!sandbox.deletable.isEmpty()
                    && (oldest == null
                            || OLDEST.compare(sandbox.deletable.getFirst(), oldest.deletable.getFirst()) < 0)) {
                oldest = sandbox;
            }
        }
        return oldest;
    }

    private @Nullable Sandbox greatest() {
        Sandbox greatest = null;
        for (Sandbox sandbox : sandboxes.values()) {
            if (!sandbox.deletable.isEmpty() && (greatest == null || sandbox.bytes > greatest.bytes)) {
                greatest = sandbox;
            }
        }
        return greatest;
    }

    private Victim take(Sandbox sandbox, String reason) {
        KeptTrace trace = sandbox.deletable.removeFirst().trace;
        sandbox.bytes -= trace.bytes();
        total -= trace.bytes();
        return new Victim(trace, reason);
    }

    /** The last trace selected could not be deleted. It is not selected again. */
    void couldNotDelete(KeptTrace trace) {
        total += trace.bytes();
        stuck += trace.bytes();
    }
}
