// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.message.SocketpairCall;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.FdTable;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SocketInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows every socket of a sandbox until it has no descriptor. The state has only the current meaning of a descriptor
 * number. To detect changes, this class records which numbers of which tables referred to sockets, and after each event
 * compares those that the event may have changed.
 */
final class SocketLives {
    /** The maximum number of recorded descriptors. The ends of sockets with further descriptors are unknown. */
    static final int MOST_PLACES = 1 << 18;

    private static final long NOT_SEEN = 0;
    private static final int SWEEP_ABOVE = 128;

    private final Map<SocketInfo, SocketLife> open = new IdentityHashMap<>();
    private final Map<FdTable, Map<Integer, SocketLife>> tables = new IdentityHashMap<>();
    private final Consumer<SocketLife> begun;
    private final Consumer<SocketLife> ended;
    private final int mostPlaces;
    private int places;
    private int sweepAt = SWEEP_ABOVE;
    private boolean first = true;
    private boolean limited;

    /** Reports each socket when it first appears, and again when it has ended. */
    SocketLives(Consumer<SocketLife> begun, Consumer<SocketLife> ended) {
        this(begun, ended, MOST_PLACES);
    }

    SocketLives(Consumer<SocketLife> begun, Consumer<SocketLife> ended, int mostPlaces) {
        this.begun = begun;
        this.ended = ended;
        this.mostPlaces = mostPlaces;
    }

    /** Processes an event. */
    void event(EventContext event) {
        if (first) {
            first = false;
            for (ThreadInfo thread : event.sandbox().threads()) {
                compareAll(event, thread, thread.descriptors());
            }
        }
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return;
        }
        FdTable table = thread.descriptors();
        switch (Effect.of(event)) {
            case CLONE, DESCRIPTORS -> compareAll(event, thread, table);
            case EXECUTE -> {
                compareAll(event, thread, table);
                leaveUnused(event.event().timeNs());
            }
            case END -> {
                // the table of a leader replaced by an execve of another thread is already released
                if (table.sharers() <= 1 && event.sandbox().thread(thread.tid()) == thread) {
                    leaveTable(table, event.event().timeNs());
                }
            }
            case SOCKETPAIR -> {
                if (event.event().message() instanceof SocketpairCall call) {
                    compare(event, thread, call.firstFd());
                    compare(event, thread, call.secondFd());
                }
            }
            case REPLACE -> {
                compare(event, thread, event.fdNumber());
                if (!event.event().failed()) {
                    compare(event, thread, event.event().result());
                }
            }
            default -> compare(event, thread, event.fdNumber());
        }
    }

    /** The life of the socket of a descriptor; null if it is not a socket. */
    @Nullable
    SocketLife of(@Nullable FdInfo fd) {
        SocketInfo socket = fd == null ? null : fd.socket();
        return socket == null ? null : open.get(socket);
    }

    private void compareAll(EventContext event, ThreadInfo thread, FdTable table) {
        Map<Integer, SocketLife> known = tables.get(table);
        if (known != null) {
            List.copyOf(known.keySet()).forEach(number -> compare(event, thread, table, number));
        }
        for (FdInfo fd : table.all()) {
            if (fd.socket() != null) {
                compare(event, thread, table, fd.number());
            }
        }
    }

    private void compare(EventContext event, ThreadInfo thread, long number) {
        if (number >= 0 && number <= Integer.MAX_VALUE) {
            compare(event, thread, thread.descriptors(), (int) number);
        }
    }

    /** Compares the object of the number with the recorded one. */
    private void compare(EventContext event, ThreadInfo thread, FdTable table, int number) {
        FdInfo fd = table.get(number);
        SocketInfo socket = fd == null ? null : fd.socket();
        Map<Integer, SocketLife> known = tables.get(table);
        SocketLife before = known == null ? null : known.get(number);
        if (before == null && socket == null || before != null && before.socket() == socket) {
            return;
        }
        if (before != null && socket != null && before.socket().family() == 0 && !open.containsKey(socket)) {
            // the same socket, about which the Sentry reported more
            open.remove(before.socket());
            before.becomes(socket);
            open.put(socket, before);
            return;
        }
        if (known != null && before != null) {
            known.remove(number);
            leave(before, event.event().timeNs());
        }
        if (socket != null) {
            place(event, thread, table, number, socket);
        }
    }

    private void place(EventContext event, ThreadInfo thread, FdTable table, int number, SocketInfo socket) {
        SocketLife life = open.get(socket);
        if (life == null) {
            life = begin(event, thread, socket);
        }
        if (places >= mostPlaces) {
            limited = true;
            life.placedUncounted();
            return;
        }
        places++;
        life.placed(number);
        if (!tables.containsKey(table)) {
            if (tables.size() >= sweepAt) {
                leaveUnused(NOT_SEEN);
                sweepAt = 2 * tables.size() + SWEEP_ABOVE;
            }
            tables.put(table, new HashMap<>());
        }
        tables.get(table).put(number, life);
    }

    private SocketLife begin(EventContext event, ThreadInfo thread, SocketInfo socket) {
        ProcessInfo process = thread.process();
        boolean made = switch (Effect.of(event)) {
            case SOCKET, SOCKETPAIR, ACCEPT -> true;
            default -> false;
        };
        SocketLife life = new SocketLife(
                socket,
                new SocketLife.Maker(process.pid(), process.name(), FilePaths.container(event)),
                event.number(),
                made ? event.event().timeNs() : NOT_SEEN);
        open.put(socket, life);
        begun.accept(life);
        return life;
    }

    private void leave(SocketLife life, long atNs) {
        places--;
        if (life.left()) {
            open.remove(life.socket());
            life.ends(atNs);
            ended.accept(life);
        }
    }

    private void leaveTable(FdTable table, long atNs) {
        Map<Integer, SocketLife> known = tables.remove(table);
        if (known != null) {
            known.values().forEach(life -> leave(life, atNs));
        }
    }

    /** Releases tables that no thread uses. */
    private void leaveUnused(long atNs) {
        List<FdTable> unused = new ArrayList<>();
        tables.keySet().forEach(table -> {
            if (table.sharers() == 0) {
                unused.add(table);
            }
        });
        unused.forEach(table -> leaveTable(table, atNs));
    }

    /** Completes reading: sockets of processes whose end was not observed end at an unknown time. */
    void finish() {
        leaveUnused(NOT_SEEN);
    }

    /** True if there were more descriptors than are recorded. */
    boolean isLimited() {
        return limited;
    }
}
