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
import org.jspecify.annotations.Nullable;

/**
 * Lists running sandboxes that no recorder records, for example after the end of their recorder: a Sentry never
 * reconnects by itself. For a recorder that does not attach to them.
 */
public final class UnrecordedSandboxes {
    private static final int MAX_NAMED = 20;

    private final CaptureServer server;
    private final Runsc runsc;
    private final Consumer<String> log;

    /** Why a sandbox is not recorded here. */
    enum State {
        FORGOTTEN("sandboxes run whose session has had no recorder since theirs ended; --attach records them again"),
        WITHOUT_SESSION("sandboxes run without a session, so they report nothing; --attach creates one"),
        ELSEWHERE(
                "sandboxes have a session that is not connected here and has dropped nothing; perhaps another recorder records them");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    /**
     * A sandbox that is not recorded here.
     *
     * @param id the id of its own container
     * @param text id and what is known, for people
     */
    record Unrecorded(String id, State state, String text) {}

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
        log(find());
    }

    /** Logs these, a line for each reason. */
    void log(Collection<Unrecorded> found) {
        for (State state : State.values()) {
            log(
                    found.stream()
                            .filter(each -> each.state() == state)
                            .map(Unrecorded::text)
                            .toList(),
                    state.text);
        }
    }

    /**
     * The running sandboxes that are not recorded here. Runs runsc once, and once more for each container of a sandbox
     * that is not recorded.
     *
     * @throws IOException when runsc cannot list containers, or is missing
     */
    List<Unrecorded> find() throws IOException {
        Map<Long, List<Runsc.Listed>> sandboxes = new LinkedHashMap<>();
        for (Runsc.Listed container : runsc.list()) {
            if (container.isAlive() && container.pid() > 0) {
                sandboxes
                        .computeIfAbsent(container.pid(), pid -> new ArrayList<>())
                        .add(container);
            }
        }
        List<Unrecorded> found = new ArrayList<>();
        for (List<Runsc.Listed> containers : sandboxes.values()) {
            if (containers.stream().noneMatch(container -> server.isRecording(container.id()))) {
                Unrecorded unrecorded = check(containers);
                if (unrecorded != null) {
                    found.add(unrecorded);
                }
            }
        }
        return found;
    }

    /** Null if it is recorded by now, or just ending. */
    private @Nullable Unrecorded check(Collection<Runsc.Listed> containers) {
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
                return null;
            }
            String name = TraceNames.escaped(id);
            boolean wasRecorded = server.earlier(id, container.pid()).isPresent();
            if (sessions.count() == 0) {
                return new Unrecorded(id, State.WITHOUT_SESSION, wasRecorded ? name + " (recorded here before)" : name);
            }
            if (sessions.dropped() > 0) {
                return new Unrecorded(id, State.FORGOTTEN, name + " (" + sessions.dropped() + " messages dropped)");
            }
            return wasRecorded
                    ? new Unrecorded(id, State.FORGOTTEN, name + " (nothing dropped yet)")
                    : new Unrecorded(id, State.ELSEWHERE, name);
        }
        return null;
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
