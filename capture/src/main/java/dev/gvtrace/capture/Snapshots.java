// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.facts.HostFacts;
import dev.gvtrace.capture.files.TraceNames;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.system.HelperThreads;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.Text;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs runsc to list the processes of a sandbox that the stream does not report: those that ran before the connection,
 * and those that an exec session was started with. On threads of its own; a sandbox gets a few lists in quick
 * succession, then one every half minute, and further requests are skipped.
 */
final class Snapshots implements Closeable {
    private static final int THREADS = 2;
    private static final int WAITING = 64;
    /** A sandbox that is being restored answers only after a while. */
    private static final int ATTEMPTS = 5;

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long ONE_MORE_NS = 30_000_000_000L;

    private final int mostAtOnce;
    private final WallClock clock;
    private final Consumer<String> log;
    private final HelperThreads threads;

    Snapshots(StandingThreads threads, int mostAtOnce, WallClock clock, Consumer<String> log) {
        this.mostAtOnce = mostAtOnce;
        this.clock = clock;
        this.log = log;
        this.threads = new HelperThreads(threads, "snapshots", THREADS, WAITING, log);
    }

    /** Lists the processes of one sandbox. */
    interface Source {
        /** Lists nothing. */
        Source NONE = recording -> {};

        /**
         * Requests a list, which is recorded some time later. Never blocks. To be called in a turn of the recording.
         */
        void request(Recording recording);
    }

    /**
     * A source that uses the runsc that connected, unless the recorder started it: then {@link Attachment} lists the
     * processes.
     */
    Source of(HostFacts.Peer peer) {
        Runsc runsc = peer.runsc();
        if (mostAtOnce == 0 || runsc == null || peer.isOurChild()) {
            return Source.NONE;
        }
        return new OfSandbox(runsc, peer.sandbox());
    }

    private final class OfSandbox implements Source {
        private final Runsc runsc;
        private final String sandbox;
        private final AtomicBoolean requested = new AtomicBoolean();
        private int left = mostAtOnce;
        private long since;
        private volatile boolean failed;

        OfSandbox(Runsc runsc, String sandbox) {
            this.runsc = runsc;
            this.sandbox = sandbox;
        }

        @Override
        public void request(Recording recording) {
            if (requested.get() || failed || !hasOneLeft(System.nanoTime())) {
                return;
            }
            requested.set(true);
            if (!threads.run(() -> list(recording))) {
                requested.set(false);
            }
        }

        private boolean hasOneLeft(long nowNs) {
            long more = (nowNs - since) / ONE_MORE_NS;
            if (left == mostAtOnce || left + more >= mostAtOnce) {
                left = mostAtOnce;
                since = nowNs;
            } else if (more > 0) {
                left += (int) more;
                since += more * ONE_MORE_NS;
            }
            if (left == 0) {
                return false;
            }
            left--;
            return true;
        }

        private void list(Recording recording) {
            requested.set(false);
            IOException failure = null;
            long pause = FIRST_PAUSE_MILLIS;
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (recording.connection().end() != null) {
                    return;
                }
                try {
                    recording.offer(new NonMessageRecord.ProcfsRecord(clock.now(), runsc.procfs(sandbox)));
                    return;
                } catch (IOException e) {
                    failure = e;
                }
                if (!Runsc.mayPass(failure) || !sleep(pause)) {
                    break;
                }
                pause *= 2;
            }
            if (failure != null && recording.connection().end() == null && !threads.isClosed()) {
                failed = true;
                String why = "no list of processes of " + TraceNames.escaped(sandbox) + ": " + failure.getMessage();
                recording.offer(new NonMessageRecord.NoteRecord(clock.now(), Text.ofUtf8(why)));
                log.accept(recording.info().label() + ": " + why);
            }
        }
    }

    /** False when the recorder stops. */
    private static boolean sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
