// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.query.QueryCatalog;
import java.util.Collection;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, their options, and after {@code events} the names of fields. */
final class QueryCompleter implements Completer {
    private final Collection<QueryCatalog.Info> commands;
    private final Binding<?> binding;

    /** With the commands of the shell itself, and the fields that conditions of events may name. */
    QueryCompleter(Collection<QueryCatalog.Info> commands, Binding<?> binding) {
        this.commands = commands;
        this.binding = binding;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            for (QueryCatalog.Info command : QueryCatalog.all()) {
                candidates.add(candidate(command.name(), command.description()));
            }
            commands.forEach(command -> candidates.add(candidate(command.name(), command.description())));
            candidates.add(candidate("quit", "ends the shell"));
            return;
        }
        String name = line.words().get(0);
        for (QueryCatalog.Info command : QueryCatalog.all()) {
            if (command.name().equals(name)) {
                command.options().forEach(option -> candidates.add(candidate(option, "")));
            }
        }
        if (name.equals("events") && line.word().contains(".")) {
            binding.names().forEach(field -> candidates.add(candidate(field, "")));
        }
    }

    private static Candidate candidate(String value, String description) {
        return new Candidate(value, value, null, description.isEmpty() ? null : description, null, null, true);
    }
}
