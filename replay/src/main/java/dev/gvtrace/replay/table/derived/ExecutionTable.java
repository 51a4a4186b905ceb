// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.ExecveInfo;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.PathResolver;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.Program;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TraceScan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code executions}: attempts to run a program, including failed ones. */
final class ExecutionTable extends RowTable<ExecutionTable.Execution> {
    ExecutionTable() {
        super(columns(), Shows.EVENTS);
    }

    /** The attempt of an event. */
    record Execution(EventContext event, ProgramOrigins.Origin origin) {
        @Nullable
        ProcessInfo process() {
            return event.process();
        }

        boolean failed() {
            return event.event().failed();
        }
    }

    private static ColumnSet<Execution> columns() {
        return ColumnSet.<Execution>of(
                        "executions",
                        "An attempt to run a program: execve and execveat, and the first program of a container and of"
                                + " an exec session.")
                .rowsNeed("execve", "execveat")
                .number("evt", "The number of its event.", row -> row.event().number())
                .knownTime("time", "When.", row -> row.event().event().timeNs())
                .number("pid", "The process, root PID namespace; no value if unknown.", ExecutionTable::pid)
                .number(
                        "ppid",
                        "The id of its parent; no value if it has none, or it is unknown.",
                        ExecutionTable::ppid)
                .text(
                        "name",
                        "The name of the process after it: the program's, the caller's if it failed.",
                        row -> ProcessFacts.name(row.process()))
                .text(
                        "exepath",
                        "The path of the program; of an attempt that failed the one it asked for; no value if unknown.",
                        ExecutionTable::exepath)
                .text(
                        "cmdline",
                        "The arguments, joined by blanks; no value if they are unknown.",
                        ExecutionTable::commandLine)
                .number(
                        "uid",
                        "The effective user of the thread; no value if unknown.",
                        (row, out) -> ProcessFacts.uid(row.event().thread(), out))
                .text(
                        "container",
                        "The short id of its container; no value if unknown.",
                        row -> FilePaths.known(FilePaths.container(row.event())))
                .bool("failed", "True if it failed; no value if nothing shows whether it did.", ExecutionTable::failed)
                .text(
                        "sha256",
                        "The digest of the program's file; no value if it failed or the Sentry did not send it.",
                        ExecutionTable::digest)
                .text(
                        "origin",
                        "What the program's file comes from: image (it is the image's), written (it was written, or is"
                                + " not the image's), memfd (memory that was opened as a file) or unknown.",
                        row -> row.origin().kind().text())
                .needs("open", "openat", "creat", "write", "pwrite", "writev", "pwritev")
                .number(
                        "written_evt",
                        "The last event before that wrote to the path of a program that was written; no value if none"
                                + " was seen.",
                        (row, out) -> positive(row.origin().event(), out))
                .needs("open", "openat", "creat", "write", "pwrite", "writev", "pwritev")
                .number(
                        "written_pid",
                        "The process of that event, root PID namespace.",
                        (row, out) -> positive(row.origin().pid(), out))
                .needs("open", "openat", "creat", "write", "pwrite", "writev", "pwritev")
                .build();
    }

    private static boolean positive(long value, NumberValue out) {
        out.value = value;
        return value > 0;
    }

    private static boolean pid(Execution row, NumberValue out) {
        ProcessInfo process = row.process();
        return positive(process == null ? 0 : process.pid(), out);
    }

    private static boolean ppid(Execution row, NumberValue out) {
        ProcessInfo process = row.process();
        ProcessInfo parent = process == null ? null : process.parent();
        return positive(parent == null ? 0 : parent.pid(), out);
    }

    private static boolean failed(Execution row, NumberValue out) {
        out.value = row.failed() ? 1 : 0;
        return row.event().event().execProof() != ExecProof.NONE;
    }

    private static @Nullable String exepath(Execution row) {
        return path(row.event());
    }

    private static @Nullable String path(EventContext event) {
        if (event.event().failed()) {
            return attempted(event);
        }
        ProcessInfo process = event.process();
        return process == null ? attempted(event) : ProcessFacts.exepath(process);
    }

    /** The path passed to an execve, made absolute if its starting directory is known. */
    private static @Nullable String attempted(EventContext event) {
        Message message = event.event().message();
        if (!(message instanceof ExecveCall call)) {
            return message instanceof ExecveInfo info ? FilePaths.known(info.path()) : null;
        }
        String path = call.pathname();
        ThreadInfo thread = event.thread();
        boolean below = Effect.isExecveat(event.event()) && call.fd() != Effect.AT_FDCWD;
        if (path.isEmpty() || path.startsWith("/") || thread == null || below) {
            return FilePaths.known(path);
        }
        return PathResolver.resolve(thread.directories().base(), path);
    }

    private static @Nullable String commandLine(Execution row) {
        List<String> arguments = arguments(row);
        return arguments.isEmpty() ? null : String.join(" ", arguments);
    }

    private static List<String> arguments(Execution row) {
        Event event = row.event().event();
        if (event.message() instanceof ExecveCall call) {
            return call.arguments();
        }
        ProcessInfo process = row.process();
        return row.failed() || process == null ? List.of() : process.program().argv();
    }

    private static @Nullable String digest(Execution row) {
        return row.failed() ? null : ProcessFacts.digest(row.process());
    }

    /** The origin of the program of an execve. */
    static ProgramOrigins.Origin origin(EventContext event, ProgramOrigins origins) {
        ProcessInfo process = event.process();
        Program.Binary binary = event.event().failed() || process == null
                ? null
                : process.program().binary();
        return origins.of(event, path(event), binary);
    }

    @Override
    public boolean isDerived() {
        return true;
    }

    @Override
    protected TraceScan start(Rows<Execution> rows, ScanRequest request) {
        ProgramOrigins origins = new ProgramOrigins();
        return new TraceScan() {
            @Override
            public Needs needs() {
                return Needs.PART;
            }

            @Override
            public void event(EventContext event) {
                if (Effect.of(event) == Effect.EXECUTE) {
                    rows.add(new Execution(event, origin(event, origins)));
                } else {
                    origins.event(event);
                }
            }

            @Override
            public void end(SandboxState state, boolean complete) {
                origins.note(rows);
                Notes.lost(rows, state);
            }
        };
    }
}
