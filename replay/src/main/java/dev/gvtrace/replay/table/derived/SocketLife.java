// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.field.ErrorNames;
import dev.gvtrace.replay.state.Endpoint;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.SocketInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of a socket from the call that created it until its last descriptor was closed. Its addresses and its role
 * come from the object of the state, which outlives the socket.
 */
final class SocketLife {
    /** The maximum number of listed descriptors. */
    static final int MOST_NUMBERS = 32;

    /** The approximate memory for it, in bytes. */
    static final long BYTES = 400;

    private static final int ECONNREFUSED = 111;
    private static final int EISCONN = 106;
    private static final int EALREADY = 114;
    private static final int EINPROGRESS = 115;
    private static final String UNIX = "0->0 ";
    private static final String ARROW = "->";
    private static final int[] NONE = {};

    private final int pid;
    private final String name;
    private final String container;
    private final long event;
    private final long startNs;
    private SocketInfo socket;
    private long endNs;
    private boolean ended;
    private long bytesIn;
    private long bytesOut;
    private int[] numbers = NONE;
    private @Nullable String outcome;
    private boolean pending;
    private boolean listening;
    private @Nullable String attempted;
    /** The number of its descriptors. */
    private int places;
    /** True if some of its descriptors are not counted. */
    private boolean uncounted;

    /**
     * The life of a socket.
     *
     * @param socket its object in the state
     * @param maker the process that created it or, if that was not observed, the first one that used it
     * @param event the number of the event that created it or, if that was not observed, of its first one
     * @param startNs its creation time, ns since the epoch; 0 if that was not observed
     */
    SocketLife(SocketInfo socket, Maker maker, long event, long startNs) {
        this.socket = socket;
        this.pid = maker.pid();
        this.name = maker.name();
        this.container = maker.container();
        this.event = event;
        this.startNs = startNs;
    }

    /**
     * The process that created a socket.
     *
     * @param pid root PID namespace, or 0 if unknown
     * @param container the short id, or "" if unknown
     */
    record Maker(int pid, String name, String container) {}

    // events

    /** Replaces its object in the state by one with more information. */
    void becomes(SocketInfo known) {
        socket = known;
    }

    /** Adds a descriptor. */
    void placed(int number) {
        places++;
        if (numbers.length < MOST_NUMBERS && Arrays.stream(numbers).noneMatch(known -> known == number)) {
            numbers = Arrays.copyOf(numbers, numbers.length + 1);
            numbers[numbers.length - 1] = number;
        }
    }

    /** Records a descriptor that is not counted. */
    void placedUncounted() {
        uncounted = true;
    }

    /** Removes a descriptor. Returns true if it was the last one. */
    boolean left() {
        return --places == 0 && !uncounted;
    }

    /** Records its end at that time, ns since the epoch; 0 if unknown. */
    void ends(long atNs) {
        ended = true;
        endNs = atNs;
    }

    /** Records that many received bytes. */
    void received(long bytes) {
        bytesIn += bytes;
    }

    /** Records that many sent bytes. */
    void sent(long bytes) {
        bytesOut += bytes;
    }

    /** Records that it was accepted, or created as one of a pair. */
    void succeeded(String how) {
        outcome = how;
    }

    /** Records that another socket was accepted from it. */
    void accepts() {
        listening = true;
    }

    /**
     * Records the result of a connect.
     *
     * @param result 0, or the negative error number
     * @param tuple the name of the connection in the event
     */
    void connected(long result, @Nullable String tuple) {
        if (result == -EALREADY) {
            return;
        }
        pending = result == -EINPROGRESS;
        boolean there = result >= 0 || result == -EISCONN;
        outcome = there ? "connected" : result == -ECONNREFUSED ? "refused" : error(result);
        attempted = there || pending ? null : remoteOf(tuple);
    }

    /** Records a failed bind or listen. */
    void failed(long result) {
        if (outcome == null) {
            outcome = error(result);
        }
    }

    private static String error(long result) {
        String known = ErrorNames.of(-result);
        return known == null ? Long.toString(-result) : known;
    }

    private static @Nullable String remoteOf(@Nullable String tuple) {
        if (tuple == null) {
            return null;
        }
        if (tuple.startsWith(UNIX)) {
            return tuple.substring(UNIX.length());
        }
        int arrow = tuple.indexOf(ARROW);
        return arrow < 0 ? null : tuple.substring(arrow + ARROW.length());
    }

    // properties

    SocketInfo socket() {
        return socket;
    }

    boolean isEnded() {
        return ended;
    }

    /**
     * The time at which its last descriptor was closed, ns since the epoch; 0 if it is open or its end was not
     * observed.
     */
    long endNs() {
        return endNs;
    }

    /** The event that created it or, if that was not observed, its first one. */
    long event() {
        return event;
    }

    long startNs() {
        return startNs;
    }

    int pid() {
        return pid;
    }

    String name() {
        return name;
    }

    String container() {
        return container;
    }

    long bytesIn() {
        return bytesIn;
    }

    long bytesOut() {
        return bytesOut;
    }

    /** The numbers of its descriptors, in the order of their creation. */
    List<String> numbers() {
        List<String> texts = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            texts.add(Integer.toString(number));
        }
        return texts;
    }

    /** The transport protocol, else the kind of socket; null if unknown. */
    @Nullable
    String protocol() {
        if (socket.protocol() != SocketInfo.Protocol.NONE) {
            return socket.protocol().text();
        }
        return socket.kind() == FdInfo.Kind.UNKNOWN ? null : socket.kind().text();
    }

    /** listener, client or server; null if it is none of these or unknown. */
    @Nullable
    String role() {
        if (listening || socket.listening()) {
            return "listener";
        }
        return switch (socket.role()) {
            case CLIENT -> "client";
            case SERVER -> "server";
            case NONE -> attempted == null ? null : "client";
        };
    }

    @Nullable
    String local() {
        return end(socket.local(), socket.localPath());
    }

    /** The remote address; without one, the address of a failed connect. */
    @Nullable
    String remote() {
        String known = end(socket.remote(), socket.remotePath());
        return known == null ? attempted : known;
    }

    private static @Nullable String end(@Nullable Endpoint endpoint, @Nullable String path) {
        return endpoint == null ? FilePaths.known(path) : endpoint.toString();
    }

    /** connected, refused, accepted, listening, or the name of an error; null for a socket that did none of these. */
    @Nullable
    String outcome() {
        if (listening || socket.listening()) {
            return "listening";
        }
        if (socket.connected() && (pending || outcome == null)) {
            return "connected";
        }
        return outcome;
    }
}
