// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.cli.capture.CaptureCommand;
import dev.gvtrace.cli.capture.PointsCommand;
import dev.gvtrace.cli.capture.SessionCommand;
import dev.gvtrace.cli.capture.StatusCommand;
import dev.gvtrace.cli.capture.doctor.DoctorCommand;
import dev.gvtrace.cli.completion.CompletionCommand;
import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.ListedCommands;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.rules.FieldsCommand;
import dev.gvtrace.cli.rules.ReplayCommand;
import dev.gvtrace.cli.rules.RulesCommand;
import dev.gvtrace.cli.shell.QueryCommand;
import dev.gvtrace.cli.shell.ReportCommand;
import dev.gvtrace.cli.stamp.StampCommand;
import dev.gvtrace.cli.trace.ExportCommand;
import dev.gvtrace.cli.trace.ImportCommand;
import dev.gvtrace.cli.trace.InfoCommand;
import dev.gvtrace.cli.trace.MergeCommand;
import dev.gvtrace.cli.trace.RepairCommand;
import dev.gvtrace.cli.trace.SliceCommand;
import dev.gvtrace.cli.trace.VerifyCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The verbs and their commands. A command is created only when its verb is called (or help lists all), so that a small
 * command does not load the classes of a large one. To add a verb: one final class with a constructor that takes {@link
 * Streams}, and {@link Catalogs} if it needs fields, tables, rules or formats; one line here.
 */
final class Verbs {
    private static final Map<String, BiFunction<Streams, Catalogs, Object>> ALL = new LinkedHashMap<>();

    static {
        // in the order of the help
        ALL.put("capture", CaptureCommand::new);
        ALL.put("replay", ReplayCommand::new);
        ALL.put("query", QueryCommand::new);
        ALL.put("report", ReportCommand::new);
        ALL.put("info", (streams, catalogs) -> new InfoCommand(streams));
        ALL.put("verify", (streams, catalogs) -> new VerifyCommand(streams));
        ALL.put("stamp", (streams, catalogs) -> new StampCommand(streams));
        ALL.put("repair", (streams, catalogs) -> new RepairCommand(streams));
        ALL.put("import", (streams, catalogs) -> new ImportCommand(streams));
        ALL.put("export", (streams, catalogs) -> new ExportCommand(streams));
        ALL.put("slice", (streams, catalogs) -> new SliceCommand(streams));
        ALL.put("merge", (streams, catalogs) -> new MergeCommand(streams));
        ALL.put("fields", (streams, catalogs) -> new FieldsCommand(streams));
        ALL.put("rules", RulesCommand::commandLine);
        ALL.put("status", (streams, catalogs) -> StatusCommand.commandLine(streams));
        ALL.put("points", (streams, catalogs) -> new PointsCommand(streams));
        ALL.put("session", SessionCommand::commandLine);
        ALL.put("doctor", (streams, catalogs) -> new DoctorCommand(streams));
        ALL.put(
                "generate-completion",
                (streams, catalogs) -> new CompletionCommand(streams, () -> commandLine(streams, "")));
    }

    private Verbs() {}

    /** The program's definition with the named verb only, or with all if there is no verb with this name. */
    static CommandLine commandLine(Streams streams, String verb) {
        Catalogs catalogs = new Catalogs();
        CommandLine program = new CommandLine(new GvtraceCommand(), new CatalogFactory(catalogs));
        if (ALL.containsKey(verb)) {
            add(program, verb, streams, catalogs);
        } else {
            ALL.keySet().forEach(each -> add(program, each, streams, catalogs));
        }
        return program;
    }

    private static void add(CommandLine program, String verb, Streams streams, Catalogs catalogs) {
        BiFunction<Streams, Catalogs, Object> maker = ALL.get(verb);
        if (maker != null) {
            Object command = maker.apply(streams, catalogs);
            program.addSubcommand(verb, command);
            if (command instanceof ListedCommands listed) {
                list(program.getSubcommands().get(verb), listed);
            }
        }
    }

    /** The list is made when the help is printed. */
    private static void list(@Nullable CommandLine command, ListedCommands listed) {
        if (command != null) {
            IHelpSectionRenderer rest = command.getHelpSectionMap().get(UsageMessageSpec.SECTION_KEY_FOOTER);
            command.getHelpSectionMap()
                    .put(
                            UsageMessageSpec.SECTION_KEY_FOOTER,
                            help -> String.join("\n", listed.listed()) + "\n"
                                    + (rest == null ? "" : rest.render(help)));
        }
    }
}
