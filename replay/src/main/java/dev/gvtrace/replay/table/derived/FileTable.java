// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TraceScan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code files}: the operations on each path of each container, in the order in which the paths first
 * appeared.
 */
final class FileTable extends RowTable<FileTable.File> {
    FileTable() {
        super(columns(), Shows.EVENTS);
    }

    /** A path and the operations on it. */
    record File(String container, String path, FileLife life) {}

    private static ColumnSet<File> columns() {
        ColumnSet.Builder<File> columns = ColumnSet.of(
                "files",
                "A path in a container that was opened, read, written or run; also the name of memory that was opened"
                        + " as a file, such as memfd:x.");
        columns.rowsNeed("open", "openat", "creat")
                .text("path", "The path as it was opened.", File::path)
                .text(
                        "container",
                        "The short id of the container; no value if unknown.",
                        row -> FilePaths.known(row.container()))
                .time("first", "When it was first used.", row -> row.life().firstNs())
                .time("last", "When it was last used.", row -> row.life().lastNs())
                .number("opens", "How often it was opened.", row -> row.life().opens())
                .number(
                        "failed",
                        "How often opening it failed.",
                        row -> row.life().failures());
        columns.number(
                        "reads",
                        "How many calls read from it, as far as the session asked for them.",
                        row -> row.life().reads())
                .needs("read", "pread", "readv", "preadv")
                .number(
                        "writes",
                        "How many calls wrote to it, as far as the session asked for them.",
                        row -> row.life().writes())
                .needs("write", "pwrite", "writev", "pwritev")
                .number(
                        "bytes_read",
                        "How many bytes these read.",
                        row -> row.life().bytesRead())
                .needs("read", "pread", "readv", "preadv", "sendfile", "copy_file_range")
                .number(
                        "bytes_written",
                        "How many bytes these wrote.",
                        row -> row.life().bytesWritten())
                .needs("write", "pwrite", "writev", "pwritev", "copy_file_range")
                .bool(
                        "created",
                        "True if an open made it (O_CREAT with O_EXCL), false if none can have; no value if one made"
                                + " it unless it was there (O_CREAT).",
                        (row, out) -> {
                            out.value = row.life().isCreated() ? 1 : 0;
                            return row.life().isCreated() || !row.life().mayBeCreated();
                        })
                .bool("executed", "True if a process ran it.", row -> row.life().isExecuted())
                .needs("execve", "execveat")
                .list(
                        "pids",
                        "The processes that used it, root PID namespace; the first " + FileLife.MOST_PIDS + ".",
                        row -> row.life().pids());
        return columns.build();
    }

    @Override
    public boolean isDerived() {
        return true;
    }

    @Override
    protected TraceScan start(Rows<File> rows, ScanRequest request) {
        return new Account(rows);
    }

    /** Accounts for the effects of events on files. */
    private static final class Account implements TraceScan {
        private final Rows<File> rows;
        private final PathMap<FileLife> files = new PathMap<>(FileLife.BYTES);
        private final Transfer transfer = new Transfer();
        private long nameless;
        private long unknownCalls;
        private long unknownBytes;

        Account(Rows<File> rows) {
            this.rows = rows;
        }

        @Override
        public Needs needs() {
            return Needs.PART;
        }

        @Override
        public void event(EventContext event) {
            switch (Effect.of(event)) {
                case OPEN -> open(event);
                case EXECUTE -> execute(event);
                case READ, WRITE, SENDFILE, COPY -> move(event);
                default -> {}
            }
        }

        private @Nullable FileLife touch(EventContext event, @Nullable String path) {
            if (path == null) {
                return null;
            }
            FileLife file = files.get(FilePaths.container(event), path, FileLife::new);
            if (file != null) {
                ProcessInfo process = event.process();
                file.touched(event.event().timeNs(), process == null ? 0 : process.pid());
            }
            return file;
        }

        private void open(EventContext event) {
            Event call = event.event();
            FdInfo fd = event.fd();
            String path = fd != null && !call.failed() ? FilePaths.of(fd) : FilePaths.known(event.fdName());
            FileLife file = touch(event, path);
            if (path == null) {
                nameless++;
            } else if (file != null && call.failed()) {
                file.failed();
            } else if (file != null) {
                file.opened(fd == null ? 0 : fd.openFlags());
            }
        }

        private void execute(EventContext event) {
            ProcessInfo process = event.process();
            Event call = event.event();
            if (process != null && !call.failed() && call.execProof() != ExecProof.NONE) {
                FileLife file =
                        touch(event, FilePaths.ofProgram(process.program().exepath(), event.thread()));
                if (file != null) {
                    file.executed();
                }
            }
        }

        private void move(EventContext event) {
            if (!transfer.read(event)) {
                return;
            }
            if (transfer.reads()) {
                FileLife file = end(event, transfer.source());
                if (file != null) {
                    file.read(transfer.bytes());
                }
            }
            if (transfer.writes()) {
                FileLife file = end(event, transfer.target());
                if (file != null) {
                    file.written(transfer.bytes());
                }
            }
        }

        private @Nullable FileLife end(EventContext event, @Nullable FdInfo fd) {
            if (fd == null) {
                unknownCalls++;
                unknownBytes += transfer.bytes();
            }
            return touch(event, FilePaths.of(fd));
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            boolean morePids = false;
            for (Map.Entry<PathMap.Key, FileLife> entry : files.all()) {
                FileLife file = entry.getValue();
                rows.add(new File(entry.getKey().container(), entry.getKey().path(), file));
                morePids |= file.hasMorePids();
            }
            if (files.refused() > 0) {
                rows.note("there are too many paths to list: "
                        + Notes.count(
                                files.refused(),
                                "use of a path that appeared late is",
                                "uses of paths that appeared late are")
                        + " not in the rows");
            }
            if (nameless > 0) {
                rows.note(Notes.count(nameless, "open is", "opens are") + " not in the rows, as "
                        + (nameless == 1 ? "its path is" : "their paths are") + " not known");
            }
            if (unknownCalls > 0) {
                rows.note(Notes.count(unknownCalls, "read or write", "reads and writes") + " of " + unknownBytes
                        + (unknownCalls == 1
                                ? " bytes is not in the rows, as it is not known what its descriptor stands for"
                                : " bytes are not in the rows, as it is not known what their descriptors stand for"));
            }
            if (morePids) {
                rows.note("some files were used by more processes than the column pids lists");
            }
            Notes.lost(rows, state);
        }
    }
}
