// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.TraceNames;
import dev.gvtrace.capture.session.Runsc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lists running sandboxes that no recorder records, for example after the end of their recorder: a Sentry never
 * reconnects by itself. For a recorder that does not attach to them.
 */
public final class UnrecordedSandboxes {
    private static final int MAX_NAMED = 20;

    private final CaptureServer server;
    private final Runsc runsc;
    private final Consumer<String> log;
    private final List<String> forgotten = new ArrayList<>();
    private final List<String> withoutSession = new ArrayList<>();
    private final List<String> elsewhere = new ArrayList<>();

    /**
     * Checks nothing yet.
     *
     * @param log receives log lines
     */
    public UnrecordedSandboxes(CaptureServer server, Runsc runsc, Consumer<String> log) {
        this.server = server;
        this.runsc = runsc;
        this.log = log;
    }

    /**
     * Checks the running sandboxes and logs those that are not recorded.
     *
     * @throws IOException when runsc cannot list containers, or is missing
     */
    public void log() throws IOException {
        Map<Long, List<Runsc.Listed>> sandboxes = new LinkedHashMap<>();
        for (Runsc.Listed container : runsc.list()) {
            if (container.isAlive() && container.pid() > 0) {
                sandboxes
                        .computeIfAbsent(container.pid(), pid -> new ArrayList<>())
                        .add(container);
            }
        }
        sandboxes.values().forEach(this::check);
        log(
                forgotten,
                "sandboxes run whose session has had no recorder since theirs ended; --attach records them again");
        log(withoutSession, "sandboxes run without a session, so they report nothing; --attach creates one");
        log(
                elsewhere,
                "sandboxes have a session that is not connected here and has dropped nothing; perhaps another recorder records them");
    }

    private void check(Collection<Runsc.Listed> containers) {
        for (Runsc.Listed container : containers) {
            String id = container.id();
            Runsc.Sessions sessions;
            try {
                sessions = runsc.sessions(id);
            } catch (IOException e) {
                // not the sandbox's own container, or it is just ending
                continue;
            }
            if (server.isRecording(id)) {
                return;
            }
            String name = TraceNames.escaped(id);
            boolean wasRecorded = server.earlier(id, container.pid()).isPresent();
            if (sessions.count() == 0) {
                withoutSession.add(wasRecorded ? name + " (recorded here before)" : name);
            } else if (sessions.dropped() > 0) {
                forgotten.add(name + " (" + sessions.dropped() + " messages dropped)");
            } else if (wasRecorded) {
                forgotten.add(name + " (nothing dropped yet)");
            } else {
                elsewhere.add(name);
            }
            return;
        }
    }

    private void log(List<String> ids, String what) {
        if (ids.isEmpty()) {
            return;
        }
        List<String> named = ids.size() > MAX_NAMED ? ids.subList(0, MAX_NAMED) : ids;
        String more = ids.size() > MAX_NAMED ? " and " + (ids.size() - MAX_NAMED) + " more" : "";
        log.accept(ids.size() + " " + what + ": " + String.join(", ", named) + more);
    }
}
