// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.report.Report;
import dev.gvtrace.replay.report.ReportCatalog;
import dev.gvtrace.replay.table.RequestException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers ready-made questions about traces. */
@Command(
        name = "report",
        description = "Answers ready-made questions about traces.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "NAME is the name of a report or all; gvtrace report --list lists them with the",
            "questions they ask. A question is a command of gvtrace query.",
            "",
            "A call that the session did not ask for has no rows, whether it happened or not.",
            "",
            "In JSON each row is an object that begins with the name of its report.",
            "",
            "Examples:",
            "",
            "  gvtrace report all trace.gvt > report.md",
            "  gvtrace report written --format json trace.gvt"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, also without a row",
            "2:an unknown report, or an option makes no sense",
            "3:not readable, or not a trace",
            "4:damaged, the answer is partial",
            "7:output not written"
        })
public final class ReportCommand implements Callable<Integer> {
    private static final String ALL = "all";

    private final Streams streams;
    private final Catalogs catalogs;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "the name of a report, or all")
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TRACE",
            description = "trace files, directories with traces, - for standard input with a single report")
    private List<Path> traces = List.of();

    @Option(names = "--list", description = "list the reports")
    private boolean list;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "md",
            description = "md (Markdown) or json (one object a line)")
    private Format format = Format.MD;

    @Mixin
    private ResolvedNames resolved = new ResolvedNames();

    private enum Format {
        MD,
        JSON
    }

    public ReportCommand(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.catalogs = catalogs;
    }

    @Override
    public Integer call() throws IOException {
        ReportCatalog catalog = ReportCatalog.builtIn();
        if (list) {
            catalog.all().forEach(report -> streams.println(report.name() + ": " + report.question()));
            return ExitCode.DONE;
        }
        Collection<Report> reports = chosen(catalog);
        if (traces.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "no trace is given: expected gvtrace report NAME TRACE...");
        }
        try (OpenTraces opened = Traces.open(traces)) {
            TraceTables tables = new TraceTables(opened.sources(), catalogs.tables(), resolved.wanted());
            return print(reports, new Answers(tables, streams, "gvtrace report"));
        }
    }

    private Collection<Report> chosen(ReportCatalog catalog) {
        if (name.equals(ALL)) {
            return catalog.all();
        }
        Report report = catalog.find(name);
        if (report == null) {
            String names = catalog.all().stream().map(Report::name).collect(Collectors.joining(", "));
            throw new CommandException(
                    ExitCode.USAGE, "unknown report '" + name + "': expected " + ALL + " or one of " + names);
        }
        return List.of(report);
    }

    private int print(Collection<Report> reports, Answers answers) {
        int worst = ExitCode.DONE;
        String blank = "";
        for (Report report : reports) {
            if (format == Format.MD) {
                streams.print(blank + "## " + report.title() + "\n\n" + report.description() + "\n\n");
            }
            worst = Math.max(worst, answer(report, answers));
            if (format == Format.MD && answers.rows() == 0) {
                streams.print("No rows.\n");
            }
            blank = "\n";
        }
        return worst;
    }

    private int answer(Report report, Answers answers) {
        try {
            return switch (format) {
                case MD -> answers.print(answers.parse(report.question()), TableRenderer.Format.MARKDOWN, null);
                case JSON -> answers.print(answers.parse(report.question()), TableRenderer.Format.JSON, report.name());
            };
        } catch (RequestException e) {
            throw new CommandException(ExitCode.USAGE, "report " + report.name() + ": " + e.getMessage(), e);
        }
    }
}
