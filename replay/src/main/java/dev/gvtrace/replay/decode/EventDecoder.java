// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.wire.DropCounter;
import dev.gvtrace.proto.wire.PacketVerdict;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.MessageParts;
import dev.gvtrace.replay.event.message.MessageViews;
import dev.gvtrace.replay.event.message.SystemCall;
import dev.gvtrace.replay.event.message.TextPool;

/**
 * Makes events of the messages of one connection, in order of arrival. Holds messages that may still be completed: an
 * attempt to execute, a raw exit that may have a schematized twin, a sentry/mmap; each until the same thread's next
 * message or the end. The held messages are bounded: beyond the bounds all are released, as if the connection had
 * ended, but without conclusions from missing messages. Keeps no other state. Not thread-safe.
 */
public final class EventDecoder {
    private final EventListener listener;
    private final MessageViews views;
    private final EventAssembler assembler;
    private final DropCounter drops = new DropCounter();
    private Architecture architecture;
    private boolean architectureSeen;
    private long messages;
    private long malformed;
    private long lastTimeNs;
    private long missing;

    /** Creates a decoder that notifies the given listener. */
    public EventDecoder(DecodeOptions options, EventListener listener) {
        this(options, new TextPool(), listener);
    }

    /**
     * The same with a pool of texts, which may not be shared while the decoder is used; its earlier content does not
     * affect events.
     */
    public EventDecoder(DecodeOptions options, TextPool pool, EventListener listener) {
        this.listener = listener;
        views = new MessageViews(pool);
        assembler = new EventAssembler(options, pool, listener);
        architecture = options.architecture();
        views.rawArchitecture(architecture);
    }

    /**
     * Decodes one packet, header included, received at the given time (ns since the epoch, or 0 if unknown). Never
     * throws because of the bytes: unreadable packets are counted, see {@link #malformed}.
     */
    public void packet(byte[] buffer, int offset, int length, long receivedNs) {
        PacketVerdict verdict = WireHeader.verdict(buffer, offset, length);
        if (!verdict.hasDroppedCount()) {
            malformed++;
            return;
        }
        dropped(WireHeader.droppedCount(buffer, offset));
        int headerSize = WireHeader.headerSize(buffer, offset);
        int payload = offset + headerSize;
        Message message = views.read(WireHeader.messageType(buffer, offset), buffer, payload, length - headerSize);
        take(message, receivedNs);
    }

    /** Decodes one split packet, with the same result. */
    public void packet(MessageParts parts, long receivedNs) {
        dropped(parts.dropped());
        take(views.read(parts), receivedNs);
    }

    private void dropped(int count) {
        int lost = drops.observe(count);
        if (lost > 0) {
            assembler.lost(lost);
            listener.lost(lost);
        }
    }

    private void take(Message message, long receivedNs) {
        if (message.type() == 0 || !views.whole()) {
            malformed++;
            return;
        }
        messages++;
        lastTimeNs = message.context().timeNs();
        if (!architectureSeen || message.kind() != MessageKind.RAW) {
            learnArchitecture(message);
        }
        assembler.take(message, receivedNs);
    }

    private void learnArchitecture(Message message) {
        if (message instanceof Call call && call.kind() != MessageKind.RAW) {
            SystemCall systemCall = call.systemCall();
            if (!systemCall.equals(SystemCall.UNKNOWN)
                    && (!architectureSeen || systemCall.architecture() != architecture)) {
                architectureSeen = true;
                architecture = systemCall.architecture();
                views.rawArchitecture(architecture);
                assembler.rawArchitecture(architecture);
            }
        }
    }

    /** Messages are missing here that are not in the next one's drop counter. */
    public void missing(long count) {
        missing += count;
        assembler.lost(count);
        listener.lost(count);
    }

    /** An upper bound of the bytes held for further messages, without the bytes that views refer to. */
    public long heldBytes() {
        return assembler.heldBytes();
    }

    /** Makes events of all held messages now, without conclusions from missing messages. */
    public void letGo() {
        assembler.makeRoom();
    }

    /** The connection ended: makes events of all held messages, in the order of arrival. */
    public void end() {
        assembler.end();
    }

    /** The number of messages read, including those of unknown types. */
    public long messages() {
        return messages;
    }

    /** The number of unreadable packets. */
    public long malformed() {
        return malformed;
    }

    /** The sandbox's time in the last readable message; 0 if it has none. */
    public long lastTimeNs() {
        return lastTimeNs;
    }

    /** The number of missing messages: those that the Sentry reported as lost, and those of {@link #missing(long)}. */
    public long lost() {
        return drops.total() + missing;
    }

    /** The workload's architecture: that of the last schematized call, until then that of the options. */
    public Architecture architecture() {
        return architecture;
    }
}
