// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks about every second whether the clock was set, whether the socket's file was removed, and whether a stalled
 * disk keeps messages in memory. Touches no trace file, so that it notices a stalled disk. One thread.
 */
final class Housekeeping {
    private final WallClock clock;
    private final SeqpacketListener socket;
    private final Set<Recording> recordings;
    private final CaptureCounters counters;
    private final Consumer<String> log;
    private final Set<Recording> stalled = new HashSet<>();
    private volatile int stalls;
    private final RepeatedFailure socketFailures;

    /**
     * Checks nothing yet.
     *
     * @param recordings the recordings under way, updated by other threads
     */
    Housekeeping(
            WallClock clock,
            SeqpacketListener socket,
            Set<Recording> recordings,
            CaptureCounters counters,
            Consumer<String> log) {
        this.clock = clock;
        this.socket = socket;
        this.recordings = recordings;
        this.counters = counters;
        this.log = log;
        this.socketFailures = new RepeatedFailure(log);
    }

    void run() {
        try {
            followClock();
            watchFlushes();
        } finally {
            restoreSocket();
        }
    }

    /** Times before and after a step cannot be compared, so each trace gets a note where it happened. */
    private void followClock() {
        long step = clock.adjust();
        if (step == 0) {
            return;
        }
        long now = clock.now();
        String what = String.format(
                Locale.ROOT,
                "the clock was set %s by %.3f s within the last second; earlier times are by the clock as it was",
                step > 0 ? "forward" : "back",
                Math.abs(step) / 1e9);
        log.accept(what);
        Text text = Text.ofUtf8(what);
        recordings.forEach(recording -> recording.offer(new NonMessageRecord.NoteRecord(now, text)));
    }

    /** Done here because the writing threads are blocked by the disk meanwhile. */
    private void watchFlushes() {
        long now = System.nanoTime();
        for (Recording recording : recordings) {
            boolean more = !recording.connection().ring().isEmpty();
            long late = recording.flushes().lateNs(now, more);
            if (late > 0) {
                counters.longestUnwritten.accumulate(late);
                if (stalled.add(recording)) {
                    log.accept(String.format(
                            Locale.ROOT,
                            "%s: nothing was written for %.1f s because the disk stalls; a crash would lose more than --flush-every allows",
                            recording.info().label(),
                            late / 1e9));
                }
            } else if (stalled.remove(recording)) {
                log.accept(String.format(
                        Locale.ROOT,
                        "%s: written again, after up to %.1f s",
                        recording.info().label(),
                        recording.flushes().longestNs() / 1e9));
            }
        }
        stalled.retainAll(recordings);
        stalls = stalled.size();
    }

    /** What is wrong now, for people. Any thread. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (stalls > 0) {
            problems.add("the disk stalls: messages of " + stalls + " recordings wait in memory");
        }
        String socketFailure = socketFailures.current();
        if (socketFailure != null) {
            problems.add(socketFailure);
        }
        return problems;
    }

    private void restoreSocket() {
        String failure = null;
        try {
            if (socket.restore()) {
                log.accept(FileNames.text(socket.path())
                        + ": the socket's file was deleted or replaced; listening there again");
            }
        } catch (IOException e) {
            failure = "sandboxes cannot connect, because the socket's file was deleted or replaced: "
                    + FileErrors.text(socket.path(), e) + "; retrying";
        }
        socketFailures.attempted(failure);
    }
}
