// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.engine.AlertListener;
import dev.gvtrace.replay.rule.item.Priority;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The outputs for live alerts. Each gets every alert and has its own queue and thread, so that none delays another, or
 * the rules. Any thread.
 */
public final class AlertOutputs implements AlertListener {
    private final List<AlertOutput> outputs = new ArrayList<>();
    private final AtomicLongArray alerts = new AtomicLongArray(Priority.values().length);

    /** The outputs that were asked for. */
    AlertOutputs() {}

    /**
     * Adds an output.
     *
     * @throws IOException when its thread cannot be created
     */
    void add(AlertDestination destination, AlertOutput.Limits limits, StandingThreads threads, Consumer<String> log)
            throws IOException {
        outputs.add(new AlertOutput(unique(destination.name()), destination, limits, threads, log));
    }

    /** Outputs of one host differ by a number: the rest of a URL may be secret. */
    private String unique(String name) {
        Set<String> taken = outputs.stream().map(AlertOutput::name).collect(Collectors.toSet());
        String unique = name;
        for (int i = 2; taken.contains(unique); i++) {
            unique = name + " #" + i;
        }
        return unique;
    }

    /** Passes an alert to each output. Never blocks. */
    @Override
    public void alert(Alert alert) {
        alerts.incrementAndGet(alert.priority());
        for (AlertOutput output : outputs) {
            output.offer(alert);
        }
    }

    /** Does the same work with an alert of synthetic traffic, without any effect. */
    public void warmUp(Alert alert) {
        for (AlertOutput output : outputs) {
            output.warmUp(alert);
        }
    }

    /** To be called about once a second, by one thread: ends deliveries that take too long, logs what is dropped. */
    public void check() {
        outputs.forEach(AlertOutput::check);
    }

    /** Opens files, and reads secrets, again. */
    public void refresh() {
        outputs.forEach(AlertOutput::refresh);
    }

    /**
     * After the last alert: delivers what waits, as long as this; the rest is counted and logged.
     *
     * @return false if an output failed and alerts are left
     */
    public boolean close(long milliseconds) throws InterruptedException {
        long nanoseconds = TimeUnit.MILLISECONDS.toNanos(milliseconds);
        outputs.forEach(output -> output.beginClosing(nanoseconds));
        boolean complete = true;
        for (AlertOutput output : outputs) {
            complete &= output.close();
        }
        return complete;
    }

    /** Alerts of this priority that the rules raised. */
    public long raised(Priority priority) {
        return alerts.get(priority.ordinal());
    }

    /** The outputs, in the order of the command line. */
    public List<AlertOutput> all() {
        return List.copyOf(outputs);
    }
}
