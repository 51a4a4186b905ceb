// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.query.CommandText;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.Question;
import dev.gvtrace.replay.query.narrative.DiffArrangement;
import dev.gvtrace.replay.query.narrative.Profile;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Compares the traces with those of a good run, which it reads first. */
final class DiffCommand implements ShellCommand {
    private final Answers answers;
    private final Supplier<TableRenderer.Format> format;

    DiffCommand(Answers answers, Supplier<TableRenderer.Format> format) {
        this.answers = answers;
        this.format = format;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "diff", "GOOD.gvt...", "what was done that the good run did not do, and the reverse", List.of());
    }

    @Override
    public int run(String rest) throws RequestException, IOException {
        CommandText text = CommandText.of(rest);
        if (text.words().isEmpty()) {
            throw new RequestException("diff: expected the trace of a good run");
        }
        List<ScanRequest> requests = DiffArrangement.requests();
        try (OpenTraces good = Traces.open(paths(text.words()));
                PassRows rows = answers.scan(answers.tables().of(good.sources()), requests)) {
            Profile profile = Profile.of(rows);
            boolean damaged = answers.damaged(rows.results());
            Question question = QueryCatalog.through(
                    Question.of(requests, new DiffArrangement(profile)),
                    text.stages(),
                    answers.tables().catalog());
            int exitCode = answers.print(question, format.get(), null);
            return damaged ? Math.max(exitCode, ExitCode.DAMAGED) : exitCode;
        }
    }

    private static List<Path> paths(List<String> words) throws RequestException {
        List<Path> paths = new ArrayList<>();
        for (String word : words) {
            try {
                paths.add(FileNames.ofWord(word));
            } catch (InvalidPathException e) {
                throw new RequestException("diff: invalid file name '" + word + "': expected one without a NUL");
            }
        }
        return paths;
    }
}
