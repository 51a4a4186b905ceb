// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.alert.AlertOutput;
import dev.gvtrace.cli.capture.alert.AlertOutputOptions;
import dev.gvtrace.cli.capture.alert.AlertOutputs;
import dev.gvtrace.cli.capture.alert.Destinations;
import dev.gvtrace.cli.capture.status.RecorderStatus;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.rules.AlertOptions;
import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.cli.rules.RuleOptions;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.RuleSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Live rules with the outputs for their alerts, and the loading of rules on request; or none of it. One thread, the
 * recorder's main one, calls the methods.
 */
final class LiveDetection {
    /** For evaluating what is still queued after the last connection has closed. */
    private static final long RULES_MILLIS = 10_000;
    /** For delivering alerts after the last was raised. */
    private static final long ALERTS_MILLIS = 5000;

    private final @Nullable LiveRules rules;
    private final @Nullable AlertOutputs alerts;
    private final @Nullable RulesReload reload;
    private volatile boolean closing;

    private LiveDetection(@Nullable LiveRules rules, @Nullable AlertOutputs alerts, @Nullable RulesReload reload) {
        this.rules = rules;
        this.alerts = alerts;
        this.reload = reload;
    }

    /** Without rules. */
    static LiveDetection none() {
        return new LiveDetection(null, null, null);
    }

    /** Loads rules for a command: the options with which they are chosen and applied. */
    record Loader(RuleOptions rules, AlertOptions alerts, Function<Streams, RuleFiles> files)
            implements Function<Streams, ActiveRules> {
        /** Errors are printed on standard error and end the command. */
        @Override
        public ActiveRules apply(Streams streams) {
            RuleSet set = rules.load(files.apply(streams), streams, false);
            return new ActiveRules(set, new EngineOptions(rules.match(), alerts.suffix(set), rules.failedExecs()));
        }

        /** The same for the second time and later. */
        private ActiveRules again(Streams streams) {
            if (rules.onlyOnce()) {
                throw new CommandException(ExitCode.USAGE, "standard input (--rules -) can be read only once");
            }
            return apply(streams);
        }
    }

    /**
     * Begins with these rules. If there is too little memory, recording begins without them.
     *
     * @param outputs where alerts go
     */
    static LiveDetection start(
            ActiveRules first,
            Loader loader,
            List<AlertOutputOptions> outputs,
            Streams streams,
            StandingThreads threads,
            Consumer<String> log) {
        try {
            AlertOutputs alerts = new Destinations(streams, loader.alerts().format(), log).open(outputs, threads);
            LiveRules rules = new LiveRules(first, alerts, alerts::warmUp, log);
            return new LiveDetection(rules, alerts, new RulesReload(streams, loader::again, rules, threads, log));
        } catch (OutOfMemoryError e) {
            log.accept("cannot evaluate rules live: " + e.getMessage() + "; recording continues without them");
            return none();
        }
    }

    /** Passes each alert to this, too, and messages that are not evaluated. Before anything is recorded. */
    void trigger(AlertTrigger to) {
        if (rules != null) {
            rules.trigger(to);
        }
    }

    /** Notified of what is recorded. */
    CaptureListener listener() {
        return rules == null ? CaptureListener.NONE : rules;
    }

    /** Once a second: logs what was not evaluated or not delivered, and ends deliveries that take too long. */
    void check() {
        if (rules != null) {
            rules.logSkipped();
        }
        if (alerts != null) {
            alerts.check();
        }
    }

    /** What is wrong with rules or outputs; recording does not depend on them. Any thread. */
    Optional<String> trouble() {
        if (alerts != null) {
            for (AlertOutput output : alerts.all()) {
                String trouble = output.trouble();
                if (trouble != null) {
                    return Optional.of("alerts to " + output.name() + ": " + trouble);
                }
            }
        }
        String failure = reload == null ? null : reload.failure();
        return failure == null ? Optional.empty() : Optional.of("rules not loaded again: " + failure);
    }

    /** The threads that evaluate rules, until {@link #close}. Any thread. */
    List<RecorderStatus.ThreadState> threads() {
        return rules == null || closing ? List.of() : rules.threads();
    }

    /** The state of rules and outputs; null without rules. Any thread. */
    RecorderStatus.@Nullable Detection status() {
        if (rules == null || alerts == null || reload == null) {
            return null;
        }
        return new RecorderStatus.Detection(
                rules.active().rules().rules().size(),
                reload.loaded(),
                reload.loads(),
                reload.failures(),
                reload.failure(),
                rules.skipped(),
                rules.queueBytes(),
                rules.stopped(),
                alerts);
    }

    /** Loads the rules, opens files for alerts, and reads their secrets, again. */
    void refresh() {
        if (alerts != null) {
            alerts.refresh();
        }
        if (reload != null) {
            reload.request();
        }
    }

    /** After the last connection has closed; false if alerts are left because an output failed. */
    boolean close() throws InterruptedException {
        closing = true;
        if (reload != null) {
            reload.stop();
        }
        if (rules != null) {
            rules.close(RULES_MILLIS);
        }
        return alerts == null || alerts.close(ALERTS_MILLIS);
    }
}
