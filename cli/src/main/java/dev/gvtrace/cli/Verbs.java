// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.cli.capture.CaptureCommand;
import dev.gvtrace.cli.capture.DoctorCommand;
import dev.gvtrace.cli.capture.PointsCommand;
import dev.gvtrace.cli.capture.SessionCommand;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.rules.FieldsCommand;
import dev.gvtrace.cli.rules.ReplayCommand;
import dev.gvtrace.cli.rules.RulesCommand;
import dev.gvtrace.cli.shell.QueryCommand;
import dev.gvtrace.cli.shell.ReportCommand;
import dev.gvtrace.cli.trace.ExportCommand;
import dev.gvtrace.cli.trace.ImportCommand;
import dev.gvtrace.cli.trace.InfoCommand;
import dev.gvtrace.cli.trace.MergeCommand;
import dev.gvtrace.cli.trace.RepairCommand;
import dev.gvtrace.cli.trace.SliceCommand;
import dev.gvtrace.cli.trace.VerifyCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * The verbs and who answers them. A command is made only when its verb is called (or help lists all), so that a small
 * verb does not load the classes of a large one. To add a verb: one final class with a constructor that takes {@link
 * Streams}, one line here.
 */
final class Verbs {
    private static final Map<String, Function<Streams, Object>> ALL = new LinkedHashMap<>();

    static {
        // in the order of the help
        ALL.put("capture", CaptureCommand::new);
        ALL.put("replay", ReplayCommand::new);
        ALL.put("query", QueryCommand::new);
        ALL.put("report", ReportCommand::new);
        ALL.put("info", InfoCommand::new);
        ALL.put("verify", VerifyCommand::new);
        ALL.put("repair", RepairCommand::new);
        ALL.put("import", ImportCommand::new);
        ALL.put("export", ExportCommand::new);
        ALL.put("slice", SliceCommand::new);
        ALL.put("merge", MergeCommand::new);
        ALL.put("fields", FieldsCommand::new);
        ALL.put("rules", RulesCommand::commandLine);
        ALL.put("points", PointsCommand::new);
        ALL.put("session", SessionCommand::new);
        ALL.put("doctor", DoctorCommand::new);
        ALL.put("generate-completion", streams -> new AutoComplete.GenerateCompletion());
    }

    private Verbs() {}

    /** The program's definition with the named verb only, or with all if there is no verb of that name. */
    static CommandLine commandLine(Streams streams, String verb) {
        CommandLine program = new CommandLine(new GvtraceCommand());
        if (ALL.containsKey(verb)) {
            add(program, verb, streams);
        } else {
            ALL.keySet().forEach(each -> add(program, each, streams));
        }
        return program;
    }

    private static void add(CommandLine program, String verb, Streams streams) {
        Function<Streams, Object> maker = ALL.get(verb);
        if (maker != null) {
            program.addSubcommand(verb, maker.apply(streams));
            if (verb.equals("generate-completion")) {
                hide(program.getSubcommands().get(verb));
            }
        }
    }

    private static void hide(@Nullable CommandLine command) {
        if (command != null) {
            command.getCommandSpec().usageMessage().hidden(true);
        }
    }
}
