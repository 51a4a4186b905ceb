// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.ConnectionInfo;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.event.ByteText;
import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.replay.pipeline.ConnectionReplay;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.state.AppliedEvent;
import dev.gvtrace.trace.Opening;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Evaluates rules while recording: the steps of a replay without the file in the middle. Each connection is evaluated on
 * the thread that records it, behind the buffer, so a slow rule set costs buffer and never evidence that was received.
 * Alerts are written by a thread of their own: when nobody reads them they are dropped, counted and told of, and the
 * recording goes on. A replay of the trace finds them again.
 */
final class LiveRules implements CaptureListener {
    /** Some ten thousand alerts. */
    private static final int MAX_WAITING_BYTES = 4 << 20;

    private static final long TELL_EVERY_NS = 10_000_000_000L;
    private static final long CLOSE_MILLIS = 3000;

    private final RuleSet rules;
    private final RuleOptions ruleOptions;
    private final AlertOptions alertOptions;
    private final Map<Long, Evaluated> connections = new ConcurrentHashMap<>();
    private final OutputQueue alerts;
    private final Consumer<String> log;
    private long droppedTold;
    private long toldNs;
    private boolean failureTold;

    /**
     * Loads the rules.
     *
     * @param log takes lines for people; must not wait for whoever reads them
     */
    LiveRules(RuleOptions ruleOptions, AlertOptions alertOptions, Streams streams, Consumer<String> log) {
        this.ruleOptions = ruleOptions;
        this.alertOptions = alertOptions;
        this.log = log;
        rules = ruleOptions.load(streams, false);
        alertOptions.suffix();
        alerts = new OutputQueue("alerts", MAX_WAITING_BYTES, alert -> {
            streams.write(alert);
            streams.flush();
        });
    }

    /** Says what became of alerts that were not written, not more often than every ten seconds. */
    void tellOfDropped() {
        if (System.nanoTime() - toldNs >= TELL_EVERY_NS || toldNs == 0) {
            tell();
        }
    }

    /** After the last connection has closed: waits a little for the alerts to be written; false if the output failed. */
    boolean close() throws InterruptedException {
        alerts.close(CLOSE_MILLIS);
        tell();
        return alerts.failure() == null || alerts.failure() instanceof ClosedPipeException;
    }

    private void tell() {
        RuntimeException failure = alerts.failure();
        if (failure != null && !failureTold) {
            failureTold = true;
            log.accept(
                    failure instanceof ClosedPipeException
                            ? "nobody reads the alerts any more: they are dropped from here on, recording goes on"
                            : failure.getMessage() + ": alerts are dropped from here on, recording goes on");
        }
        long dropped = alerts.dropped();
        if (dropped != droppedTold) {
            log.accept(dropped + " alerts dropped so far: "
                    + (failure == null ? "standard output is not read fast enough" : "standard output is gone")
                    + "; a replay of the traces finds them");
            droppedTold = dropped;
            toldNs = System.nanoTime();
        }
    }

    @Override
    public void opened(ConnectionInfo connection, Opening opening) {
        connections.put(connection.number(), new Evaluated(connection.number(), opening));
    }

    @Override
    public void packet(ConnectionInfo connection, long receivedNs, byte[] buffer, int offset, int length) {
        step(connection, replay -> replay.packet(buffer, offset, length, receivedNs));
    }

    @Override
    public void facts(ConnectionInfo connection, long atNs, String kind, byte[] json) {
        step(connection, replay -> replay.facts(kind, json));
    }

    @Override
    public void procfs(ConnectionInfo connection, long atNs, byte[] dump) {
        step(connection, replay -> replay.procfs(dump));
    }

    private void step(ConnectionInfo connection, Consumer<ConnectionReplay> what) {
        Evaluated evaluated = connections.get(connection.number());
        if (evaluated == null) {
            return;
        }
        try {
            what.accept(evaluated.replay);
        } catch (RuntimeException | Error e) {
            // nothing more is heard of this connection: its state is not needed
            connections.remove(connection.number());
            throw e;
        }
    }

    @Override
    public void closed(ConnectionInfo connection, String reason) {
        Evaluated evaluated = connections.remove(connection.number());
        if (evaluated != null) {
            evaluated.replay.end();
        }
    }

    /** One connection: its state and its engine. */
    private final class Evaluated implements ReplayListener {
        private final RuleEngine engine;
        private final ConnectionReplay replay;

        Evaluated(long number, Opening opening) {
            AlertFormatter formatter = alertOptions.formatter();
            engine = new RuleEngine(
                    rules,
                    ruleOptions.match(),
                    opening.host(),
                    alert -> alerts.offer(formatter.format(alert)),
                    null,
                    alertOptions.suffix());
            String host = opening.host().isEmpty() ? null : ByteText.fromUnicode(opening.host());
            replay = new ConnectionReplay((int) number, opening.session(), host, ReplayOptions.DEFAULT, this);
        }

        @Override
        public boolean event(AppliedEvent event) {
            engine.onEvent(event);
            return true;
        }
    }
}
