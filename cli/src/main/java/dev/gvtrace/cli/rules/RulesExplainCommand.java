// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.MomentConverter;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.EventTypeSet;
import dev.gvtrace.replay.filter.Explanation;
import dev.gvtrace.replay.pipeline.EventTime;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows why a rule matches an event, or why it does not. */
@Command(
        name = "explain",
        description = "Shows a rule's condition as a tree, with the value and verdict of each check for one event.",
        mixinStandardHelpOptions = true)
final class RulesExplainCommand implements Callable<Integer> {
    private final Streams streams;
    private final RuleFiles ruleFiles;

    @Parameters(paramLabel = "TRACE", description = "trace file, or - for standard input")
    @SuppressWarnings("NullAway.Init")
    private Path trace;

    @Mixin
    private RequiredRules rules = new RequiredRules();

    @Option(names = "--rule", paramLabel = "NAME", required = true, description = "the rule")
    private String name = "";

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    /** Which events are explained. */
    static final class Which {
        @Option(names = "--event", paramLabel = "N", description = "the event of this number")
        @Nullable
        Long event;

        @Option(
                names = "--at",
                paramLabel = "T",
                converter = MomentConverter.class,
                description = "the first event at or after this time that has a type of the rule")
        @Nullable
        Moment at;

        @Option(names = "--nearest", description = "list the events that fail a single check, and that check")
        boolean nearest;

        Which() {}
    }

    RulesExplainCommand(Streams streams, RuleFiles ruleFiles) {
        this.streams = streams;
        this.ruleFiles = ruleFiles;
    }

    @Override
    public Integer call() throws IOException {
        LoadedRules loaded = rules.load(ruleFiles);
        Rule rule = loaded.rules().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE, "no rule is named '" + name + "'" + RuleFiles.near(name, loaded)));
        Explained explained = new Explained(rule, EventTypeSet.of(rule.condition()), loaded.binding());
        boolean found = false;
        try (OpenTraces opened = Traces.open(List.of(trace))) {
            for (TraceSource source : opened.sources()) {
                found |= which.nearest ? nearest(source, explained) : one(source, explained);
            }
        }
        if (!found && !which.nearest) {
            throw new CommandException(ExitCode.NOT_READABLE, "the trace has no such event");
        }
        return ExitCode.DONE;
    }

    /**
     * What is explained.
     *
     * @param types those of events that the rule can match
     * @param binding what the rule was compiled against
     */
    private record Explained(Rule rule, EventTypeSet types, Binding<EventContext> binding) {
        boolean sees(EventContext event) {
            return types.contains(event.event().type());
        }
    }

    private boolean one(TraceSource source, Explained explained) {
        Long number = which.event;
        Moment from = number == null ? settled(which.at, source) : new Moment(Moment.Kind.EVENT, number);
        boolean[] found = new boolean[1];
        ReplayListener listener = event -> {
            boolean wanted = number != null || explained.sees(event);
            if (wanted) {
                found[0] = true;
                if (!explained.sees(event)) {
                    streams.println("the rule does not look at events of type "
                            + event.event().type().name());
                }
                streams.print(new ExplanationPrinter(explained.rule(), explained.binding()).print(event));
            }
            return !wanted;
        };
        new TraceReplay(source, ReplayOptions.DEFAULT.between(from, null)).run(1, listener);
        return found[0];
    }

    private static @Nullable Moment settled(@Nullable Moment at, TraceSource source) {
        try {
            return EventTime.resolved(at, List.of(source));
        } catch (RequestException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private boolean nearest(TraceSource source, Explained explained) {
        boolean[] found = new boolean[1];
        ReplayListener listener = event -> {
            found[0] |= near(event, explained);
            return true;
        };
        new TraceReplay(source, ReplayOptions.DEFAULT).run(1, listener);
        return found[0];
    }

    private boolean near(EventContext event, Explained explained) {
        if (!explained.sees(event)) {
            return false;
        }
        Explanation explanation = Explanation.of(explained.rule().condition(), explained.binding(), event);
        if (explanation.misses() != 1) {
            return false;
        }
        streams.println(ExplanationPrinter.event(event) + "\n    " + ExplanationPrinter.miss(explanation));
        return true;
    }
}
