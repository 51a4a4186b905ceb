// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.ServerStatus;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.anchor.Anchors;
import dev.gvtrace.cli.capture.status.RecorderStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the parts of a recorder know about themselves. Healthy means that it records what sandboxes send:
 * each thread that it needs works, and the disk takes what is written. Outputs for alerts and rules that do not load do
 * not count, since a replay makes up for them; nor do outputs for anchors, since the next anchor does. Thread-safe.
 */
final class RecorderState {
    /** Much longer than any round takes while the disk works, with old traces to delete. */
    static final long BLOCKED_NS = TimeUnit.SECONDS.toNanos(30);

    private final CaptureServer server;
    private final Path directory;
    private final StandingThreads threads;
    private final LiveDetection detection;
    private final Anchors anchors;
    private final LongSupplier logDropped;
    private final long blockedNs;
    private final Instant started = Instant.now();
    /** When the main thread was alive, by {@link System#nanoTime}; 0 while it has no rounds. */
    private volatile long mainNs;

    private volatile RecorderStatus.@Nullable LastError lastError;

    /**
     * For a recorder that runs.
     *
     * @param directory of the traces
     * @param logDropped lines of the log that were not read in time
     * @param blockedNs after which a thread counts as blocked
     */
    RecorderState(
            CaptureServer server,
            Path directory,
            StandingThreads threads,
            Companions companions,
            LongSupplier logDropped,
            long blockedNs) {
        this.server = server;
        this.directory = directory;
        this.threads = threads;
        this.detection = companions.detection();
        this.anchors = companions.anchors();
        this.logDropped = logDropped;
        this.blockedNs = blockedNs;
    }

    Path directory() {
        return directory;
    }

    /** In each round of the main thread. */
    void mainThreadIsAlive() {
        mainNs = Math.max(1, System.nanoTime());
        RecorderStatus.LastError last = lastError;
        List<String> problems = problems(server.status());
        if (problems.isEmpty()) {
            detection.trouble().or(anchors::trouble).ifPresent(trouble -> note(last, trouble));
        } else {
            note(last, problems.get(0));
        }
    }

    /** After the last round of the main thread. */
    void mainThreadStops() {
        mainNs = 0;
    }

    private void note(RecorderStatus.@Nullable LastError last, String what) {
        lastError = last != null && last.what().equals(what) ? last : new RecorderStatus.LastError(Instant.now(), what);
    }

    private List<String> problems(ServerStatus status) {
        List<String> problems = new ArrayList<>();
        threads.trouble().ifPresent(problems::add);
        problems.addAll(threads.stalls(blockedNs));
        long main = mainNs;
        long mainSilentNs = System.nanoTime() - main;
        if (main != 0 && mainSilentNs >= blockedNs) {
            problems.add("thread main is blocked for " + TimeUnit.NANOSECONDS.toSeconds(mainSilentNs) + " s");
        }
        detection.threads().stream()
                .filter(each -> !each.alive())
                .forEach(each -> problems.add("thread " + each.name() + " has ended"));
        problems.addAll(status.problems());
        return problems;
    }

    private List<RecorderStatus.ThreadState> allThreads() {
        List<RecorderStatus.ThreadState> all = new ArrayList<>();
        threads.all().forEach(each -> all.add(new RecorderStatus.ThreadState(each.name(), each.isAlive())));
        all.addAll(detection.threads());
        return all;
    }

    /** The state now. Never waits for the disk or a lock that is held while something is written. */
    RecorderStatus now() {
        ServerStatus status = server.status();
        return new RecorderStatus(
                Instant.now(),
                started,
                server.socket(),
                directory,
                problems(status),
                lastError,
                status,
                server.counters(),
                allThreads(),
                logDropped.getAsLong(),
                detection.status(),
                anchors.all());
    }
}
