// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.stage.StageParser;
import java.util.Collection;
import java.util.List;

/** Lists the commands and stages. */
final class HelpCommand implements ShellCommand {
    private static final int DESCRIPTIONS_FROM = 58;

    private final Collection<ShellCommand> others;
    private final Streams streams;

    /** Lists these commands after those that are questions. */
    HelpCommand(Collection<ShellCommand> others, Streams streams) {
        this.others = List.copyOf(others);
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info("help", "", "this list", List.of());
    }

    @Override
    public int run(List<String> words) {
        QueryCatalog.all().forEach(this::print);
        streams.println("Stages, each after a |:");
        for (StageParser.Info stage : StageParser.all()) {
            print(stage.name() + " " + stage.synopsis(), stage.description());
        }
        others.forEach(command -> print(command.info()));
        print(info());
        print("quit", "ends the shell, as Ctrl-D does");
        streams.println("T is 2026-11-21T23:52:22.133Z, 23:52:22, +2s from the beginning, -15m from the end, evt:120,"
                + " evt:120-5s or end.");
        streams.println("CONDITION is Falco's: events evt.type = openat and fd.name startswith /etc");
        return ExitCode.DONE;
    }

    private void print(QueryCatalog.Info command) {
        print((command.name() + " " + command.synopsis()).strip(), command.description());
    }

    private void print(String head, String description) {
        streams.println("  " + head + " ".repeat(Math.max(1, DESCRIPTIONS_FROM - head.length())) + description);
    }
}
