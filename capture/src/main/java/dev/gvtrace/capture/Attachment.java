// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.SessionConfigWriter;
import dev.gvtrace.capture.session.TraceSessionConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            Map<Long, List<Runsc.Listed>> sandboxes = new LinkedHashMap<>();
            for (Runsc.Listed container : runsc.list()) {
                if (container.status().equals("running")) {
                    sandboxes
                            .computeIfAbsent(container.pid(), pid -> new ArrayList<>())
                            .add(container);
                }
            }
            for (List<Runsc.Listed> containers : sandboxes.values()) {
                attach(containers, config);
            }
        } finally {
            Files.deleteIfExists(config);
        }
        return attached.size();
    }

    /** Containers of one sandbox: only the first that was made can have a session, and nothing says which one that is. */
    private void attach(List<Runsc.Listed> containers, Path config) {
        List<String> refusals = new ArrayList<>();
        for (Runsc.Listed container : containers) {
            try {
                runsc.createSession(container.id(), config);
            } catch (IOException e) {
                refusals.add("not attached to " + TraceNames.escaped(container.id()) + ": " + e.getMessage());
                continue;
            }
            attached.add(container.id());
            recordState(container.id(), containers);
            return;
        }
        refusals.forEach(log);
    }

    private void recordState(String sandbox, List<Runsc.Listed> containers) {
        try {
            if (!recorded(sandbox, runsc.procfs(sandbox))) {
                log.accept("attached to " + TraceNames.escaped(sandbox) + ", but it has not connected");
            }
        } catch (IOException e) {
            log.accept("no list of processes of " + TraceNames.escaped(sandbox) + ": " + e.getMessage());
        }
        for (Runsc.Listed container : containers) {
            // those of the sandbox's own container are looked up when it connects
            Path bundle = Path.of(container.bundle());
            if (!container.id().equals(sandbox) && bundle.isAbsolute()) {
                byte[] facts = HostFacts.containerInBundle(container.id(), bundle);
                if (facts != null) {
                    server.facts(sandbox, "container", facts);
                }
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
