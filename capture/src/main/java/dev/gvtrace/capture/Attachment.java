// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.SessionConfigWriter;
import dev.gvtrace.capture.session.TraceSessionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Makes sandboxes that run already report to a {@link CaptureServer}: creates a session in each, in the place of the one it
 * has, then records what its processes are. What runsc says about one sandbox never keeps it from the others. Not thread-safe.
 */
public final class Attachment {
    private static final int WAIT_MILLIS = 2000;

    private final CaptureServer server;
    private final Runsc runsc;
    private final TraceSessionConfig session;
    private final Consumer<String> log;
    private final Set<String> attached = ConcurrentHashMap.newKeySet();

    /**
     * Prepares to attach.
     *
     * @param server listens already at the session's socket
     * @param session what is to be reported
     * @param log takes lines for people
     */
    public Attachment(CaptureServer server, Runsc runsc, TraceSessionConfig session, Consumer<String> log) {
        this.server = server;
        this.runsc = runsc;
        this.session = session;
        this.log = log;
    }

    /** Attaches to all sandboxes that run. Returns how many there are. */
    public int attachAll() throws IOException {
        Path config = Files.createTempFile("gvtrace-session-", ".json");
        try {
            Files.writeString(config, SessionConfigWriter.write(session));
            for (Runsc.Listed container : runsc.list()) {
                if (container.status().equals("running")) {
                    attach(container, config);
                }
            }
        } finally {
            Files.deleteIfExists(config);
        }
        return attached.size();
    }

    private void attach(Runsc.Listed container, Path config) {
        String id = container.id();
        try {
            runsc.createSession(id, config);
        } catch (IOException e) {
            // also for each further container of a sandbox, which has no session of its own
            log.accept("not attached to " + TraceNames.escaped(id) + ": " + e.getMessage());
            return;
        }
        attached.add(id);
        try {
            byte[] dump = runsc.procfs(id);
            if (!recorded(id, dump)) {
                log.accept("attached to " + TraceNames.escaped(id) + ", but it has not connected");
            }
        } catch (IOException e) {
            log.accept("no list of processes of " + TraceNames.escaped(id) + ": " + e.getMessage());
        }
        if (!container.bundle().isEmpty()) {
            byte[] facts = HostFacts.containerInBundle(id, Path.of(container.bundle()));
            if (facts != null) {
                server.facts(id, "container", facts);
            }
        }
    }

    /** The connection is there before runsc ends, but its recording may take a moment longer to begin. */
    private boolean recorded(String id, byte[] dump) {
        for (int waited = 0; waited < WAIT_MILLIS; waited += 10) {
            if (server.procfs(id, dump)) {
                return true;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    /**
     * Before the server stops: asks for the final drop counts, which the stream never tells, and ends the sessions, so that
     * sandboxes that go on do not send to nobody.
     */
    public void detachAll() {
        for (String id : attached) {
            try {
                runsc.dropped(id).ifPresent(total -> server.dropped(id, total));
                runsc.deleteSession(id);
            } catch (IOException e) {
                // the sandbox has ended, and its session with it
                log.accept("not detached from " + TraceNames.escaped(id) + ": " + e.getMessage());
            }
        }
        attached.clear();
    }
}
