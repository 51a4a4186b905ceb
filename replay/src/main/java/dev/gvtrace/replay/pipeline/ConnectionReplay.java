// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.decode.DecodeOptions;
import dev.gvtrace.replay.decode.DecoderParts;
import dev.gvtrace.replay.decode.EventDecoder;
import dev.gvtrace.replay.decode.EventListener;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.Message;
import dev.gvtrace.replay.event.message.MessageParts;
import dev.gvtrace.replay.event.message.TextPool;
import dev.gvtrace.replay.frame.FrameException;
import dev.gvtrace.replay.frame.ObjectReader;
import dev.gvtrace.replay.frame.ObjectWriter;
import dev.gvtrace.replay.frame.Parts;
import dev.gvtrace.replay.frame.Shapes;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.state.StateBuilder;
import dev.gvtrace.replay.state.StateParts;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;

/**
 * The steps from packet to listener for one connection: decode, state, listener. Replays use it through {@link
 * TraceReplay}, a live capture directly. Not thread-safe; one thread at a time.
 */
public final class ConnectionReplay implements EventListener {
    private final SandboxState state;
    private final StateBuilder builder;
    private final EventDecoder decoder;
    private final TextPool texts;
    private final ReplayListener listener;
    private long fromNs = Long.MIN_VALUE;
    private long fromEvent;
    private long untilEvent = Long.MAX_VALUE;
    private long messages;
    private long events;
    private long lost;
    /** Messages lost up to the last event. */
    private long lostAtEvent;

    private long lostBefore;
    /** True from the first event that is asked for. */
    private boolean inside;

    private long violations;
    private boolean wanted = true;
    /** The receive time of the current message. */
    private long receivedNs;

    /** What frames have of a connection; made when the first one is. */
    private static final class Kept {
        static final Shapes SHAPES = new Shapes(DecoderParts.addTo(StateParts.addTo(new Parts()))
                .keep(ConnectionReplay.class)
                .leave(ReplayListener.class)
                .leaveFields(
                        ConnectionReplay.class,
                        "fromNs",
                        "fromEvent",
                        "untilEvent",
                        "wanted",
                        "receivedNs",
                        "lostBefore",
                        "inside"));

        private Kept() {}
    }

    /** A connection of the given number, whose recording begins with this opening. */
    public ConnectionReplay(int connection, Opening opening, ReplayOptions options, ReplayListener listener) {
        this(connection, opening, options, Growth.FREE, new TextPool(), listener);
    }

    /** The same with a pool of texts, which may not be shared while it is used. */
    ConnectionReplay(
            int connection,
            Opening opening,
            ReplayOptions options,
            Growth growth,
            TextPool texts,
            ReplayListener listener) {
        this.listener = listener;
        state = new SandboxState(connection, opening.host().isEmpty() ? null : opening.host());
        builder = new StateBuilder(state, options.resolved(), growth.first(), growth.before());
        DecodeOptions decodeOptions = SessionFacts.read(opening.session());
        decoder = new EventDecoder(decodeOptions, texts, this);
        this.texts = texts;
    }

    /**
     * Processes a packet with its receive time (ns since the epoch, or 0 if unknown). False when the listener needs no
     * more.
     */
    public boolean packet(byte[] buffer, int offset, int length, long receivedNs) {
        messages++;
        this.receivedNs = receivedNs;
        decoder.packet(buffer, offset, length, receivedNs);
        if (noticeViolation()) {
            violation(length, receivedNs);
        }
        return wanted;
    }

    /** Processes a split packet, with the same result. */
    public boolean packet(MessageParts parts, long receivedNs) {
        messages++;
        this.receivedNs = receivedNs;
        decoder.packet(parts, receivedNs);
        if (noticeViolation()) {
            violation(parts.packetLength(), receivedNs);
        }
        return wanted;
    }

    /** True if the last packet was malformed. */
    private boolean noticeViolation() {
        long before = violations;
        violations = decoder.malformed();
        return violations != before;
    }

    private void violation(int length, long receivedNs) {
        listener.violation(receivedNs, "packet of " + length + " bytes is not a message");
    }

