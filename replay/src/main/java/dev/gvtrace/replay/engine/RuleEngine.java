// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.filter.Evaluation;
import dev.gvtrace.replay.filter.FilterProgram;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs rules over the events of one sandbox and passes the alerts to a listener. One for each sandbox; not thread-safe.
 * The rule set is shared.
 */
public final class RuleEngine {
    private final RuleSet rules;
    private final EngineOptions options;
    private final AlertListener listener;
    private final @Nullable RuleStatistics statistics;
    private final Evaluation<EventContext> evaluation;

    /** An engine without statistics. */
    public RuleEngine(RuleSet rules, EngineOptions options, AlertListener listener) {
        this(rules, options, listener, null);
    }

    /**
     * An engine.
     *
     * @param rules the rules to evaluate
     * @param options how to apply them
     * @param listener receives each alert at once
     * @param statistics counts evaluations; null for none. The set has to be made for it
     */
    public RuleEngine(
            RuleSet rules, EngineOptions options, AlertListener listener, @Nullable RuleStatistics statistics) {
        this.rules = rules;
        this.options = options;
        this.listener = listener;
        this.statistics = statistics;
        this.evaluation = rules.newEvaluation();
    }

    /** Evaluates the rules on the next event of the sandbox. */
    public void onEvent(EventContext event) {
        RuleSet.Bucket bucket = rules.bucket(event.event().type());
        if (bucket == null || !options.failedExecs() && event.event().execProof() == ExecProof.FAILED) {
            return;
        }
        evaluation.start(event);
        if (statistics != null && bucket.single != null) {
            singly(event, bucket, bucket.single, statistics);
            return;
        }
        FilterProgram<EventContext> program = bucket.program;
        int found = program.next(evaluation, 0);
        while (found >= 0) {
            listener.alert(alert(bucket.rules[found], event));
            if (options.mode() == MatchMode.FIRST || found + 1 == bucket.rules.length) {
                return;
            }
            found = program.next(evaluation, found + 1);
        }
    }

    private void singly(
            EventContext event,
            RuleSet.Bucket bucket,
            List<FilterProgram<EventContext>> single,
            RuleStatistics counts) {
        for (int i = 0; i < single.size(); i++) {
            counts.begin();
            boolean matched = single.get(i).next(evaluation, 0) >= 0;
            counts.end(bucket.indexes[i], matched);
            if (matched) {
                listener.alert(alert(bucket.rules[i], event));
                if (options.mode() == MatchMode.FIRST) {
                    return;
                }
            }
        }
    }

    private Alert alert(Rule rule, EventContext applied) {
        Event event = applied.event();
        ContainerInfo container = applied.container();
        ProcessInfo process = applied.process();
        OutputTemplate<EventContext> template = rule.template();
        long lost = lostBefore(applied);
        return new Alert(
                rule.name(),
                rule.priority().ordinal(),
                rule.source(),
                rule.tags(),
                event.timeNs(),
                applied.number(),
                applied.sandbox().connection(),
                text(applied.sandbox().hostname()),
                template.render(applied),
                fields(template, applied),
                container == null ? null : ByteText.toText(container.shortId()),
                process == null ? 0 : process.pid(),
                event.threadId(),
                suffix(applied),
                lost,
                lost == 0 ? 0 : Math.max(0, event.timeNs() - lostNs(applied)));
    }

    private Text suffix(EventContext applied) {
        OutputTemplate<EventContext> suffix = options.suffix();
        return suffix == null ? Text.EMPTY : suffix.render(applied);
    }

    /** The number of lost messages that make an alert uncertain; a descriptor older than the loss is enough. */
    private static long lostBefore(EventContext applied) {
        SandboxState sandbox = applied.sandbox();
        FdInfo fd = applied.fd();
        boolean unknown = applied.process() == null || fd != null && sandbox.isUncertain(fd);
        return unknown ? sandbox.lost() : sandbox.lostBefore();
    }

    private static long lostNs(EventContext applied) {
        long ns = applied.sandbox().lossTimeNs();
        return ns == 0 ? applied.event().timeNs() : ns;
    }

    private static List<Alert.FieldValue> fields(OutputTemplate<EventContext> template, EventContext event) {
        List<Text> names = template.fields();
        List<@Nullable Object> values = template.values(event);
        List<Alert.FieldValue> fields = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            fields.add(new Alert.FieldValue(names.get(i), values.get(i)));
        }
        return fields;
    }

    private static @Nullable Text text(@Nullable String byteString) {
        return byteString == null ? null : ByteText.toText(byteString);
    }
}
