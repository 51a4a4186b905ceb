// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.CaptureCounters;
import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.flight.FlightRecorder;
import dev.gvtrace.capture.flight.Trigger;
import dev.gvtrace.capture.socket.ServiceNotifier;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.SessionFile.Session;
import dev.gvtrace.cli.capture.anchor.Anchors;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A recorder's main thread, from the open socket to the sealed files. */
final class RecorderRun {
    private static final long STOP_MILLIS = 30_000;
    private static final long STATUS_MILLIS = 1000;
    /** For delivering the last anchor. */
    private static final long ANCHORS_MILLIS = 5000;

    private final CaptureServer server;
    private final RecorderState state;
    private final StandingThreads threads;
    private final LiveDetection detection;
    private final Anchors anchors;
    private final BlockingQueue<RecorderRequest> requests;
    private final CaptureLog log;
    private boolean handingOver;

    RecorderRun(
            CaptureServer server,
            RecorderState state,
            StandingThreads threads,
            Companions companions,
            BlockingQueue<RecorderRequest> requests,
            CaptureLog log) {
        this.server = server;
        this.state = state;
        this.threads = threads;
        this.detection = companions.detection();
        this.anchors = companions.anchors();
        this.requests = requests;
        this.log = log;
    }

    /**
     * Records until a signal stops it, then seals.
     *
     * @param attachOptions what happens with sandboxes that run already
     * @param session the session they get; null for that of the options
     * @param service systemd
     * @return the exit code
     */
    int untilStopped(AttachOptions attachOptions, @Nullable Session session, ServiceNotifier service)
            throws InterruptedException {
        RunningSandboxes sandboxes = null;
        Optional<String> trouble;
        try (ServiceNotifier notifier = service) {
            log.print("listening on " + FileNames.text(server.socket()) + ", recording to "
                    + FileNames.text(state.directory()));
            notifier.ready("listening");
            sandboxes = attachOptions.takeUp(server, session, threads, log);
            trouble = waitForStop(notifier);
            state.mainThreadStops();
            notifier.stopping();
        } catch (RuntimeException | Error e) {
            trouble = Optional.of("thread main: " + e);
        }
        trouble.ifPresent(what -> log.print(what + "; the recorder seals what it has and ends"));
        if (sandboxes != null) {
            sandboxes.endWatch();
            if (!handingOver) {
                sandboxes.detach();
            }
        }
        int exitCode = stop();
        boolean alertsDelivered = detection.close();
        boolean anchorsDelivered = anchors.close(ANCHORS_MILLIS);
        if (!alertsDelivered || !anchorsDelivered) {
            exitCode = ExitCode.NOT_WRITTEN;
        }
        return exitCode == ExitCode.DONE && trouble.isPresent() ? ExitCode.INTERNAL : exitCode;
    }

    /** Returns why the recorder cannot continue; empty after a signal. */
    private Optional<String> waitForStop(ServiceNotifier notifier) throws InterruptedException {
        MainLoop loop = new MainLoop(threads, log::print);
        long pause =
                notifier.aliveEveryMillis() == 0 ? STATUS_MILLIS : Math.min(STATUS_MILLIS, notifier.aliveEveryMillis());
        AtomicLong messages = new AtomicLong();
        return loop.untilDone(() -> {
            RecorderRequest request = requests.poll(pause, TimeUnit.MILLISECONDS);
            if (request == RecorderRequest.STOP || request == RecorderRequest.HAND_OVER) {
                handingOver = request == RecorderRequest.HAND_OVER;
                return false;
            }
            if (request == RecorderRequest.ROTATE) {
                log.print("starting new files");
                server.rotate();
                detection.refresh();
                anchors.refresh();
            }
            if (request == RecorderRequest.KEEP) {
                keep();
            }
            state.mainThreadIsAlive();
            if (threads.trouble().isPresent()) {
                return true;
            }
            String status = status();
            notifier.alive(status);
            if (server.counters().messages()
                    != messages.getAndSet(server.counters().messages())) {
                log.status(status);
            }
            detection.check();
            anchors.check();
            return true;
        });
    }

    private void keep() {
        FlightRecorder flight = server.flight();
        if (flight == null) {
            log.print("SIGUSR1: everything is kept, as this is not a flight recorder (--flight-recorder)");
            return;
        }
        int kept = flight.keepAll(new Trigger(Trigger.By.SIGNAL, Text.EMPTY, Text.ofUtf8("SIGUSR1")))
                .pieces()
                .size();
        flight.writeLines();
        log.print("SIGUSR1: the flight recorder keeps what it holds of " + kept
                + (kept == 1 ? " recording" : " recordings"));
    }

    private String status() {
        CaptureCounters counters = server.counters();
        return server.connected() + " sandboxes, " + counters.messages() + " messages, " + counters.lost() + " lost, "
                + counters.malformed() + " malformed";
    }

    private int stop() {
        boolean sealed = handingOver ? server.handOver(STOP_MILLIS) : server.stop(STOP_MILLIS);
        CaptureCounters counters = server.counters();
        log.print("stopped: " + counters.connections() + " sandboxes, " + counters.messages() + " messages, "
                + counters.bytes() + " bytes, " + counters.lost() + " lost, " + counters.malformed() + " malformed");
        if (counters.unreported() > 0 || counters.removed() > 0) {
            log.print(counters.unreported() + " of the lost messages are in no gap of a trace, " + counters.removed()
                    + " were in files that were removed");
        }
        if (counters.longestUnwrittenNs() > 0) {
            log.print(String.format(
                    Locale.ROOT,
                    "messages were in memory only for up to %.1f s, longer than --flush-every allows, because the disk stalled",
                    counters.longestUnwrittenNs() / 1e9));
        }
        if (counters.unsealed() > 0) {
            log.print(counters.unsealed() + " recordings could not be sealed");
        } else if (!sealed) {
            log.print("not everything could be sealed or written to the ledger");
        }
        boolean everything =
                sealed && counters.unsealed() == 0 && counters.unreported() == 0 && counters.removed() == 0;
        return everything ? ExitCode.DONE : ExitCode.NOT_WRITTEN;
    }
}