    /** The connection ended: held messages become events, and silent threads are reported. */
    public void end() {
        if (wanted) {
            decoder.end();
        }
        for (SilentThread thread : builder.end()) {
            listener.silent(thread);
            if (wanted && !thread.hasMessages()) {
                deliver(builder.report(thread));
            }
        }
        builder.settle();
        listener.end(state, true);
    }

    /** Ends the replay before the end of the connection: held attempts stay undecided. */
    public void stop() {
        builder.settle();
        listener.end(state, false);
    }

    @Override
    public void lost(long count) {
        lost += count;
        builder.lost(count);
    }

    @Override
    public void message(Message message) {
        builder.observe(message);
        EventContext session = builder.session(message, receivedNs);
        if (session != null) {
            deliver(session);
        }
    }

    @Override
    public void event(Event event) {
        deliver(builder.apply(event));
    }

    private void deliver(EventContext applied) {
        events++;
        boolean before = events < fromEvent || applied.event().timeNs() < fromNs;
        if (!inside && !before) {
            inside = true;
            lostBefore = lostAtEvent;
        }
        lostAtEvent = lost;
        if (wanted && !before) {
            wanted = listener.event(applied);
        }
        if (events >= untilEvent) {
            wanted = false;
        }
    }

    /** What a frame depends on besides the trace: it can be restored only where this text is the same. */
    static String layout() {
        return Kept.SHAPES.layout();
    }

    /** Its state between two packets, from which another replay of the trace can be continued. */
    byte[] frame() {
        return ObjectWriter.write(Kept.SHAPES, this);
    }

    /**
     * Continues from a frame of a replay with the same opening and options, before the first packet.
     *
     * @throws FrameException if it does not fit; then this connection is useless
     */
    void restore(byte[] frame) throws FrameException {
        ObjectReader.read(Kept.SHAPES, frame, this);
    }

    /** The approximate size of the connection in bytes: its state, held messages, pooled texts. */
    public long heldBytes() {
        return builder.heldBytes() + decoder.heldBytes() + texts.heldBytes();
    }

    /**
     * Reduces the connection to about this many bytes; the state counts that. Held messages are released before parts
     * of the state are removed.
     */
    public void keepWithin(long bytes) {
        if (decoder.heldBytes() > bytes / 4) {
            decoder.letGo();
        }
        if (texts.heldBytes() > bytes / 4) {
            texts.clear();
        }
        builder.keepWithin(Math.max(0, bytes - decoder.heldBytes() - texts.heldBytes()));
    }

    /** Messages are missing here that are in no drop counter: the state is uncertain from here on. */
    public void missing(long count) {
        decoder.missing(count);
    }

    /** A gap was recorded: the state is uncertain from here on. */
    void gap(Gap gap) {
        listener.gap(gap.fromNs(), gap.toNs(), gap.lost(), gap.cause());
        if (!gap.isInDropCounter()) {
            decoder.missing(Math.max(1, gap.lost()));
        }
    }

    /** Events before this time only build state. */
    void deliverFrom(long ns) {
        fromNs = ns;
    }

    /** Events before this number only build state. */
    void deliverFromEvent(long number) {
        fromEvent = number;
    }

    /** The replay ends after the event with this number. */
    void stopAfterEvent(long number) {
        untilEvent = number;
    }

    /** Facts recorded in addition to the stream. */
    public void facts(Text kind, byte[] json) {
        builder.facts(kind, json);
    }

    /** A snapshot of the process table, recorded in addition to the stream. */
    public void procfs(byte[] dump) {
        builder.procfs(dump);
    }

    /** The sandbox's time in the last message; 0 if it has none. */
    long lastTimeNs() {
        return decoder.lastTimeNs();
    }

    /** The latest time of an event. */
    long latestEventNs() {
        return state.lastEventNs();
    }

    long messages() {
        return messages;
    }

    long events() {
        return events;
    }

    /** How many messages were lost up to the last event before those that are asked for. */
    long lostBefore() {
        boolean part = fromEvent != 0 || fromNs != Long.MIN_VALUE;
        return !part ? 0 : inside ? lostBefore : lostAtEvent;
    }

    long lost() {
        return lost;
    }

    long violations() {
        return violations;
    }
}
