// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.stage.StageParser;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The commands, tables and stages in the help of {@code gvtrace query}, from where they are defined. */
final class CommandList {
    private static final int WIDTH = 80;

    private final List<String> lines = new ArrayList<>();

    private CommandList() {}

    /** Lines as wide as the help. */
    static List<String> of(Collection<QueryCatalog.Info> shell, TableCatalog tables) {
        CommandList list = new CommandList();
        list.heading("Commands:");
        QueryCatalog.all().forEach(list::add);
        String names = tables.all().stream()
                .map(table -> table.schema().name())
                .filter(name -> QueryCatalog.all().stream()
                        .noneMatch(info -> info.name().equals(name)))
                .collect(Collectors.joining(", "));
        list.entry(
                "TABLE [CONDITION] [--at T] [--from T] [--to T] [--limit N]",
                "rows of a table that a condition on its columns matches: " + names);
        shell.forEach(list::add);
        list.entry("quit", "ends the shell, as Ctrl-D does");
        list.heading("Stages follow a command or a table, each after a |:");
        for (StageParser.Info stage : StageParser.all()) {
            list.entry(stage.name() + " " + stage.synopsis(), stage.description());
        }
        return list.lines;
    }

    private void heading(String text) {
        lines.addAll(List.of("", text, ""));
    }

    private void add(QueryCatalog.Info command) {
        entry(command.name() + " " + command.synopsis(), command.description());
    }

    private void entry(String term, String description) {
        StringBuilder line = new StringBuilder(term.strip()).append(' ');
        for (String word : description.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
    }
}
