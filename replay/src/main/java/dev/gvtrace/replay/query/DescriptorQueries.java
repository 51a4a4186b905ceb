// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.query.TableSink.Column;
import dev.gvtrace.replay.state.Endpoint;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.FdTable;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SocketInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Open descriptors of a moment: {@code lsof} all of them, {@code sockstat} the sockets with both their ends. A thread that
 * has a table of its own (unshare, clone without CLONE_FILES) has rows of its own, with its id; the others have none.
 */
final class DescriptorQueries implements Query {
    private static final List<Column> FILES = List.of(
            Column.number("pid"),
            Column.number("fd"),
            Column.text("type"),
            Column.text("name"),
            Column.text("process"),
            Column.number("tid"));
    private static final List<Column> SOCKETS = List.of(
            Column.number("pid"),
            Column.number("fd"),
            Column.text("proto"),
            Column.text("role"),
            Column.text("local"),
            Column.text("remote"),
            Column.text("process"),
            Column.number("tid"));

    private final Moment at;
    private final Set<Long> pids;
    private final boolean sockets;

    private DescriptorQueries(Moment at, Set<Long> pids, boolean sockets) {
        this.at = at;
        this.pids = pids;
        this.sockets = sockets;
    }

    static Query lsof(Arguments arguments) throws RequestException {
        return new DescriptorQueries(arguments.at(), arguments.numbers("PID"), false);
    }

    static Query sockstat(Arguments arguments) throws RequestException {
        return new DescriptorQueries(arguments.at(), arguments.numbers("PID"), true);
    }

    @Override
    public Moment until() {
        return at;
    }

    @Override
    public List<Column> columns() {
        return sockets ? SOCKETS : FILES;
    }

    @Override
    public void answer(SandboxState state, boolean complete, TableSink out) {
        List<ProcessInfo> all = new ArrayList<>(state.processes());
        all.sort(Comparator.comparingInt(ProcessInfo::pid));
        int alive = 0;
        boolean known = false;
        for (ProcessInfo process : all) {
            if (!pids.isEmpty() && !pids.contains((long) process.pid())) {
                continue;
            }
            alive++;
            Set<FdTable> told = Collections.newSetFromMap(new IdentityHashMap<>());
            ThreadInfo first = process.anyThread();
            if (first != null) {
                told.add(first.descriptors());
                known |= first.descriptors().size() > 0;
                table(process, first.descriptors(), null, out);
            }
            for (ThreadInfo thread : process.threads()) {
                if (told.add(thread.descriptors())) {
                    known |= thread.descriptors().size() > 0;
                    table(process, thread.descriptors(), (long) thread.tid(), out);
                }
            }
        }
        if (alive > 0 && !known) {
            out.note((alive == 1 ? "one process lives" : alive + " processes live")
                    + " at that moment, but no descriptor is known: those that a process is given at its start are known only"
                    + " where the session asks for fd_path or fd_info, or a snapshot was recorded");
        }
    }

    /**
     * One table; with the thread that has it if it is not the process's. Then the thread's id stands for the process's, as
     * in /proc: no two rows have the same pid and number.
     */
    private void table(ProcessInfo process, FdTable table, @Nullable Long tid, TableSink out) {
        for (FdInfo fd : table.all()) {
            if (!sockets) {
                out.row(Arrays.asList(
                        tid == null ? (Long) (long) process.pid() : tid,
                        (long) fd.number(),
                        fd.kind().text(),
                        shownName(fd),
                        process.name(),
                        tid));
            } else if (fd.socket() != null) {
                out.row(socketRow(process, fd, fd.socket(), tid));
            }
        }
    }

    private static String shownName(FdInfo fd) {
        return fd.name().isEmpty() ? fd.sentryPath() : fd.name();
    }

    private static List<@Nullable Object> socketRow(
            ProcessInfo process, FdInfo fd, SocketInfo socket, @Nullable Long tid) {
        String role = socket.listening() ? "listening" : socket.role().name().toLowerCase(Locale.ROOT);
        String proto = socket.protocol() == SocketInfo.Protocol.NONE
                ? fd.kind().text()
                : socket.protocol().text();
        return Arrays.asList(
                tid == null ? (Long) (long) process.pid() : tid,
                (long) fd.number(),
                proto,
                role,
                end(socket.local(), socket.localPath()),
                end(socket.remote(), socket.remotePath()),
                process.name(),
                tid);
    }

    private static @Nullable String end(@Nullable Endpoint endpoint, @Nullable String path) {
        return endpoint == null ? path : endpoint.toString();
    }
}
