// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.Streams;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verbs about rule files. */
@Command(
        name = "rules",
        description = "Checks, lists, explains and tests rule files.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n")
public final class RulesCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    RulesCommand() {}

    /** The command with its verbs. */
    public static CommandLine commandLine(Streams streams, Catalogs catalogs) {
        RuleFiles files = new RuleFiles(streams, catalogs);
        return new CommandLine(new RulesCommand())
                .addSubcommand("check", new RulesCheckCommand(streams))
                .addSubcommand("list", new RulesListCommand(streams, files))
                .addSubcommand("describe", new RulesDescribeCommand(streams, files))
                .addSubcommand("coverage", new RulesCoverageCommand(streams, files))
                .addSubcommand("explain", new RulesExplainCommand(streams, files))
                .addSubcommand("test", new RulesTestCommand(streams, catalogs));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }
}
