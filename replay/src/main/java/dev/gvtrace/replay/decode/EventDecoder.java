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
 * Makes events of the messages of one connection, in order of arrival. Holds what may still be completed: an attempt to
 * execute, a raw exit that may have a schematized twin, a sentry/mmap; each until the same thread's next message or the
 * end. What is held is bounded: beyond the bounds everything is let go, as if the connection had ended, but without
 * concluding anything from what did not come. Keeps no other state. Not thread-safe.
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

    /** A decoder that notifies the given listener. */
    public EventDecoder(DecodeOptions options, EventListener listener) {
        this(options, new TextPool(), listener);
    }

    /**
     * The same, with a pool of texts that is used by nothing else meanwhile; what it holds from before changes no
     * event.
     */
    public EventDecoder(DecodeOptions options, TextPool pool, EventListener listener) {
        this.listener = listener;
        views = new MessageViews(pool);
        assembler = new EventAssembler(options, pool, listener);
        architecture = options.architecture();
        views.rawArchitecture(architecture);
    }

    /**
     * Takes in one packet, header included, as received at the given time (ns since the epoch, 0 if unknown). Never
     * throws for what is in the bytes: what cannot be read is counted, see {@link #malformed}.
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

    /** Takes in one packet that was taken apart, with the same result. */
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

    /** Messages are missing here, of which the next one's drop counter does not count. */
    public void missing(long count) {
        missing += count;
        assembler.lost(count);
        listener.lost(count);
    }

    /** About how many bytes wait for further messages, never less. What views of messages refer to is not counted. */
    public long heldBytes() {
        return assembler.heldBytes();
    }

    /** Everything that is held becomes an event now, without concluding anything from what did not come. */
    public void letGo() {
        assembler.makeRoom();
    }

    /** The connection ended: everything that is held becomes an event, in the order of arrival. */
    public void end() {
        assembler.end();
    }

    /** How many messages could be read, those of unknown types included. */
    public long messages() {
        return messages;
    }

    /** How many packets could not be read. */
    public long malformed() {
        return malformed;
    }

    /** The sandbox's time of the last message that could be read; 0 if it has none. */
    public long lastTimeNs() {
        return lastTimeNs;
    }

    /** How many messages are missing: those that the Sentry reported lost, and those of {@link #missing(long)}. */
    public long lost() {
        return drops.total() + missing;
    }

    /** The workload's architecture: what the last schematized call showed, until then what the options say. */
    public Architecture architecture() {
        return architecture;
    }
}
