// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.query.CommandText;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import java.io.IOException;
import java.util.List;

/** A command that changes the shell, or answers with more than the rows of one question. Used by one thread. */
interface ShellCommand {
    /** Its name, arguments and answer, for help and completion. */
    QueryCatalog.Info info();

    /**
     * Runs it.
     *
     * @param words after its name, without the quotes that enclose an entire word
     * @return the exit code
     * @throws RequestException if the words are invalid
     */
    int run(List<String> words) throws RequestException, IOException;

    /**
     * Runs it with the rest of its line as typed, for commands whose arguments are a condition or have stages.
     *
     * @param rest what follows its name; empty for nothing
     * @return the exit code
     * @throws RequestException if the rest is invalid
     */
    default int run(String rest) throws RequestException, IOException {
        CommandText text = CommandText.of(rest);
        if (!text.stages().isEmpty()) {
            throw new RequestException(info().name() + " takes no stages: expected none, or the | in quotes");
        }
        return run(text.words());
    }
}
