// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.capture.system.StandingThread;
import dev.gvtrace.capture.system.StandingThreads;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks regularly for running sandboxes that are not recorded, and logs each of them once: one that was started without
 * a session, one whose session was deleted, one that lost its recorder. A sandbox counts when two checks in a row find
 * it, because one that is just starting has not connected yet. Uses a thread of its own, because runsc may hang.
 */
public final class SandboxWatch implements Closeable {
    private static final long STOP_MILLIS = 2000;

    private final CaptureServer server;
    private final UnrecordedSandboxes unrecorded;
    private final @Nullable Attachment attachment;
    private final long everyNs;
    private final RepeatedFailure failures;
    private final boolean mayFail;
    private Set<String> before = new HashSet<>();
    private Set<String> reported = new HashSet<>();
    private volatile @Nullable StandingThread thread;
    private volatile boolean stopping;
    private volatile boolean logAll;

    /**
     * Checks nothing yet.
     *
     * @param attachment takes up what is found, apart from sandboxes that another recorder may record; null to leave
     *     that to the user
     * @param mayFail true if there may be no runsc, which is then not logged
     */
    public SandboxWatch(
            CaptureServer server,
            UnrecordedSandboxes unrecorded,
            @Nullable Attachment attachment,
            Duration every,
            boolean mayFail,
            Consumer<String> log) {
        this.server = server;
        this.unrecorded = unrecorded;
        this.attachment = attachment;
        this.everyNs = every.toNanos();
        this.mayFail = mayFail;
        this.failures = new RepeatedFailure(log, "sandboxes that are not recorded are found again");
    }

    /**
     * Begins to check.
     *
     * @param logAll whether the first check logs each that it finds
     * @throws IOException when no thread can be created
     */
    public void start(StandingThreads threads, boolean logAll) throws IOException {
        this.logAll = logAll;
        thread = threads.start("sandboxes", this::round);
    }

    private boolean round() {
        if (stopping) {
            return false;
        }
        try {
            check();
            failures.attempted(null);
        } catch (IOException e) {
            if (!mayFail && !stopping) {
                failures.attempted("cannot list the sandboxes that are not recorded: " + e.getMessage());
            }
        }
        if (!stopping) {
            LockSupport.parkNanos(this, everyNs);
        }
        return !stopping;
    }

    /** Checks once. */
    void check() throws IOException {
        List<UnrecordedSandboxes.Unrecorded> lasting = new ArrayList<>();
        List<UnrecordedSandboxes.Unrecorded> fresh = new ArrayList<>();
        Set<String> now = new HashSet<>();
        for (UnrecordedSandboxes.Unrecorded each : unrecorded.find()) {
            now.add(each.id());
            if (logAll || before.contains(each.id())) {
                lasting.add(each);
                if (!reported.contains(each.id())) {
                    fresh.add(each);
                }
            }
        }
        before = now;
        logAll = false;
        reported.retainAll(now);
        fresh.forEach(each -> reported.add(each.id()));
        unrecorded.log(fresh);
        server.setUnrecorded(
                lasting.stream().map(UnrecordedSandboxes.Unrecorded::text).toList());
        if (attachment != null && !stopping) {
            takeUp(attachment, lasting);
        }
    }

    private static void takeUp(Attachment attachment, List<UnrecordedSandboxes.Unrecorded> lasting) throws IOException {
        Set<String> ids = new HashSet<>();
        for (UnrecordedSandboxes.Unrecorded each : lasting) {
            if (each.state() != UnrecordedSandboxes.State.ELSEWHERE) {
                ids.add(each.id());
            }
        }
        if (!ids.isEmpty()) {
            attachment.attachTo(ids);
        }
    }

    /** Ends checking; a runsc that is running is given a moment. */
    @Override
    public void close() {
        stopping = true;
        StandingThread started = thread;
        if (started == null) {
            return;
        }
        started.unpark();
        try {
            started.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
