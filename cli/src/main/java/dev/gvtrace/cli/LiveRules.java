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
 */
final class LiveRules implements CaptureListener {
    private final RuleSet rules;
    private final RuleOptions ruleOptions;
    private final AlertOptions alertOptions;
    private final Map<Long, Evaluated> connections = new ConcurrentHashMap<>();
    private final Consumer<byte[]> alerts;

    /**
     * Rules for all connections.
     *
     * @param alerts takes alerts, formatted, from any thread; must not wait for whoever reads them
     */
    LiveRules(RuleSet rules, RuleOptions ruleOptions, AlertOptions alertOptions, Consumer<byte[]> alerts) {
        this.rules = rules;
        this.ruleOptions = ruleOptions;
        this.alertOptions = alertOptions;
        this.alerts = alerts;
    }

    @Override
    public CaptureListener forRehearsal() {
        return new LiveRules(rules, ruleOptions, alertOptions, alert -> {});
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
                    alert -> alerts.accept(formatter.format(alert)),
                    null,
                    alertOptions.suffix(),
                    ruleOptions.failedExecs());
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
