// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.receive.StreamEnd;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.system.HelperThreads;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.trace.EndCause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Finds what ended a connection: the end of the sandbox, a kill and the deletion of its session look alike on the
 * socket. The runsc that connected reports whether the sandbox still runs and has a session; only the stream shows how
 * it ended. Uses threads of its own; when too many connections end at a time, runsc is not run.
 */
final class EndCauseFinder {
    private static final int THREADS = 2;
    private static final int WAITING = 256;
    private static final int ATTEMPTS = 3;
    private static final long PAUSE_MILLIS = 100;
    /** Leaves time for sealing when a Sentry does not answer. */
    private static final long LONGEST_MILLIS = 3000;

    private static final long LAST_MILLIS = 1000;

    private static final String TASK_EXIT = "sentry/task_exit";

    private static final StreamEnd DELETED =
            new StreamEnd(EndCause.SESSION_DELETED, "session deleted: the sandbox continues without one");
    private static final StreamEnd REPLACED =
            new StreamEnd(EndCause.SESSION_REPLACED, "session replaced: the sandbox continues with another one");
    private static final StreamEnd ENDED = new StreamEnd(EndCause.SANDBOX_ENDED, "sandbox ended");
    private static final StreamEnd ENDED_AS_REPORTED =
            new StreamEnd(EndCause.SANDBOX_ENDED, "sandbox ended, as its messages report");
    private static final StreamEnd KILLED = new StreamEnd(
            EndCause.SANDBOX_KILLED,
            "sandbox killed: it is gone, and no message reported the end of its first process");
    private static final StreamEnd GONE =
            new StreamEnd(EndCause.SANDBOX_GONE, "sandbox gone: its session does not report how processes end");
    private static final StreamEnd NEVER_BEGAN =
            new StreamEnd(EndCause.NEVER_BEGAN, "peer closed the connection before the first message");

    private final HelperThreads threads;
    private volatile boolean stopping;

    EndCauseFinder(StandingThreads made, Consumer<String> log) {
        this.threads = new HelperThreads(made, "end causes", THREADS, WAITING, log);
    }

    /** Sets what ended the recording's connection, then runs the next step. Never blocks. */
    void find(Recording recording, Runnable then) {
        StreamEnd received = recording.connection().end();
        if (received == null || received.cause() != EndCause.CONNECTION_CLOSED || recording.hasKnownEnd()) {
            then.run();
            return;
        }
        Runsc runsc = recording.runsc();
        if (runsc == null || !threads.run(() -> findWith(runsc, recording, then))) {
            recording.setEnd(unasked(recording));
            then.run();
        }
    }

    private void findWith(Runsc runsc, Recording recording, Runnable then) {
        try {
            recording.setEnd(ask(runsc, recording));
        } finally {
            then.run();
        }
    }

    private StreamEnd ask(Runsc runsc, Recording recording) {
        String sandbox = EscapedText.of(recording.info().sandbox());
        IOException failure = null;
        boolean isAlive = false;
        for (int attempt = 0; attempt < ATTEMPTS && !stopping; attempt++) {
            try {
                // a Sentry that is about to end may still answer once, so one answer is not enough
                Runsc.Sessions sessions = runsc.sessions(sandbox);
                if (isAlive) {
                    return sessions.count() == 0 ? DELETED : REPLACED;
                }
                isAlive = true;
                failure = null;
            } catch (IOException e) {
                isAlive = false;
                failure = e;
                if (Runsc.isGone(e)) {
                    return gone(recording);
                }
            }
            // a Sentry that did not answer is not asked again
            if ((failure != null && !Runsc.mayPass(failure)) || !sleep()) {
                break;
            }
        }
        return failure != null && Runsc.mayPass(failure) ? gone(recording) : unasked(recording);
    }

    private static StreamEnd gone(Recording recording) {
        PacketInspector inspector = recording.inspector();
        if (!inspector.hasBegun()) {
            return NEVER_BEGAN;
        }
        if (inspector.firstProcessHasEnded()) {
            return ENDED;
        }
        byte[] session = recording.opening().session();
        boolean reportsExits = session != null && new String(session, StandardCharsets.UTF_8).contains(TASK_EXIT);
        return reportsExits ? KILLED : GONE;
    }

    private static StreamEnd unasked(Recording recording) {
        PacketInspector inspector = recording.inspector();
        if (!inspector.hasBegun()) {
            return NEVER_BEGAN;
        }
        return inspector.firstProcessHasEnded() ? ENDED_AS_REPORTED : StreamEnd.CLOSED;
    }

    private static boolean sleep() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for the searches in progress, then ends them. */
    void stop(long milliseconds) throws InterruptedException {
        if (!threads.finish(Math.min(Math.max(1, milliseconds), LONGEST_MILLIS))) {
            stopping = true;
            threads.runRest();
            threads.finish(LAST_MILLIS);
        }
    }
}
