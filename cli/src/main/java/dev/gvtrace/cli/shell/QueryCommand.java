// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.ListedCommands;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.pipeline.TraceTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens traces for questions: single ones with {@code -e}, else in the shell. */
@Command(
        name = "query",
        description = "Answers questions about traces: an interactive shell, or with -e single commands.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A column has the name that it was asked for: count by evt.type has the columns",
            "evt.type and count. What the memory cannot hold is left out, which a note",
            "reports.",
            "",
            "SQL is that of DuckDB, one statement that reads: SELECT, WITH, FROM, VALUES,",
            "DESCRIBE, SHOW, SUMMARIZE, PIVOT or EXPLAIN. Tables and columns are those",
            "above; fields of events are columns in double quotes, such as \"proc.aname[2]\",",
            "and * has those that the statement names. Times are TIMESTAMP_NS in UTC,",
            "lengths of time nanoseconds, addresses text, lists VARCHAR[]. Text is compared",
            "as it is, not as tables show it; bytes that are not UTF-8 come last.",
            "descriptors(at := '+2s') has the rows of a moment, and events(condition :=",
            "'evt.type = open', since := '+1s', until := '+9s') reads less: a WHERE alone",
            "skips no part of a trace. A table that is read again is kept in memory if it",
            "fits. Files, network, settings and extensions are locked, memory ends at 256",
            "MiB; --sql-timeout ends a statement that takes longer, with exit code 4.",
            "",
            "A moment T is 2026-11-21T23:52:22.133Z, also with a blank for the T or without",
            "the Z, 23:52:22 if the trace has one day, seconds or nanoseconds since 1970,",
            "+2s from the beginning, -15m from the end, evt:120, evt:120-5s or end. One",
            "outside the trace is an error. Without --at lsof, sockstat and env show the",
            "end, or, if nothing is there, the last moment at which something was.",
            "",
            "Below each answer standard error has the number of rows and events, the",
            "messages that were lost in the range, and the calls that the question names or",
            "its tables need and the session did not ask for: these have no rows, whether",
            "they happened or not, and the columns in brackets are incomplete.",
            "",
            "A PID that several processes had is named with any event of the right one:",
            "13@evt:120. A path with escapes, as an answer shows it, can be asked for.",
            "",
            "Without evt:N show, explain and mark are about the event of the last goto,",
            "next or back. Of several traces evt:N needs --trace K, the number of one; next",
            "and back then go through the events of all traces in the order of their times.",
            "",
            "A list for ioc has an indicator on each line: a path, also with * and ?, the",
            "name of a file, an address, a network, address:port, a domain, a URL, SHA-256",
            "or SHA-1; also defanged as hxxp and 1[.]2. Of a line with commas or tabs the",
            "first column counts. A row is the first event of a process with a value; the",
            "table indicators has the rows from then on. What does not occur, and what",
            "cannot be checked, is counted.",
            "",
            "Marks are in TRACE.marks.jsonl beside the trace, or in the file of --case, a",
            "JSON object a line that names the trace by its recording and seal. unmark",
            "appends, too. marks --format markdown is for a report.",
            "",
            "story folds what the loader, locales and name service read, and many facts of",
            "a kind into one. diff compares shapes: <n> stands for a process id in /proc or",
            "a number of five or more digits, <hex> and <uuid> for hashes, <tmp> for a",
            "random part of a temporary name.",
            "",
            "States of long sealed traces are kept in TRACE.cache beside the trace, or in",
            "GVTRACE_CACHE_DIR, so that questions about a moment begin near it. Such a file",
            "is checked, and may be deleted at any time.",
            "",
            "A condition is one of a Falco rule, over the fields that gvtrace fields lists,",
            "without macros and lists. Ids are those of the root PID namespace.",
            "",
            "Text from a trace is escaped in tables and CSV: control characters and bytes",
            "that are not UTF-8 as \\xHH, the backslash as \\\\.",
            "",
            "On a terminal tables fit the screen: times lose their date, texts are cut,",
            "then columns are left out, which a note reports. --wide shows all, -v each",
            "column on a line of its own; in the shell both also follow a command, or end",
            "its line. Answers longer than the screen go to the pager that PAGER names (run",
            "without a shell; empty for none), else to less. Colours need NO_COLOR to be",
            "unset and a terminal that is not dumb.",
            "",
            "In the shell Tab completes commands, columns, fields, operators and values",
            "that occur in the trace. A question continues on the next line after a",
            "backslash, and where a quote, a bracket or a | is open. Ctrl-C ends a",
            "question, Ctrl-D the shell. The history is in $XDG_STATE_HOME/gvtrace",
            "(~/.local/state/gvtrace), which only the user can read; lines that begin with",
            "a blank are not kept.",
            "",
            "At a terminal the shell first reads the file that GVTRACERC names, else",
            "$XDG_CONFIG_HOME/gvtrace/rc (~/.config/gvtrace/rc), else ~/.gvtracerc: lines",
            "with set and define, and comments that begin with #. It is not read with -e,",
            "--no-rc and from a pipe.",
            "",
            "Examples:",
            "",
            "  gvtrace query trace.gvt -e 'pstree --at +2s'",
            "  gvtrace query trace.gvt -e 'events evt.is_open_write = true'",
            "  gvtrace query traces -e 'events fd.name startswith /etc --limit 10'",
            "  gvtrace query trace.gvt -e 'processes name in (sh, bash) --at +2s'",
            "  gvtrace query traces -e 'connections | count by name'",
            "  gvtrace query traces -e 'files | top 10 by bytes_written'",
            "  gvtrace query trace.gvt -e 'events | timeline every 10s by proc.name'",
            "  gvtrace query trace.gvt -e 'sql SELECT name, cmdline FROM processes'",
            "  gvtrace query trace.gvt -e 'rules my.yaml' -e 'alerts | count by rule'",
            "  gvtrace query trace.gvt --format json -e 'lsof 7 --at evt:120'",
            "  gvtrace query trace.gvt -e 'next proc.name = sh' -e show",
            "  gvtrace query traces -e 'ioc list.txt | count by indicator'"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, also without a row",
            "1:an answer has a row (--fail-on-rows)",
            "2:an invalid command or option",
            "3:not readable, or not a trace",
            "4:damaged, or SQL out of time: the answer is partial",
            "7:output not written"
        })
