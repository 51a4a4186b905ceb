// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.ConnectionInfo;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.pipeline.ConnectionReplay;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.state.AppliedEvent;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates rules while recording: the steps of a replay without the file in the middle. Each connection is evaluated on
 * the thread that records it, behind the buffer, so a slow rule set costs buffer and never evidence that was received.
 */
final class LiveRules implements CaptureListener {
    private final RuleSet rules;
    private final RuleOptions ruleOptions;
    private final AlertOptions alertOptions;
    private final Streams streams;
    private final String host;
    private final byte @Nullable [] session;
    private final Map<Long, Evaluated> connections = new ConcurrentHashMap<>();

    LiveRules(
            RuleOptions ruleOptions,
            AlertOptions alertOptions,
            Streams streams,
            String host,
            byte @Nullable [] session) {
        this.ruleOptions = ruleOptions;
        this.alertOptions = alertOptions;
        this.streams = streams;
        this.host = host;
        this.session = session;
        rules = ruleOptions.load(streams, false);
        alertOptions.suffix();
    }

    @Override
    public void packet(ConnectionInfo connection, long receivedNs, byte[] buffer, int offset, int length) {
        Evaluated evaluated = connections.computeIfAbsent(connection.number(), Evaluated::new);
        evaluated.replay.packet(buffer, offset, length, receivedNs);
        evaluated.flush();
    }

    @Override
    public void facts(ConnectionInfo connection, long atNs, String kind, byte[] json) {
        connections.computeIfAbsent(connection.number(), Evaluated::new).replay.facts(kind, json);
    }

    @Override
    public void procfs(ConnectionInfo connection, long atNs, byte[] dump) {
        connections.computeIfAbsent(connection.number(), Evaluated::new).replay.procfs(dump);
    }

    @Override
    public void closed(ConnectionInfo connection, String reason) {
        Evaluated evaluated = connections.remove(connection.number());
        if (evaluated != null) {
            evaluated.replay.end();
            evaluated.flush();
        }
    }

    /** One connection: its state, its engine, and the alerts that are not written yet. */
    private final class Evaluated implements ReplayListener {
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private final RuleEngine engine;
        private final ConnectionReplay replay;

        Evaluated(long number) {
            AlertPrinter printer = new AlertPrinter(alertOptions, pending, null);
            engine = new RuleEngine(rules, ruleOptions.match(), host, printer::alert, null, alertOptions.suffix());
            replay = new ConnectionReplay((int) number, session, host, ReplayOptions.DEFAULT, this);
        }

        @Override
        public boolean event(AppliedEvent event) {
            engine.onEvent(event);
            return true;
        }

        void flush() {
            if (pending.size() == 0) {
                return;
            }
            synchronized (streams) {
                streams.write(pending.toByteArray());
                streams.flush();
            }
            pending.reset();
        }
    }
}
