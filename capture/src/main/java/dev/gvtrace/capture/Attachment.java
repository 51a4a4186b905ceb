// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.facts.HostFacts;
import dev.gvtrace.capture.files.PreviousTrace;
import dev.gvtrace.capture.files.TraceNames;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.SessionConfigWriter;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Attaches running sandboxes to a {@link CaptureServer}: creates a session in each, replacing the one it has, then
 * records its processes. Errors for one sandbox do not affect the others. {@link #detachAll} is for any thread, the
 * rest for one.
 */
public final class Attachment {
    private static final int WAIT_MILLIS = 2000;
    /** With pauses of 100, 200, 400 ms and so on in between: seven seconds in all. */
    private static final int ROUNDS = 7;

    private static final long FIRST_PAUSE_MILLIS = 100;

    private final CaptureServer server;
    private final Runsc runsc;
    private final TraceSessionConfig session;
    private final Consumer<String> log;
    private final Set<String> attached = ConcurrentHashMap.newKeySet();

    /** The error of runsc for each container of a sandbox that was not attached. */
    private record Refusal(List<Runsc.Listed> containers, List<IOException> reasons) {
        boolean mayPass() {
            return reasons.stream().anyMatch(Runsc::mayPass);
        }
    }

    /**
     * Prepares to attach.
     *
     * @param server already listens at the session's socket
     * @param session selects what sandboxes report
     * @param log receives log lines
     */
    public Attachment(CaptureServer server, Runsc runsc, TraceSessionConfig session, Consumer<String> log) {
        this.server = server;
        this.runsc = runsc;
        this.session = session;
        this.log = log;
    }

    /**
     * Attaches to all sandboxes that run or are starting: those that are just starting are retried, for a few seconds
     * at most. A sandbox that ends meanwhile is not reported. Returns the number of sandboxes attached to.
     *
     * @throws IOException when runsc cannot list containers
     */
    public int attachAll() throws IOException {
        return attach(containers -> true);
    }

    /** The same for the sandboxes with these ids only. */
    void attachTo(Set<String> ids) throws IOException {
        // they may have been attached to before, and have lost the session
        attached.removeAll(ids);
        attach(containers -> containers.stream().anyMatch(container -> ids.contains(container.id())));
    }

    private int attach(Predicate<List<Runsc.Listed>> wanted) throws IOException {
        Path config = Files.createTempFile("gvtrace-session-", ".json");
        try {
            Files.writeString(config, SessionConfigWriter.write(session));
            Map<String, Refusal> refused = new LinkedHashMap<>();
            long pause = FIRST_PAUSE_MILLIS;
            for (int round = 1; round <= ROUNDS; round++) {
                for (List<Runsc.Listed> containers : sandboxes()) {
                    String key = containers.get(0).id();
                    Refusal before = refused.get(key);
                    if (!wanted.test(containers)
                            || attachedToOneOf(containers)
                            || isTakenUp(containers)
                            || (before != null && !before.mayPass())) {
                        continue;
                    }
                    Refusal refusal = attach(containers, config);
                    if (refusal == null) {
                        refused.remove(key);
                    } else {
                        refused.put(key, refusal);
                    }
                }
                if (refused.values().stream().noneMatch(Refusal::mayPass) || !sleep(pause)) {
                    break;
                }
                pause *= 2;
            }
            logRefusals(refused.values());
        } finally {
            Files.deleteIfExists(config);
        }
        return attached.size();
    }

    /** The containers that have not ended, by the sandbox they are in. */
    private Collection<List<Runsc.Listed>> sandboxes() throws IOException {
        Map<String, List<Runsc.Listed>> sandboxes = new LinkedHashMap<>();
        for (Runsc.Listed container : runsc.list()) {
            if (container.isAlive()) {
                String sandbox = container.pid() == 0 ? container.id() : String.valueOf(container.pid());
                sandboxes.computeIfAbsent(sandbox, pid -> new ArrayList<>()).add(container);
            }
        }
        return sandboxes.values();
    }

    /** Its session continues with the connection that the recorder before has left. */
    private boolean isTakenUp(List<Runsc.Listed> containers) {
        boolean isTakenUp = false;
        for (Runsc.Listed container : containers) {
            if (server.isTakenUp(container.id())) {
                isTakenUp = true;
                if (server.wasAttached(container.id())) {
                    attached.add(container.id());
                }
            }
        }
        return isTakenUp;
    }

    private boolean attachedToOneOf(List<Runsc.Listed> containers) {
        return containers.stream().anyMatch(container -> attached.contains(container.id()));
    }

    private void logRefusals(Collection<Refusal> refusals) throws IOException {
        if (refusals.isEmpty()) {
            return;
        }
        Set<String> alive = aliveIds();
        for (Refusal refusal : refusals) {
            for (int i = 0; i < refusal.reasons().size(); i++) {
                String id = refusal.containers().get(i).id();
                if (alive.contains(id)) {
                    log.accept("not attached to " + TraceNames.escaped(id) + ": "
                            + refusal.reasons().get(i).getMessage());
                }
            }
        }
    }

    private Set<String> aliveIds() throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        runsc.list().stream()
                .filter(Runsc.Listed::isAlive)
                .map(Runsc.Listed::id)
                .forEach(ids::add);
        return ids;
    }

    /**
     * Attaches to one sandbox: only the container created first can have a session, and nothing shows which one that
     * is. Null on success.
     */
    private @Nullable Refusal attach(List<Runsc.Listed> containers, Path config) {
        List<IOException> reasons = new ArrayList<>();
        for (Runsc.Listed container : containers) {
            try {
                create(container, config);
            } catch (IOException e) {
                reasons.add(e);
                continue;
            }
            attached.add(container.id());
            recordState(container.id(), containers);
            return null;
        }
        return new Refusal(containers, reasons);
    }

    /**
     * The Sentry's counter is lost with the old session, so it is read first. Messages dropped between reading and
     * replacing are not counted.
     */
    private void create(Runsc.Listed container, Path config) throws IOException {
        String id = container.id();
        Recordings.Start start = start(container);
        if (start != null) {
            server.recordings().announce(id, start);
        }
        try {
            runsc.createSession(id, config);
        } catch (IOException e) {
            server.recordings().takeAnnounced(id);
            throw e;
        }
        for (Gap gap : start == null ? List.<Gap>of() : start.missed()) {
            log.accept("attached to " + TraceNames.escaped(id) + ": " + (gap.lost() == Gap.UNKNOWN ? "?" : gap.lost())
                    + " messages were missed before: " + EscapedText.of(gap.cause()));
        }
    }

    /** What its recording begins with; null if that continues the one under way here. */
    private Recordings.@Nullable Start start(Runsc.Listed container) {
        String id = container.id();
        Runsc.Sessions sessions;
        try {
            sessions = runsc.sessions(id);
        } catch (IOException e) {
            // it has no session, or creating one will fail for the same reason
            return Recordings.Start.NONE;
        }
        if (server.isConnected(id)) {
            server.dropped(id, sessions.dropped());
            return null;
        }
        PreviousTrace earlier = server.earlier(id, container.pid()).orElse(null);
        return new Recordings.Start(missed(sessions, earlier), earlier == null ? null : earlier.earlier());
    }

    private static List<Gap> missed(Runsc.Sessions sessions, @Nullable PreviousTrace earlier) {
        List<Gap> missed = new ArrayList<>();
        long from = earlier == null ? 0 : earlier.lastNs();
        if (sessions.count() == 0) {
            if (earlier != null) {
                missed.add(new Gap(from, 0, Gap.UNKNOWN, "no session: the sandbox reported to nobody"));
            }
            return missed;
        }
        long reported = earlier != null && earlier.isSameSession() ? earlier.dropped() : 0;
        long dropped = sessions.dropped() >= reported ? sessions.dropped() - reported : sessions.dropped();
        if (dropped > 0) {
            missed.add(
                    new Gap(from, 0, dropped, "nobody received: dropped by the Sentry, as runsc told when attaching"));
        }
        if (earlier != null && !earlier.sealed()) {
            missed.add(new Gap(
                    from, 0, Gap.UNKNOWN, "nobody received: what the recorder before had not written when it ended"));
        }
        return missed;
    }

    private void recordState(String sandbox, List<Runsc.Listed> containers) {
        try {
            byte[] dump = runsc.procfs(sandbox);
            if (!recorded(sandbox, dump) && aliveIds().contains(sandbox)) {
                log.accept("attached to " + TraceNames.escaped(sandbox) + ", but it has not connected");
            }
            Recordings.Start left = server.recordings().takeAnnounced(sandbox);
            if (left != null && !left.missed().isEmpty()) {
                log.accept("what was missed before is not recorded: " + TraceNames.escaped(sandbox)
                        + " was not recognized when it connected");
            }
        } catch (IOException e) {
            logIfAlive(sandbox, "no list of processes of " + TraceNames.escaped(sandbox) + ": " + e.getMessage());
        }
        for (Runsc.Listed container : containers) {
            // facts about the sandbox's own container are looked up when it connects
            Path bundle = FileNames.path(container.bundle());
            if (!container.id().equals(sandbox) && bundle.isAbsolute()) {
                byte[] facts = HostFacts.containerInBundle(container.id(), bundle);
                if (facts != null) {
                    server.facts(sandbox, "container", facts);
                }
            }
        }
    }

    private void logIfAlive(String sandbox, String line) {
        try {
            if (!aliveIds().contains(sandbox)) {
                return;
            }
        } catch (IOException e) {
            // unknown, so it is logged
        }
        log.accept(line);
    }

    /** The sandbox connects before runsc ends, but its recording may begin a moment later. */
    private boolean recorded(String id, byte[] dump) {
        for (int waited = 0; waited < WAIT_MILLIS; waited += 10) {
            if (server.procfs(id, dump)) {
                return true;
            }
            if (!sleep(10)) {
                return false;
            }
        }
        return false;
    }

    /** False when interrupted. */
    private static boolean sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Before the server stops: reads the final drop counts, which the stream never reports, and deletes the sessions,
     * so that the sandboxes do not keep sending to a closed socket.
     */
    public void detachAll() {
        for (String id : attached) {
            if (!server.isConnected(id)) {
                // it has ended, or has a session of another recorder
                continue;
            }
            try {
                runsc.dropped(id).ifPresent(total -> server.dropped(id, total));
                server.detaching(id);
                runsc.deleteSession(id);
            } catch (IOException e) {
                // logged only if the sandbox still runs: otherwise its session has ended, too
                logIfAlive(id, "not detached from " + TraceNames.escaped(id) + ": " + e.getMessage());
            }
        }
        attached.clear();
    }
}