public final class QueryCommand implements Callable<Integer>, ListedCommands {
    private final Streams streams;
    private final Catalogs catalogs;

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "trace files, directories with traces, - for standard input")
    private List<Path> traces = List.of();

    @Option(
            names = "-e",
            paramLabel = "COMMAND",
            description =
                    "run this command and no shell; may be given several times: then a row of JSON begins with the table or command it comes from, an answer in Markdown has its command as a heading, and one in CSV follows an empty line")
    private List<String> commands = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json (one object a line), csv or markdown")
    private TableRenderer.Format format = TableRenderer.Format.TABLE;

    @Option(
            names = "--case",
            paramLabel = "FILE",
            description = "the file of marks, instead of TRACE.marks.jsonl beside each trace")
    private @Nullable Path caseFile;

    @Mixin
    private ShellOptions options = new ShellOptions();

    @Mixin
    private ResolvedNames resolved = new ResolvedNames();

    @Mixin
    private CacheOptions cache = new CacheOptions();

    public QueryCommand(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.catalogs = catalogs;
    }

    @Override
    public Integer call() throws IOException {
        try (OpenTraces opened = Traces.open(traces)) {
            TraceTables tables = cache.of(
                    new TraceTables(opened.sources(), catalogs.tables(), resolved.wanted()), streams.environment());
            try (QueryShell shell = new QueryShell(tables, catalogs, format, caseFile, options, streams)) {
                return commands.isEmpty() ? shell.interact() : shell.run(commands);
            }
        }
    }

    @Override
    public List<String> listed() {
        TraceTables none = new TraceTables(List.of(), catalogs.tables(), resolved.wanted());
        try (QueryShell shell = new QueryShell(none, catalogs, format, caseFile, options, streams)) {
            return CommandList.of(shell.infos(), shell.tables());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
