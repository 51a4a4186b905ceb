// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.cli.io.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a verb: help and version. */
@Command(
        name = "gvtrace",
        description =
                "Records the event stream of gVisor's Sentry, runs Falco rules over recordings, and answers questions about them.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:found (--fail-on, failed rule tests, differences)",
            "2:wrong usage, or rules that do not load",
            "3:not readable, or not a trace",
            "4:damaged, result partial",
            "5:gaps (--fail-on-gaps)",
            "6:verification failed",
            "7:output not written",
            "70:internal error"
        })
final class GvtraceCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }
}
