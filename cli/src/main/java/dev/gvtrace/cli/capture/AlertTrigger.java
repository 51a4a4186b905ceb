// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.ConnectionInfo;
import dev.gvtrace.capture.flight.Trigger;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.Text;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes triggers of the flight recorder from urgent alerts, and from messages that no rule has evaluated: otherwise a
 * sandbox would get rid of its traces by sending more than rules can take. Any thread; never blocks on the disk.
 */
final class AlertTrigger {
    /** Triggers that come before the server is known. */
    private static final int MOST_EARLY = 1000;

    private final Priority least;
    private final Queue<Runnable> early = new ArrayDeque<>();
    private volatile @Nullable BiConsumer<ConnectionInfo, Trigger> recorder;

    /** For alerts of this priority and more urgent ones. */
    AlertTrigger(Priority least) {
        this.least = least;
    }

    /** Passes triggers on, those that came before, too. */
    void begin(BiConsumer<ConnectionInfo, Trigger> to) {
        List<Runnable> before;
        synchronized (early) {
            recorder = to;
            before = List.copyOf(early);
            early.clear();
        }
        before.forEach(Runnable::run);
    }

    /** An alert was raised. */
    void alert(ConnectionInfo connection, Alert alert) {
        if (alert.priority() <= least.ordinal()) {
            pass(connection, trigger(alert));
        }
    }

    /** Rules skip messages of a connection, or have stopped. */
    void unevaluated(ConnectionInfo connection) {
        pass(
                connection,
                new Trigger(
                        Trigger.By.UNEVALUATED,
                        Text.EMPTY,
                        Text.ofUtf8("live rules did not evaluate all of its messages")));
    }

    private void pass(ConnectionInfo connection, Trigger trigger) {
        BiConsumer<ConnectionInfo, Trigger> to = recorder;
        if (to == null) {
            synchronized (early) {
                to = recorder;
                if (to == null && early.size() < MOST_EARLY) {
                    early.add(() -> pass(connection, trigger));
                }
            }
        }
        if (to != null) {
            to.accept(connection, trigger);
        }
    }

    private static Trigger trigger(Alert alert) {
        String head = Priority.values()[alert.priority()].label() + ", event " + alert.eventNumber() + " at "
                + Times.rfc3339(alert.timeNs()) + ": ";
        return new Trigger(
                Trigger.By.ALERT,
                Text.ofUtf8(alert.rule()),
                Text.join(Text.EMPTY, List.of(Text.ofUtf8(head), alert.output())));
    }
}
