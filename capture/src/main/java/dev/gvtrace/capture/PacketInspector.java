// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.handover.ConnectionState;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.stream.FieldTable;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.proto.wire.PacketVerdict;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.text.Text;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Finds the packets of a connection that the recorder acts on: containers that start, processes that were not
 * announced, the end of the sandbox's first process, packets that cannot be read. One thread at a time.
 */
final class PacketInspector {
    /** The number of malformed packets that are logged one by one; all are recorded and counted. */
    private static final int MALFORMED_LOGGED = 5;

    private static final int CONTEXT_DATA = 1;
    private static final int THREAD_ID = 2;
    /** In the root PID namespace; a sandbox ends with it. */
    private static final int FIRST_PROCESS = 1;

    private final String label;
    private final int maxContainers;
    private final Consumer<String> log;
    private final Set<Text> containers = new HashSet<>();
    private final ExecSessions execSessions = new ExecSessions();
    private final FieldTable fields = new FieldTable();
    private BiConsumer<Recording, Text> onContainer = (recording, id) -> {};
    private Snapshots.Source snapshots = Snapshots.Source.NONE;
    private boolean hasBegun;
    private long malformed;
    private boolean firstProcessHasEnded;

    PacketInspector(String label, int maxContainers, Consumer<String> log) {
        this.label = label;
        this.maxContainers = maxContainers;
        this.log = log;
    }

    /** Sets the callback for the start of a container. */
    void onContainer(BiConsumer<Recording, Text> action) {
        onContainer = action;
    }

    /**
     * Sets the source for lists of the sandbox's processes, used when a message comes from a process that was not
     * announced.
     */
    void askForSnapshots(Snapshots.Source source) {
        snapshots = source;
    }

    /** Packets that cannot be read as a message. */
    long malformed() {
        return malformed;
    }

    /** True if at least one packet was inspected. */
    boolean hasBegun() {
        return hasBegun;
    }

    /** True if the stream reported the end of the sandbox's first process. */
    boolean firstProcessHasEnded() {
        return firstProcessHasEnded;
    }

    /** What the packets have shown, for the next recorder. */
    ConnectionState.Contents contents() {
        return new ConnectionState.Contents(hasBegun, firstProcessHasEnded, malformed, containers);
    }

    /** Before the first packet: continues where another inspector of the connection has ended. */
    void resume(ConnectionState.Contents before) {
        hasBegun = before.hasBegun();
        firstProcessHasEnded = before.firstProcessHasEnded();
        malformed = before.malformed();
        containers.addAll(before.containers());
    }

    /** Inspects a packet that the indexer has just indexed. */
    void inspect(Recording recording, PacketIndexer indexer, byte[] buffer, int offset, int length) {
        boolean isFirst = !hasBegun;
        hasBegun = true;
        MessagePeek peek = indexer.peek();
        if (!indexer.verdict().isReadable()) {
            malformed(indexer.verdict());
        } else if (peek.type() == MessageType.CONTAINER_START.number()) {
            containerStarted(recording, peek, buffer);
        } else {
            if (peek.type() == MessageType.SENTRY_TASK_EXIT.number()) {
                firstProcessHasEnded |= thread(buffer, offset, length) == FIRST_PROCESS;
            } else if (peek.type() == MessageType.SENTRY_EXEC.number()) {
                // a thread that executes a program takes the leader's place, which has ended before
                firstProcessHasEnded &= thread(buffer, offset, length) != FIRST_PROCESS;
            }
            unannounced(recording, isFirst, peek.execSession());
        }
    }

    /** Requests a list of the sandbox's processes. */
    void requestSnapshot(Recording recording) {
        snapshots.request(recording);
    }

    /**
     * The sandbox was restored, or ran before, or it is an exec session's first process: no container/start reports any
     * of these.
     */
    private void unannounced(Recording recording, boolean isFirst, long execSession) {
        boolean isNewSession = execSession != 0 && execSessions.isNew(execSession);
        if (isFirst || isNewSession) {
            snapshots.request(recording);
        }
    }

    private long thread(byte[] buffer, int offset, int length) {
        int payload = WireHeader.headerSize(buffer, offset);
        fields.scan(buffer, offset + payload, length - payload);
        if (!fields.hasBytes(CONTEXT_DATA)) {
            return 0;
        }
        fields.scan(buffer, fields.offset(CONTEXT_DATA), fields.length(CONTEXT_DATA));
        return fields.number(THREAD_ID);
    }

    private void malformed(PacketVerdict verdict) {
        if (verdict == PacketVerdict.UNKNOWN_TYPE) {
            return;
        }
        malformed++;
        if (malformed <= MALFORMED_LOGGED) {
            log.accept(label + ": malformed packet: " + verdict.text());
        }
    }

    private void containerStarted(Recording recording, MessagePeek peek, byte[] buffer) {
        if (containers.size() < maxContainers && peek.containerLength() > 0) {
            Text id = Text.ofBytes(buffer, peek.containerOffset(), peek.containerLength());
            if (containers.add(id)) {
                onContainer.accept(recording, id);
            }
        }
    }
}
