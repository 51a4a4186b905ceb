// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import java.io.IOException;

/** A command that changes the shell, or answers with more than the rows of one question. Used by one thread. */
interface ShellCommand {
    /** Its name, arguments and answer, for help and completion. */
    QueryCatalog.Info info();

    /**
     * Runs it with the rest of its line as typed.
     *
     * @param rest what follows its name; empty for nothing
     * @return the exit code
     * @throws RequestException if the rest is invalid
     */
    int run(String rest) throws RequestException, IOException;
}
