// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.Escapes;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Saves, removes and lists questions with names. */
final class DefineCommand implements ShellCommand {
    private final SavedQuestions questions;
    private final Predicate<String> taken;
    private final Streams streams;

    /** Saves questions under names that are not taken by commands or tables. */
    DefineCommand(SavedQuestions questions, Predicate<String> taken, Streams streams) {
        this.questions = questions;
        this.taken = taken;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "define",
                "[NAME = QUESTION]",
                "saves a question under a name; $1 to $9 are its arguments, nothing behind = removes it",
                List.of());
    }

    @Override
    public int run(String rest) throws RequestException {
        if (rest.isBlank() && questions.all().isEmpty()) {
            streams.report("gvtrace query: no questions are saved");
            return ExitCode.DONE;
        }
        if (rest.isBlank()) {
            new TreeMap<>(questions.all())
                    .forEach((name, question) -> streams.println(name + " = " + Escapes.message(question)));
            return ExitCode.DONE;
        }
        int equals = rest.indexOf('=');
        if (equals < 0) {
            throw new RequestException("define: expected NAME = QUESTION");
        }
        String name = rest.substring(0, equals).strip();
        String question = rest.substring(equals + 1).strip();
        if (taken.test(name)) {
            throw new RequestException("define: '" + name + "' is a command or table already");
        }
        if (question.isEmpty()) {
            questions.remove(name);
        } else {
            questions.define(name, question);
        }
        return ExitCode.DONE;
    }
}
