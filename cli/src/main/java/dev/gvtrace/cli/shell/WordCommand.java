// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.query.CommandText;
import dev.gvtrace.replay.table.RequestException;
import java.io.IOException;
import java.util.List;

/** A command whose arguments are words. No stages follow it. */
interface WordCommand extends ShellCommand {
    /**
     * Runs it.
     *
     * @param words after its name, without the quotes that enclose an entire word
     * @return the exit code
     * @throws RequestException if the words are invalid
     */
    int run(List<String> words) throws RequestException, IOException;

    @Override
    default int run(String rest) throws RequestException, IOException {
        CommandText text = CommandText.of(rest);
        if (!text.stages().isEmpty()) {
            throw new RequestException(info().name() + " takes no stages: expected none, or the | in quotes");
        }
        return run(text.words());
    }
}
