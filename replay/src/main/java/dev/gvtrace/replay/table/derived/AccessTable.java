// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.field.ErrorNames;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
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
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code accesses}: what each program of each process did with each file, socket and pipe, in the order of
 * the first uses.
 */
final class AccessTable extends RowTable<Access> {
    AccessTable() {
        super(columns(), Shows.EVENTS);
    }

    private static ColumnSet<Access> columns() {
        ColumnSet.Builder<Access> columns = ColumnSet.of(
                "accesses",
                "A file or socket together with a process that opened, read or wrote it, for each program that the"
                        + " process ran; all pipes of a program are one row.");
        user(columns);
        events(columns);
        sums(columns);
        return columns.build();
    }

    private static void user(ColumnSet.Builder<Access> columns) {
        columns.rowsNeed("open", "openat", "creat")
                .number(
                        "evt",
                        "The first event of the process with it.",
                        row -> row.first().event())
                .knownTime("time", "When that was.", row -> row.first().ns())
                .number(
                        "pid",
                        "The process, root PID namespace.",
                        row -> row.user().pid())
                .time(
                        "start",
                        "When the process began; no value if unknown.",
                        row -> row.user().startNs())
                .text(
                        "name",
                        "The name of the process at its first event with it.",
                        row -> row.user().name())
                .text(
                        "container",
                        "The short id of its container; no value if unknown.",
                        row -> FilePaths.known(row.user().container()))
                .text("kind", "file, directory, memfd, pipe or socket.", Access::kind)
                .text(
                        "target",
                        "The path of a file as it was opened, or the other end of a socket; no value if unknown.",
                        Access::target)
                .text(
                        "resolved",
                        "The path of a file as the Sentry resolved it; no value if it is the same or was not reported.",
                        Access::resolved)
                .number(
                        "maker",
                        "The process that made the socket; no value for other kinds.",
                        (row, out) -> positive(row.maker(), out));
    }

    private static void events(ColumnSet.Builder<Access> columns) {
        columns.number(
                        "read_evt",
                        "The first event that read bytes; no value if none did.",
                        (row, out) -> event(row.read(), out))
                .time("read_time", "When that was.", (Access row, NumberValue out) -> time(row.read(), out))
                .number(
                        "write_evt",
                        "The first event that wrote bytes, truncated the file or certainly created it; no value if none"
                                + " did.",
                        (row, out) -> event(row.write(), out))
                .time("write_time", "When that was.", (Access row, NumberValue out) -> time(row.write(), out))
                .number("last_write_evt", "The last such event.", (row, out) -> event(row.lastWrite(), out));
    }

    private static void sums(ColumnSet.Builder<Access> columns) {
        columns.number("opens", "How often it was opened.", Access::opens)
                .number("failed", "How often opening it failed.", Access::failures)
                .text("error", "The error of the last open that failed; no value if none did.", Access::error)
                .bool("writable", "True if it was opened for writing.", Access::isWritable)
                .bool("truncated", "True if an open truncated it.", Access::isTruncated)
                .bool(
                        "created",
                        "True if an open made it (O_CREAT with O_EXCL), false if none can have; no value if one made"
                                + " it unless it was there (O_CREAT).",
                        (row, out) -> {
                            out.value = row.isCreated() ? 1 : 0;
                            return row.isCreated() || !row.mayBeCreated();
                        })
                .number("reads", "How many calls read from it, as far as the session asked for them.", Access::reads)
                .needs("read", "pread", "readv", "preadv")
                .number("writes", "How many calls wrote to it, as far as the session asked for them.", Access::writes)
                .needs("write", "pwrite", "writev", "pwritev")
                .number("bytes_read", "How many bytes these read.", Access::bytesRead)
                .needs("read", "pread", "readv", "preadv", "recvfrom", "recvmsg")
                .number("bytes_written", "How many bytes these wrote.", Access::bytesWritten)
                .needs("write", "pwrite", "writev", "pwritev", "sendto", "sendmsg");
    }

    private static boolean positive(long value, NumberValue out) {
        out.value = value;
        return value > 0;
    }

    private static boolean event(Access.@Nullable Moment moment, NumberValue out) {
        return positive(moment == null ? 0 : moment.event(), out);
    }

    private static boolean time(Access.@Nullable Moment moment, NumberValue out) {
        return positive(moment == null ? 0 : moment.ns(), out);
    }

    @Override
    public boolean isDerived() {
        return true;
    }

    @Override
    protected TraceScan start(Rows<Access> rows, ScanRequest request) {
        return new Account(rows, request.processes());
    }

    /** Accounts for the effects of events on files, sockets and pipes. */
    private static final class Account implements TraceScan {
        /** The memory limit for accesses, in bytes. */
        private static final long MOST_BYTES = 48L << 20;

        private static final int SWEEP_ABOVE = 256;
        private static final String PIPES = "|";

        private final Rows<Access> rows;
        private final Set<Long> wanted;
        private final Map<Key, Access> accesses = new LinkedHashMap<>();
        private final Map<ProcessInfo, Running> running = new IdentityHashMap<>();
        private final SocketLives sockets = new SocketLives(life -> {}, life -> {});
        private final Transfer transfer = new Transfer();
        private int sweepAt = SWEEP_ABOVE;
        private long bytes;
        private long refused;
        private long unknown;

