// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.ConnectionInfo;
import dev.gvtrace.cli.capture.status.RecorderStatus;
import dev.gvtrace.replay.engine.AlertListener;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates rules while recording: the steps of a replay without the file in the middle, on its own threads and within
 * its own memory limits. The recording thread only copies what it recorded into a queue ({@link LiveQueue}). What does
 * not fit is skipped, which rules see as lost messages; the trace has them. Memory is bounded per connection and in
 * total: beyond the total, the connections that take most discard state, as a replay does at its limit. If memory runs
 * out nevertheless, the rules of the connection that takes most stop. None of this affects recording.
 */
final class LiveRules implements CaptureListener {
    /** Queued packets of all connections together, unless there are very many connections. */
    private static final int WAITING_BYTES = 64 << 20;

    private static final int LEAST_WAITING_BYTES = 128 << 10;
    private static final int MOST_WAITING_BYTES = 8 << 20;
    /** The state of all connections may take this fraction of the heap; the rest is for recording. */
    private static final int PARTS_OF_HEAP = 4;

    private static final int MOST_THREADS = 4;
    private static final long CHECK_MILLIS = 10;

    private final AlertListener alerts;
    private final AlertListener warmupAlerts;
    private final Consumer<String> log;
    private final Map<Long, LiveConnection> connections = new ConcurrentHashMap<>();
    private final List<RuleThread> threads = new ArrayList<>();
    private final SharedMemory memory;
    private final LiveRulesCounters counters = new LiveRulesCounters();
    private final boolean warmup;
    private volatile @Nullable AlertTrigger trigger;
    private volatile ActiveRules active;

    /**
     * Rules for all connections.
     *
     * @param active the rules until others replace them
     * @param alerts takes alerts from any thread; never blocks
     * @param warmupAlerts does the same work without any effect, for synthetic traffic
     * @param log receives log lines; never blocks
     */
    LiveRules(ActiveRules active, AlertListener alerts, AlertListener warmupAlerts, Consumer<String> log) {
        this(active, alerts, warmupAlerts, log, false);
    }

