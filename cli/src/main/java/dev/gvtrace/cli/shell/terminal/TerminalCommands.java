// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.query.QueryCatalog;
import java.util.Collection;

/** Runs the lines that are typed. One thread runs lines; any thread may {@link #cancel} the one that runs. */
public interface TerminalCommands {
    /** The commands of the shell itself, for completion; those of the query language come in addition. */
    Collection<QueryCatalog.Info> infos();

    /** What stands before a line that is typed; it shows the moment at which the shell is. */
    String prompt();

    /** Runs a line and reports what is wrong with it; after a {@link #cancel} it reports that it was interrupted. */
    void run(String line);

    /** Ends the answer that is being printed. */
    void cancel();
}
