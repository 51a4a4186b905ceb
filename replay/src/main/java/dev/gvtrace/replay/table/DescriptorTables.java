// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.state.Endpoint;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.FdTable;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SocketInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code descriptors} and {@code sockets}: what is open at a moment. A thread that has a descriptor table of
 * its own (unshare, clone without CLONE_FILES) has rows of its own, with its id; the others have none.
 */
final class DescriptorTables {
    private static final String PID =
            "The process, or the thread if it has descriptors of its own; root PID namespace.";
    private static final String FD = "The descriptor's number.";
    private static final String PROCESS = "The name of the process.";
    private static final String TID = "The thread if it has descriptors of its own, else no value.";

    private DescriptorTables() {}

    /**
     * An open descriptor.
     *
     * @param owner the thread whose descriptor table it is in; null if it is the process's
     */
    record Open(ProcessInfo process, FdInfo fd, @Nullable ThreadInfo owner) {}

    /** A socket. */
    record Socket(Open open, SocketInfo info) {}

    /** Every descriptor. */
    static final class Descriptors extends RowTable<Open> {
        Descriptors() {
            super(
                    ColumnSet.<Open>of("descriptors", "A descriptor that is open at the moment.")
                            .rowsNeed(
                                    "open",
                                    "openat",
                                    "creat",
                                    "close",
                                    "dup",
                                    "dup2",
                                    "dup3",
                                    "fcntl",
                                    "pipe",
                                    "socket",
                                    "socketpair",
                                    "accept",
                                    "accept4",
                                    "eventfd",
                                    "timerfd_create",
                                    "signalfd",
                                    "inotify_init")
                            .number("pid", PID, DescriptorTables::pid)
                            .number("fd", FD, open -> open.fd().number())
                            .text(
                                    "type",
                                    "What it stands for, such as file or ipv4.",
                                    open -> open.fd().kind().text())
                            .text("name", "Its name as opened, else the Sentry's.", DescriptorTables::name)
                            .text("process", PROCESS, open -> open.process().name())
                            .number("tid", TID, DescriptorTables::tid)
                            .build(),
                    Shows.MOMENT);
        }

        @Override
        protected TraceScan start(Rows<Open> rows, ScanRequest request) {
            return new Walk(rows::add, rows::note, request.processes());
        }
    }

    /** The sockets among them. */
    static final class Sockets extends RowTable<Socket> {
        Sockets() {
            super(
                    ColumnSet.<Socket>of("sockets", "A socket that is open at the moment.")
                            .rowsNeed(
                                    "socket",
                                    "socketpair",
                                    "accept",
                                    "accept4",
                                    "close",
                                    "dup",
                                    "dup2",
                                    "dup3",
                                    "fcntl")
                            .number("pid", PID, socket -> pid(socket.open()))
                            .number("fd", FD, socket -> socket.open().fd().number())
                            .text("proto", "The protocol, such as tcp or unix.", DescriptorTables::protocol)
                            .text("role", "client, server, listening or none.", DescriptorTables::role)
                            .needs("connect", "bind", "listen")
                            .text(
                                    "local",
                                    "Its own end, ip:port or path; no value if unknown.",
                                    DescriptorTables::local)
                            .needs("bind", "connect")
                            .text("remote", "The other end; no value if unknown.", DescriptorTables::remote)
                            .needs("connect")
                            .text(
                                    "process",
                                    PROCESS,
                                    socket -> socket.open().process().name())
                            .number("tid", TID, (socket, out) -> tid(socket.open(), out))
                            .build(),
                    Shows.MOMENT);
        }

        @Override
        protected TraceScan start(Rows<Socket> rows, ScanRequest request) {
            return new Walk(
                    open -> {
                        SocketInfo info = open.fd().socket();
                        if (info != null) {
                            rows.add(new Socket(open, info));
                        }
                    },
                    rows::note,
                    request.processes());
        }
    }

    /** The thread's id stands for the process's, as in /proc: no two rows have the same pid and number. */
    private static long pid(Open open) {
        ThreadInfo owner = open.owner();
        return owner == null ? open.process().pid() : owner.tid();
    }

    private static boolean tid(Open open, NumberValue out) {
        ThreadInfo owner = open.owner();
        if (owner == null) {
            return false;
        }
        out.value = owner.tid();
        return true;
    }

    private static String name(Open open) {
        return open.fd().name().isEmpty() ? open.fd().sentryPath() : open.fd().name();
    }

    private static String protocol(Socket socket) {
        return socket.info().protocol() == SocketInfo.Protocol.NONE
                ? socket.open().fd().kind().text()
                : socket.info().protocol().text();
    }

    private static String role(Socket socket) {
        return socket.info().listening()
                ? "listening"
                : socket.info().role().name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String local(Socket socket) {
        return end(socket.info().local(), socket.info().localPath());
    }

    private static @Nullable String remote(Socket socket) {
        return end(socket.info().remote(), socket.info().remotePath());
    }

    private static @Nullable String end(@Nullable Endpoint endpoint, @Nullable String path) {
        return endpoint == null ? path : endpoint.toString();
    }

    /** Takes an open descriptor. */
    private interface Taker {
        void take(Open open);
    }

    /** Takes a sentence. */
    private interface Noter {
        void note(String sentence);
    }

    /** Goes through the descriptors of the living processes. */
    private record Walk(Taker taker, Noter notes, Set<Long> processes) implements TraceScan {
        @Override
        public Needs needs() {
            return Needs.END;
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            int alive = 0;
            boolean known = false;
            for (ProcessInfo process : LivingProcesses.byId(state)) {
                if (RowTable.wants(processes, process.pid())) {
                    alive++;
                    known |= process(process);
                }
            }
            if (alive > 0 && !known) {
                notes.note((alive == 1 ? "one process lives" : alive + " processes live")
                        + " at that moment, but no descriptor is known: those that a process is given at its start are"
                        + " known only where the session asks for fd_path or fd_info, or a snapshot was recorded");
            }
        }

        /** True if a descriptor of the process is known. */
        private boolean process(ProcessInfo process) {
            boolean known = false;
            Set<FdTable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            ThreadInfo first = process.anyThread();
            if (first != null) {
                seen.add(first.descriptors());
                known = table(process, first.descriptors(), null);
            }
            for (ThreadInfo thread : process.threads()) {
                if (seen.add(thread.descriptors())) {
                    known |= table(process, thread.descriptors(), thread);
                }
            }
            return known;
        }

        private boolean table(ProcessInfo process, FdTable table, @Nullable ThreadInfo owner) {
            for (FdInfo fd : table.all()) {
                taker.take(new Open(process, fd, owner));
            }
            return table.size() > 0;
        }
    }
}
