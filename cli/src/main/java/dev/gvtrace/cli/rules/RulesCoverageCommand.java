// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.coverage.CoverageCheck;
import dev.gvtrace.replay.rule.coverage.RuleCoverage;
import dev.gvtrace.replay.rule.coverage.SessionView;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Escapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints which rules can match in a session. */
@Command(
        name = "coverage",
        description = "Shows for each rule whether it can match what a session sends, and what to enable if not.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "full            it can match, and does not match everything",
            "needs metadata  it can match, or distinguish events, with metadata of containers",
            "always          it matches every event of its types: the fields that would",
            "                distinguish them have no value",
            "never           it cannot match; with the reason, and what to enable if that helps",
            "Listed below a rule: parts of its condition without effect, because a field has no",
            "value, and event types that are not sent or whose messages lack what the rule",
            "needs: a raw message has the registers of its call and no text. Where a trace does",
            "not record its session's configuration, the messages in it count."
        })
final class RulesCoverageCommand implements Callable<Integer> {
    private static final TableSchema COVERAGE = TableSchema.listing(
            Column.text("rule"),
            Column.text("status"),
            Column.of("enabled", ColumnType.BOOL),
            Column.of("reasons", ColumnType.TEXT_LIST),
            Column.of("blind", ColumnType.TEXT_LIST),
            Column.of("unevaluated", ColumnType.TEXT_LIST));

    private final Streams streams;
    private final RuleFiles ruleFiles;

    @Mixin
    private RequiredRules rules = new RequiredRules();

    @ArgGroup
    private Source source = new Source();

    @Option(
            names = "--arch",
            paramLabel = "ARCH",
            defaultValue = "x86_64",
            description = "x86_64 (default) or arm64, for the numbers of system calls")
    private Architecture architecture = Architecture.X86_64;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, or json (one object a line)")
    private Format format = Format.TEXT;

    /** Where the session is described. Without it, everything that the newest Sentry can send. */
    static final class Source {
        @Option(names = "--session", paramLabel = "FILE", description = "session configuration (pod-init.json)")
        @Nullable
        Path session;

        @Option(
                names = "--trace",
                paramLabel = "TRACE",
                description = "trace; its session's configuration counts, or its messages where that is not recorded")
        @Nullable
        Path trace;

        Source() {}
    }

    /** How the result is printed. */
    enum Format {
        TEXT,
        JSON
    }

    RulesCoverageCommand(Streams streams, RuleFiles ruleFiles) {
        this.streams = streams;
        this.ruleFiles = ruleFiles;
    }

    @Override
    public Integer call() throws IOException {
        LoadedRules loaded = rules.load(ruleFiles);
        CoverageCheck check = new CoverageCheck(session(), loaded.binding());
        Map<RuleCoverage.Status, Integer> counts = new EnumMap<>(RuleCoverage.Status.class);
        TableRenderer json = new TableRenderer(streams.out(), TableRenderer.Format.JSON, COVERAGE);
        for (Rule rule : loaded.rules()) {
            RuleCoverage coverage = check.check(rule);
            counts.merge(coverage.status(), 1, Integer::sum);
            switch (format) {
                case JSON -> json.row(row(rule, coverage));
                case TEXT -> print(rule, coverage);
            }
        }
        json.finish();
        if (format == Format.TEXT) {
            StringBuilder summary = new StringBuilder();
            counts.forEach((status, count) -> summary.append(summary.isEmpty() ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(status.label()));
            streams.println(summary.toString());
        }
        return ExitCode.DONE;
    }

    private static Row row(Rule rule, RuleCoverage coverage) {
        return Row.of(
                COVERAGE,
                List.of(
                        rule.name(),
                        coverage.status().label(),
                        rule.enabled(),
                        coverage.reasons(),
                        coverage.blind(),
                        coverage.unevaluated()));
    }

    private SessionView session() throws IOException {
        if (source.session != null) {
            return SessionViews.ofFile(source.session, architecture);
        }
        return source.trace == null
                ? SessionViews.everything(architecture)
                : SessionViews.ofTrace(source.trace, architecture, streams);
    }

    private void print(Rule rule, RuleCoverage coverage) {
        String label = coverage.status().label();
        String off = rule.enabled() ? "" : " (not enabled)";
        streams.println(label + " ".repeat(16 - label.length()) + safe(rule.name()) + off);
        coverage.reasons()
                .forEach(reason -> detail(coverage.status() == RuleCoverage.Status.FULL ? "" : "because ", reason));
        coverage.blind().forEach(reason -> detail("blind: ", reason));
        coverage.unevaluated().forEach(reason -> detail("without value: ", reason));
    }

    private void detail(String what, String text) {
        streams.println(" ".repeat(18) + what + safe(text));
    }

    private static String safe(String text) {
        return Escapes.message(text);
    }
}
