// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.MomentConverter;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Progress;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.engine.RuleStatistics;
import dev.gvtrace.replay.pipeline.EventTime;
import dev.gvtrace.replay.pipeline.GrowthPermits;
import dev.gvtrace.replay.pipeline.OrderedJobs;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.ReplayResult;
import dev.gvtrace.replay.pipeline.TimeMerge;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.pipeline.TraceSpan;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates rules on traces and prints the alerts. */
@Command(
        name = "replay",
        description = "Runs rule files over traces and prints an alert for each event that a rule matches.",
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
    private final Streams streams;
    private final RuleFiles ruleFiles;

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "trace files, directories with traces, - for standard input")
    private List<Path> traces = List.of();

    @Mixin
    private RuleOptions ruleOptions = new RuleOptions();

    @Mixin
    private AlertOptions alertOptions = new AlertOptions();

    @Option(
            names = "--from",
            paramLabel = "T",
            converter = MomentConverter.class,
            description = "no alerts before this time: absolute, +2s from the beginning, -15m from the end, or evt:120")
    private @Nullable Moment from;

    @Option(
            names = "--to",
            paramLabel = "T",
            converter = MomentConverter.class,
            description = "ignore everything after this time")
    private @Nullable Moment to;

    @Option(
            names = "--resolved",
            description =
                    "rules see names as the Sentry resolved them where it reports that, from the container's root also below a chroot, and the program behind the descriptor of an execveat: no link, jail or descriptor hides a path")
    private boolean resolved;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "number of traces replayed at the same time; default: as many as processors and memory allow. It does not affect the output")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--fail-on",
            paramLabel = "PRIORITY",
            converter = PriorityConverter.class,
            description = "exit with 1 if there is an alert of this priority or a more urgent one")
    private @Nullable Priority failOn;

    @Option(
            names = "--by-time",
            description = "sort the alerts of all traces by time; they are printed after all traces were read")
    private boolean byTime;

    @Option(names = "--fail-on-gaps", description = "exit with 5 if messages were lost")
    private boolean failOnGaps;

    @Option(
            names = "--stats",
            description = "at the end, on standard error: evaluations, matches and share of time of each rule")
    private boolean stats;

    public ReplayCommand(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.ruleFiles = new RuleFiles(streams, catalogs);
    }

    @Override
    public Integer call() throws IOException {
        if (ruleOptions.chooseBuiltInRules()) {
            streams.report("gvtrace replay: no --rules is given: these are the alerts of the built-in rules");
        }
        RuleSet rules = ruleOptions.load(ruleFiles, streams, stats);
        try (OpenTraces opened = Traces.open(traces)) {
            List<TraceSource> sources = opened.sources();
            settleSpan(sources);
            Progress progress = Progress.of(streams);
            long heap = Runtime.getRuntime().maxMemory();
            int atOnce = GrowthPermits.replaysAtOnce(sources.size(), threads, heap);
            ReplayOptions options = new ReplayOptions(from, to, resolved, ReplayOptions.DEFAULT.readAhead())
                    .atOnce(atOnce, Runtime.getRuntime().availableProcessors());
            boolean named = sources.size() > 1 && alertOptions.showsTraces();
            Run run = new Run(sources, rules, options, new GrowthPermits(atOnce, heap), progress, named);
            List<Outcome> outcomes = byTime ? merged(run) : inOrder(run);
            progress.end();
            sources.forEach(source -> source.remarks().forEach(remark -> streams.report("gvtrace replay: " + remark)));
            return summary(rules, outcomes);
        } catch (UncheckedIOException e) {
            throw Streams.notWritten(e);
        }
    }

    /** A span without messages would look like one without alerts. */
    private void settleSpan(List<TraceSource> sources) {
        try {
            from = EventTime.resolved(from, sources);
            to = EventTime.resolved(to, sources);
            TraceSpan.check(sources, from, Moment.Within.BEGINNING);
            TraceSpan.check(sources, to, Moment.Within.ENDING);
        } catch (RequestException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * What is replayed, and how.
     *
     * @param permits for as many traces as are replayed at the same time
     * @param named true if alerts follow a heading with the name of their trace
     */
    private record Run(
            List<TraceSource> sources,
            RuleSet rules,
            ReplayOptions options,
            GrowthPermits permits,
            Progress progress,
            boolean named) {
        /** The headings of these traces; none if they are not wanted. */
        List<String> headings(List<TraceSource> of) {
            return named
                    ? of.stream()
                            .map(source -> String.join(", ", source.files()))
                            .toList()
                    : List.of();
        }
    }

    /** The destination of the alerts of one trace. */
    private interface Destination {
        AlertPrinter.Lines lines(int trace, OutputStream out);
    }

    private List<Outcome> inOrder(Run run) throws IOException {
        return replay(run, (trace, out) -> {
            TraceHeadings headings =
                    new TraceHeadings(out, run.headings(List.of(run.sources().get(trace))));
            return (timeNs, line) -> headings.line(0, line);
        });
    }

    private List<Outcome> merged(Run run) throws IOException {
        try (TimeMerge merge = new TimeMerge()) {
            List<Outcome> outcomes = replay(run, (trace, out) -> {
                long[] number = new long[1];
                return (timeNs, line) -> merge.add(timeNs, trace, number[0]++, line);
            });
            TraceHeadings headings = new TraceHeadings(streams.out(), run.headings(run.sources()));
            merge.drain(headings::line);
            return outcomes;
        }
    }

    private List<Outcome> replay(Run run, Destination destination) throws IOException {
        List<OrderedJobs.Job<Outcome>> jobs = new ArrayList<>();
        for (int i = 0; i < run.sources().size(); i++) {
            int trace = i;
            jobs.add(out -> replay(run, trace, destination.lines(trace, out)));
        }
        return new OrderedJobs<Outcome>(streams.out()).run(jobs, run.permits().atOnce());
    }

    private record Outcome(
            ReplayResult result, long[] alerts, @Nullable RuleStatistics statistics) {}

    private Outcome replay(Run run, int trace, AlertPrinter.Lines out) {
        RuleStatistics statistics = stats ? new RuleStatistics(run.rules(), System::nanoTime) : null;
        long[] alerts = new long[Priority.values().length];
        AlertPrinter printer = new AlertPrinter(alertOptions, out, alerts);
        RuleEngine engine = new RuleEngine(
                run.rules(),
                new EngineOptions(ruleOptions.match(), alertOptions.suffix(run.rules()), ruleOptions.failedExecs()),
                printer::alert,
                statistics);
        ReplayListener listener = new ReplayListener() {
            @Override
            public boolean event(EventContext event) {
                engine.onEvent(event);
                run.progress().event(event.event().timeNs());
                return true;
            }
        };
        TraceSource source = run.sources().get(trace);
        try {
            ReplayResult result =
                    new TraceReplay(source, run.options(), run.permits().of(trace)).run(trace + 1, listener);
            return new Outcome(result, alerts, statistics);
        } finally {
            run.permits().ended(trace);
        }
    }

    private int summary(RuleSet rules, List<Outcome> outcomes) {
        streams.flush();
        boolean damaged = false;
        ReplaySummary summary = new ReplaySummary();
        RuleStatistics total = stats ? new RuleStatistics(rules, System::nanoTime) : null;
        for (Outcome outcome : outcomes) {
            summary.add(outcome.alerts(), outcome.result().lost());
            for (Damage damage : outcome.result().damage()) {
                streams.report("gvtrace replay: " + damage);
                damaged = true;
            }
            if (total != null && outcome.statistics() != null) {
                total.add(outcome.statistics());
            }
        }
        if (total != null) {
            printStatistics(total);
        }
        if (alertOptions.isText()) {
            streams.report("gvtrace replay: " + summary.text());
        }
        return damaged
                ? ExitCode.DAMAGED
                : failOn != null && summary.has(failOn)
                        ? ExitCode.FOUND
                        : summary.hasLosses() && failOnGaps ? ExitCode.GAPS : ExitCode.DONE;
    }

    private void printStatistics(RuleStatistics total) {
        streams.err().printf("%12s %10s %7s  %s%n", "evaluations", "matches", "time", "rule");
        for (RuleStatistics.Line line : total.lines()) {
            streams.err()
                    .printf(
                            "%12d %10d %6.1f%%  %s%n",
                            line.evaluations(), line.matches(), line.share() * 100, Escapes.message(line.rule()));
        }
    }
}
