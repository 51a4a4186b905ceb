// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.line.KnownValues;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the lines that are typed. One thread runs lines; any thread may {@link #cancel} the one that runs. */
public interface TerminalCommands {
    /** The commands of the shell itself, for completion; those of the query language come in addition. */
    Collection<QueryCatalog.Info> infos();

    /** What stands before a line that is typed; it shows the moment at which the shell is. */
    String prompt();

    /** Runs a line and reports what is wrong with it; after a {@link #cancel} it reports that it was interrupted. */
    void run(String line);

    /** The tables that can be asked. */
    TableCatalog tables();

    /** Values that occur in the traces, for completion. */
    KnownValues values();

    /** Facts about the traces for the last line of the screen, each a few words; none to show none. */
    List<String> status();

    /** The question that is asked when the shell opens; null for none. */
    @Nullable
    String opening();

    /** How far the question that runs is; null if nothing is known yet. May be called by any thread. */
    @Nullable
    String progress();

    /** Ends the answer that is being printed. */
    void cancel();
}
