// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.AcceptCall;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.RawCall;
import dev.gvtrace.replay.event.message.SocketpairCall;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TraceScan;
import org.jspecify.annotations.Nullable;

/** The table {@code connections}: the lives of sockets, in the order in which they appeared. */
final class ConnectionTable extends RowTable<SocketLife> {
    ConnectionTable() {
        super(columns(), Shows.EVENTS);
    }

    private static ColumnSet<SocketLife> columns() {
        ColumnSet.Builder<SocketLife> columns = ColumnSet.<SocketLife>of(
                        "connections",
                        "A socket from the call that made it until its last descriptor was closed, in whatever process.")
                .rowsNeed("socket", "socketpair", "accept", "accept4");
        return addUse(addEnds(columns)).build();
    }

    /** What it is, its ends, and what became of it. */
    private static ColumnSet.Builder<SocketLife> addEnds(ColumnSet.Builder<SocketLife> columns) {
        return columns.text(
                        "proto",
                        "The protocol, such as tcp, udp, unix or netlink; no value if unknown.",
                        SocketLife::protocol)
                .text(
                        "role",
                        "client (it connected, or tried to), server (it was accepted or bound) or listener; no value for"
                                + " one that did none of these.",
                        SocketLife::role)
                .needs("connect", "accept", "accept4", "bind", "listen")
                .text("local", "Its own end, ip:port or path; no value if unknown.", SocketLife::local)
                .needs("bind", "accept", "accept4")
                .text(
                        "remote",
                        "The other end, the last one if there were several; where connecting failed, the one asked for."
                                + " No value if unknown.",
                        SocketLife::remote)
                .needs("connect", "accept", "accept4")
                .text(
                        "outcome",
                        "connected, refused, accepted, listening, or the name of the error of the last connect, else of"
                                + " bind or listen; EINPROGRESS if nothing showed how a connect ended. No value for a"
                                + " socket that did none of these.",
                        SocketLife::outcome)
                .needs("connect", "accept", "accept4", "bind", "listen");
    }

    /** Its process, its times and what went over it. */
    private static ColumnSet.Builder<SocketLife> addUse(ColumnSet.Builder<SocketLife> columns) {
        return columns.number(
                        "pid",
                        "The process that made it or, if that was not seen, used it first; root PID namespace.",
                        SocketLife::pid)
                .text("name", "The name of that process then.", SocketLife::name)
                .text(
                        "container",
                        "The short id of its container; no value if unknown.",
                        row -> FilePaths.known(row.container()))
                .time("start", "When it was made; no value if that was not seen.", SocketLife::startNs)
                .time(
                        "end",
                        "When its last descriptor was closed; no value if it is open, or that was not seen.",
                        SocketLife::endNs)
                .needs("close")
                .number(
                        "bytes_in",
                        "How many bytes were read from it, by calls that the session asked for.",
                        SocketLife::bytesIn)
                .needs("read", "pread", "readv", "preadv", "recvfrom", "recvmsg")
                .number(
                        "bytes_out",
                        "How many bytes were written to it, by calls that the session asked for.",
                        SocketLife::bytesOut)
                .needs("write", "pwrite", "writev", "pwritev", "sendto", "sendmsg", "sendfile")
                .list(
                        "fds",
                        "The numbers of its descriptors, the first " + SocketLife.MOST_NUMBERS + ".",
                        SocketLife::numbers)
                .needs("dup", "dup2", "dup3", "fcntl")
                .number(
                        "evt",
                        "The number of the event that made it or, if that was not seen, of its first one.",
                        SocketLife::event);
    }

    @Override
    public boolean isDerived() {
        return true;
    }

    @Override
    protected TraceScan start(Rows<SocketLife> rows, ScanRequest request) {
        return new Account(rows);
    }

    /** Accounts for the effects of events on sockets. */
    private static final class Account implements TraceScan {
        private final Rows<SocketLife> rows;
        private final HeldRows<SocketLife> held;
        private final SocketLives lives;
        private final Transfer transfer = new Transfer();
        private long severalMessages;

        Account(Rows<SocketLife> rows) {
            this.rows = rows;
            held = new HeldRows<>(SocketLife::isEnded, rows::add);
            lives = new SocketLives(held::add, life -> held.completed(SocketLife.BYTES));
        }

        @Override
        public Needs needs() {
            return Needs.PART;
        }

        @Override
        public void event(EventContext event) {
            lives.event(event);
            Event call = event.event();
            SocketLife life = lives.of(event.fd());
            switch (Effect.of(event)) {
                case READ, WRITE, SENDFILE, COPY -> move(event);
                case MESSAGES -> severalMessages += life != null && !call.failed() ? 1 : 0;
                case CONNECT -> {
                    if (life != null) {
                        life.connected(call.result(), event.fdName());
                    }
                }
                case ACCEPT -> {
                    if (life != null && !call.failed()) {
                        life.succeeded("accepted");
                        from(event);
                    }
                }
                case SOCKETPAIR -> pair(event);
                case BIND, LISTEN -> {
                    if (life != null && call.failed()) {
                        life.failed(call.result());
                    }
                }
                default -> {}
            }
        }

        /** A socket that accepts is listening, whether or not the session includes the listen point. */
        private void from(EventContext event) {
            ThreadInfo thread = event.thread();
            Message message = event.event().message();
            int number = message instanceof AcceptCall call
                    ? call.fd()
                    : message instanceof RawCall raw ? (int) raw.argument(0) : -1;
            SocketLife listener = thread == null ? null : lives.of(thread.fd(number));
            if (listener != null) {
                listener.accepts();
            }
        }

        private void move(EventContext event) {
            if (transfer.read(event)) {
                SocketLife source = lives.of(transfer.source());
                if (source != null) {
                    source.received(transfer.bytes());
                }
                SocketLife target = lives.of(transfer.target());
                if (target != null) {
                    target.sent(transfer.bytes());
                }
            }
        }

        private void pair(EventContext event) {
            ThreadInfo thread = event.thread();
            if (thread != null && !event.event().failed() && event.event().message() instanceof SocketpairCall call) {
                connected(thread.fd(call.firstFd()));
                connected(thread.fd(call.secondFd()));
            }
        }

        private void connected(@Nullable FdInfo fd) {
            SocketLife life = lives.of(fd);
            if (life != null) {
                life.succeeded("connected");
            }
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            lives.finish();
            held.finish();
            if (held.isReordered()) {
                rows.note("there are very many sockets: those that were closed come before older ones that were not");
            }
            if (lives.isLimited()) {
                rows.note(
                        "there are too many descriptors of sockets at a time: the ends of some sockets are not known");
            }
            if (severalMessages > 0) {
                rows.note(Notes.count(severalMessages, "call", "calls") + " of sendmmsg and recvmmsg moved bytes that"
                        + " are not in the rows, as only the number of messages is reported");
            }
            Notes.lost(rows, state);
        }
    }
}