        /** The target is a path, a socket or {@link #PIPES}. */
        private record Key(Access.User user, Object target) {}

        /** A program that a process runs. */
        private record Running(Program program, Access.User user) {}

        Account(Rows<Access> rows, Set<Long> wanted) {
            this.rows = rows;
            this.wanted = wanted;
        }

        @Override
        public Needs needs() {
            return Needs.PART;
        }

        @Override
        public void event(EventContext event) {
            sockets.event(event);
            switch (Effect.of(event)) {
                case OPEN -> open(event);
                case READ, WRITE, SENDFILE, COPY -> move(event);
                case CONNECT -> connect(event);
                case ACCEPT -> touch(event, event.fd());
                case END -> {
                    ProcessInfo process = event.process();
                    if (process != null && process.exited()) {
                        running.remove(process);
                    }
                }
                default -> {}
            }
        }

        private static Access.Moment moment(EventContext event) {
            return new Access.Moment(event.number(), event.event().timeNs());
        }

        private void open(EventContext event) {
            Event call = event.event();
            FdInfo fd = event.fd();
            if (call.failed()) {
                String path = FilePaths.known(event.fdName());
                Access access = path == null ? null : touch(event, path, FdInfo.Kind.FILE);
                if (access != null) {
                    String error = ErrorNames.of(-call.result());
                    access.failed(error == null ? Long.toString(-call.result()) : error);
                }
            } else if (fd != null) {
                Access access = touch(event, fd);
                if (access != null) {
                    access.opened(fd.openFlags(), moment(event));
                }
            }
        }

        private void connect(EventContext event) {
            touch(event, event.fd());
            SocketLife socket = sockets.of(event.fd());
            if (socket != null) {
                socket.connected(event.event().result(), event.fdName());
            }
        }

        private void move(EventContext event) {
            if (!transfer.read(event)) {
                return;
            }
            if (transfer.reads()) {
                Access access = touch(event, transfer.source());
                if (access != null) {
                    access.read(transfer.bytes(), moment(event));
                }
            }
            if (transfer.writes()) {
                Access access = touch(event, transfer.target());
                if (access != null) {
                    access.written(transfer.bytes(), moment(event));
                }
            }
        }

        /** The access to what a descriptor stands for; null if that is not known or of no kind that has rows. */
        private @Nullable Access touch(EventContext event, @Nullable FdInfo fd) {
            if (fd == null) {
                unknown++;
                return null;
            }
            SocketLife socket = sockets.of(fd);
            Access.User user = user(event);
            if (user == null) {
                return null;
            }
            if (socket != null) {
                return access(new Key(user, socket), () -> new Access(user, socket, moment(event)), 0);
            }
            if (fd.kind() == FdInfo.Kind.PIPE) {
                return access(
                        new Key(user, PIPES), () -> new Access(user, fd.kind().text(), null, moment(event)), 0);
            }
            String path = FilePaths.of(fd);
            Access access = path == null ? null : touch(event, path, fd.kind());
            if (access != null) {
                access.resolved(fd.sentryPath());
            }
            return access;
        }

        private @Nullable Access touch(EventContext event, String path, FdInfo.Kind kind) {
            Access.User user = user(event);
            return user == null
                    ? null
                    : access(
                            new Key(user, path),
                            () -> new Access(user, kind.text(), path, moment(event)),
                            path.length());
        }

        private @Nullable Access access(Key key, Supplier<Access> maker, int length) {
            Access known = accesses.get(key);
            if (known != null) {
                return known;
            }
            if (bytes + Access.BYTES + length > MOST_BYTES) {
                refused++;
                return null;
            }
            bytes += Access.BYTES + length;
            Access made = maker.get();
            accesses.put(key, made);
            return made;
        }

        /** The process of an event with the program that it runs; null if unknown, or not asked for. */
        private Access.@Nullable User user(EventContext event) {
            ProcessInfo process = event.process();
            ThreadInfo thread = event.thread();
            if (process == null || !wants(wanted, process.pid())) {
                return null;
            }
            Running known = running.get(process);
            if (known != null && known.program() == process.program()) {
                return known.user();
            }
            if (running.size() > sweepAt) {
                running.keySet().removeIf(ProcessInfo::exited);
                sweepAt = 2 * running.size() + SWEEP_ABOVE;
            }
            Access.User user = new Access.User(
                    process.pid(), ProcessLives.startNs(process, thread), process.name(), FilePaths.container(event));
            running.put(process, new Running(process.program(), user));
            return user;
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            sockets.finish();
            accesses.values().forEach(rows::add);
            if (refused > 0) {
                rows.note("there are too many files that processes used: "
                        + Notes.count(refused, "late use is", "late uses are") + " not in the rows");
            }
            if (unknown > 0) {
                rows.note(Notes.count(unknown, "use of a descriptor is", "uses of descriptors are")
                        + " not in the rows, as it is not known what " + (unknown == 1 ? "it stands" : "they stand")
                        + " for");
            }
            Notes.lost(rows, state);
        }
    }
}