    private LiveRules(
            ActiveRules active,
            AlertListener alerts,
            AlertListener warmupAlerts,
            Consumer<String> log,
            boolean warmup) {
        this.active = active;
        this.alerts = alerts;
        this.warmupAlerts = warmupAlerts;
        this.log = log;
        this.warmup = warmup;
        memory = new SharedMemory(Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP);
        int most = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2);
        for (int i = 0; i < (warmup ? 1 : Math.max(1, most)); i++) {
            threads.add(new RuleThread(i, this::outOfMemory));
        }
    }

    @Override
    public CaptureListener forWarmup() {
        try {
            return new LiveRules(active, warmupAlerts, warmupAlerts, line -> {}, true);
        } catch (OutOfMemoryError e) {
            // no thread can be created for it
            return CaptureListener.NONE;
        }
    }

    @Override
    public void opened(ConnectionInfo connection, Opening opening) {
        LiveConnection added = new LiveConnection(
                connection, opening, this::active, listener(connection), log, memory.share(), counters);
        connections.put(connection.number(), added);
        threadOf(connection).add(added);
    }

    private AlertListener listener(ConnectionInfo connection) {
        AlertTrigger to = trigger;
        if (to == null) {
            return alerts;
        }
        return alert -> {
            // first, as an output for alerts may take long to be full
            to.alert(connection, alert);
            alerts.alert(alert);
        };
    }

    /** Passes each alert of connections that begin from now on to this, too, and messages that are not evaluated. */
    void trigger(AlertTrigger to) {
        trigger = to;
    }

    private void checkEvaluated(LiveConnection connection) {
        AlertTrigger to = trigger;
        if (to != null && connection.leftOut()) {
            to.unevaluated(connection.info());
        }
    }

    /** The rules that connections evaluate from their next message on. */
    ActiveRules active() {
        return active;
    }

    /** Replaces the rules: each connection goes over to them between two messages, and keeps its state. */
    void replace(ActiveRules rules) {
        active = rules;
        threads.forEach(RuleThread::wake);
    }

    @Override
    public void packet(ConnectionInfo connection, long receivedNs, byte[] buffer, int offset, int length) {
        offer(connection, LiveQueue.Kind.PACKET, receivedNs, buffer, offset, length);
    }

    @Override
    public void gap(ConnectionInfo connection, Gap gap) {
        if (!gap.isInDropCounter()) {
            offer(connection, LiveQueue.Kind.MISSING, Math.max(1, gap.lost()), new byte[0], 0, 0);
        }
    }

    @Override
    public void facts(ConnectionInfo connection, long atNs, String kind, byte[] json) {
        byte[] name = kind.getBytes(StandardCharsets.UTF_8);
        byte[] both = new byte[1 + name.length + json.length];
        both[0] = (byte) name.length;
        System.arraycopy(name, 0, both, 1, name.length);
        System.arraycopy(json, 0, both, 1 + name.length, json.length);
        offer(connection, LiveQueue.Kind.FACTS, atNs, both, 0, both.length);
    }

    @Override
    public void procfs(ConnectionInfo connection, long atNs, byte[] dump) {
        offer(connection, LiveQueue.Kind.PROCFS, atNs, dump, 0, dump.length);
    }

    private void offer(
            ConnectionInfo connection, LiveQueue.Kind kind, long timeNs, byte[] bytes, int offset, int length) {
        LiveConnection to = connections.get(connection.number());
        if (to != null && to.queue().offer(kind, timeNs, bytes, offset, length, waitingBytes())) {
            threadOf(connection).wake();
        }
    }

    private int waitingBytes() {
        int part = WAITING_BYTES / Math.max(1, connections.size());
        return Math.max(LEAST_WAITING_BYTES, Math.min(MOST_WAITING_BYTES, part));
    }

    private RuleThread threadOf(ConnectionInfo connection) {
        return threads.get((int) (connection.number() % threads.size()));
    }

    @Override
    public void closed(ConnectionInfo connection, String reason) {
        LiveConnection ended = connections.remove(connection.number());
        if (ended != null) {
            checkEvaluated(ended);
            ended.queue().end();
            threadOf(connection).wake();
        }
        if (warmup) {
            threads.forEach(RuleThread::stop);
        }
    }

    /** Messages that were not evaluated so far. */
    long skipped() {
        return counters.skipped.sum()
                + connections.values().stream()
                        .mapToLong(each -> each.queue().skipped())
                        .sum();
    }

    /** Memory of the queues of messages that wait. */
    long queueBytes() {
        return connections.values().stream()
                .mapToLong(each -> each.queue().room())
                .sum();
    }

    /** Its threads. */
    List<RecorderStatus.ThreadState> threads() {
        return threads.stream()
                .map(each -> new RecorderStatus.ThreadState(each.name(), !each.hasEnded()))
                .toList();
    }

    /** Sandboxes whose rules were stopped. */
    long stopped() {
        return counters.stopped.sum();
    }

    /** Logs how many messages were not evaluated; they are triggers of a flight recorder. */
    void logSkipped() {
        for (LiveConnection connection : connections.values()) {
            connection.logSkipped();
            checkEvaluated(connection);
        }
    }

    /**
     * After the last connection has closed: evaluates what is still queued, as far as time allows, and logs what was
     * not evaluated.
     */
    void close(long milliseconds) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        threads.forEach(RuleThread::stop);
        for (RuleThread thread : threads) {
            while (!thread.hasEnded() && System.nanoTime() < until) {
                thread.join(CHECK_MILLIS);
            }
            thread.abandon();
        }
        String summary = counters.summary();
        if (!summary.isEmpty()) {
            log.accept(summary);
        }
    }

    /** Frees memory: stops the rules of the connection that takes most. Returns false if that is not the one given. */
    private boolean outOfMemory(LiveConnection hit) {
        LiveConnection largest = hit;
        for (LiveConnection connection : connections.values()) {
            if (connection.taken() > largest.taken()) {
                largest = connection;
            }
        }
        largest.requestStop();
        return largest == hit;
    }
}
