// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.replay.event.message.TextPool;
import dev.gvtrace.replay.frame.FrameException;
import dev.gvtrace.replay.frame.KeyFrame;
import dev.gvtrace.replay.frame.KeyFrames;
import dev.gvtrace.replay.frame.PackedBytes;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Replays one trace from its beginning to its end, or to a moment. */
public final class TraceReplay {
    private static final int MOST_SPARE = 8;
    /** Messages in the first span that is searched for a time. */
    private static final long FIRST_SPAN = 1 << 17;

    private static final Text DROP_COUNTER = Text.ofUtf8("drop counter");

    /**
     * Pools of finished replays, for later ones: short sandboxes of one image use the same names. A pool's content
     * saves work and does not change results.
     */
    private static final BlockingQueue<TextPool> SPARE_TEXTS =
            new ArrayBlockingQueue<>(Math.min(MOST_SPARE, Runtime.getRuntime().availableProcessors()));

    private final TraceSource source;
    private final ReplayOptions options;
    private final Growth growth;
    private final BooleanSupplier cancelled;
    private final @Nullable KeyFrames frames;
    private final MessagePeek peek = new MessagePeek();
    private @Nullable SplitParts parts;

    /** Creates a replay of a trace. */
    public TraceReplay(TraceSource source, ReplayOptions options) {
        this(source, options, Growth.FREE);
    }

    /** Creates a replay with an action before its state grows large. */
    public TraceReplay(TraceSource source, ReplayOptions options, Growth growth) {
        this(source, options, growth, () -> false);
    }

    /** The same, which stops soon after it was cancelled; the supplier is called for each record. */
    public TraceReplay(TraceSource source, ReplayOptions options, Growth growth, BooleanSupplier cancelled) {
        this(source, options, growth, cancelled, null);
    }

    /** The same, which begins at a key frame where the listener allows it, and adds frames on its way. */
    TraceReplay(
            TraceSource source,
            ReplayOptions options,
            Growth growth,
            BooleanSupplier cancelled,
            @Nullable KeyFrames frames) {
        this.source = source;
        this.options = options;
        this.growth = growth;
        this.cancelled = cancelled;
        this.frames = frames;
    }

    /** Runs it as the connection with the given number. */
    public ReplayResult run(int connection, ReplayListener listener) {
        TextPool spare = SPARE_TEXTS.poll();
        TextPool texts = spare == null ? new TextPool() : spare;
        Bounds bounds = bounds();
        ReplayResult result = null;
        while (result == null) {
            KeyFrame frame = frames == null ? null : frames.last(each -> allows(each, bounds, needs(listener)));
            Selection selection =
                    frame == null ? Selection.all() : Selection.all().sequences(frame.sequence(), Long.MAX_VALUE);
            try (RecordCursor records = source.records(selection.readAhead(options.readAhead()))) {
                Begun begun = frame == null
                        ? begin(connection, records, texts, listener)
                        : continueFrom(frame, connection, records, texts, listener);
                if (begun != null) {
                    result = replay(begun, bounds, records, listener);
                } else if (frames != null && frame != null) {
                    frames.remove(frame);
                }
            }
        }
        SPARE_TEXTS.offer(texts);
        return result;
    }

    /** Times of messages that are not decoded are not known from a frame: such messages are chosen by time from all. */
    private Needs needs(ReplayListener listener) {
        Needs needs = listener.needs();
        return needs == Needs.PART && fromEvent() == 0 && listener.wantsMessages() ? Needs.ALL : needs;
    }

    private boolean allows(KeyFrame frame, Bounds bounds, Needs needs) {
        long first = fromEvent();
        Moment to = options.to();
        boolean early = frame.sequence() <= bounds.toSequence()
                && (to == null || to.kind() != Moment.Kind.EVENT || frame.events() < to.value());
        return switch (needs) {
            case ALL -> false;
            case PART -> early && (first != 0 ? frame.events() + 1 < first : frame.latestNs() < bounds.fromNs());
            case END -> early;
        };
    }

    /** A replay whose first record is the current one, or has none. */
    private static final class Begun {
        private final ConnectionReplay replay;
        private final boolean gapsAreRecorded;
        private final List<Damage> damage;
        private boolean found;
        private long gapFromNs;
        private long lostBefore;
        private long latestNs;

        Begun(ConnectionReplay replay, Opening opening, List<Damage> damage) {
            this.replay = replay;
            this.damage = damage;
            gapsAreRecorded = opening.origin() == TraceOrigin.LIVE;
        }

        ReplayResult result(RecordCursor records) {
            Set<Damage> all = new LinkedHashSet<>(damage);
            all.addAll(records.damage());
            return new ReplayResult(
                    replay.messages(),
                    replay.events(),
                    replay.violations(),
                    replay.lost(),
                    replay.lostBefore(),
                    List.copyOf(all));
        }
    }

    private Begun begin(int connection, RecordCursor records, TextPool texts, ReplayListener listener) {
        boolean found = records.next();
        // A trace begins with its opening: getting it from the source would read the first block twice.
        Opening opening = found && records.kind() == RecordKind.OPENING
                ? Opening.decode(records.buffer(), records.offset(), records.length())
                : source.opening();
        Begun begun = new Begun(
                new ConnectionReplay(connection, opening, options, growth, texts, listener), opening, List.of());
        begun.found = found;
        return begun;
    }

    /** Restores a frame and finds its message; null if that is not possible. */
    private @Nullable Begun continueFrom(
            KeyFrame frame, int connection, RecordCursor records, TextPool texts, ReplayListener listener) {
        Opening opening = source.opening();
        Begun begun = new Begun(
                new ConnectionReplay(connection, opening, options, growth, texts, listener), opening, frame.damage());
        try {
            begun.replay.restore(frame.state().unpack());
        } catch (FrameException e) {
            return null;
        }
        begun.gapFromNs = frame.gapFromNs();
        begun.lostBefore = frame.lostBefore();
        begun.latestNs = frame.latestNs();
        // What comes before the message, such as records of a gap, is in the frame.
        do {
            begun.found = records.next();
        } while (begun.found && !(records.kind() == RecordKind.MESSAGE && records.sequence() >= frame.sequence()));
        return begun.found && records.sequence() == frame.sequence() && begun.replay.events() == frame.events()
                ? begun
                : null;
    }

    private ReplayResult replay(Begun begun, Bounds bounds, RecordCursor records, ReplayListener listener) {
        ConnectionReplay replay = begun.replay;
        replay.deliverFrom(bounds.fromNs());
        replay.deliverFromEvent(fromEvent());
        Moment to = options.to();
        if (to != null && to.kind() == Moment.Kind.EVENT) {
            replay.stopAfterEvent(to.value());
        }
        listener.beginsAfter(replay.events());
        boolean more = true;
        boolean messages = listener.wantsMessages();
        long nextFrame = frames == null ? Long.MAX_VALUE : 0;
        boolean found = begun.found;
        while (found) {
            if (records.kind() == RecordKind.MESSAGE) {
                if (records.sequence() > bounds.toSequence()) {
                    more = false;
                    break;
                }
                if (records.sequence() >= nextFrame) {
                    nextFrame = addFrame(begun, records);
                }
                more = (!messages || show(records, replay, bounds, listener)) && packet(records, replay);
                noteTime(begun, listener);
            } else {
                beside(records, replay);
                begun.lostBefore = replay.lost();
            }
            more &= !cancelled.getAsBoolean();
            found = more && records.next();
        }
        if (more) {
            replay.end();
        } else {
            replay.stop();
        }
        return begun.result(records);
    }

    private static void noteTime(Begun begun, ReplayListener listener) {
        ConnectionReplay replay = begun.replay;
        long timeNs = replay.lastTimeNs();
        begun.latestNs = Math.max(begun.latestNs, timeNs);
        if (!begun.gapsAreRecorded) {
            if (replay.lost() != begun.lostBefore) {
                listener.gap(begun.gapFromNs, timeNs, replay.lost() - begun.lostBefore, DROP_COUNTER);
                begun.lostBefore = replay.lost();
            }
            begun.gapFromNs = timeNs == 0 ? begun.gapFromNs : timeNs;
        }
    }

    /** Makes a frame before the current message if there is none near it. Returns when the next one is due. */
    private long addFrame(Begun begun, RecordCursor records) {
        KeyFrames all = Objects.requireNonNull(frames, "only called with frames");
        ConnectionReplay replay = begun.replay;
        long sequence = records.sequence();
        if (replay.messages() > 0 && all.isMissing(sequence)) {
            all.add(new KeyFrame(
                    sequence,
                    replay.events(),
                    Math.max(begun.latestNs, replay.latestEventNs()),
                    begun.gapFromNs,
                    begun.lostBefore,
                    begun.result(records).damage(),
                    PackedBytes.of(replay.frame())));
        }
        return all.nextAfter(sequence);
    }

    private boolean show(RecordCursor records, ConnectionReplay replay, Bounds bounds, ReplayListener listener) {
        boolean before = replay.events() + 1 < fromEvent()
                || bounds.fromNs() != Long.MIN_VALUE && timeNs(records) < bounds.fromNs();
        return before
                || listener.message(
                        records.sequence(), records.receivedNs(), records.buffer(), records.offset(), records.length());
    }

    /** The number of the first requested event. */
    private long fromEvent() {
        Moment from = options.from();
        return from != null && from.kind() == Moment.Kind.EVENT ? from.value() : 0;
    }

    private boolean packet(RecordCursor records, ConnectionReplay replay) {
        SplitMessage message = records.split();
        if (message == null) {
            return replay.packet(records.buffer(), records.offset(), records.length(), records.receivedNs());
        }
        SplitParts view = parts;
        if (view == null || !view.isOf(message)) {
            view = new SplitParts(message);
            parts = view;
        }
        return replay.packet(view, records.receivedNs());
    }

    /** The sandbox's time in the current message; 0 if it has none. */
    private long timeNs(RecordCursor records) {
        peek.look(records.buffer(), records.offset(), records.length());
        return peek.timeNs();
    }

    private static void beside(RecordCursor records, ConnectionReplay replay) {
        switch (records.kind()) {
            case GAP -> replay.gap(Gap.decode(records.buffer(), records.offset(), records.length()));
            case FACTS -> {
                Facts facts = Facts.decode(records.buffer(), records.offset(), records.length());
                replay.facts(facts.kind(), facts.json());
            }
            case PROCFS ->
                replay.procfs(
                        Arrays.copyOfRange(records.buffer(), records.offset(), records.offset() + records.length()));
            case MESSAGE, OPENING, NOTE, CLOSING -> {} // messages are packets; the others do not change the state
        }
    }

    private record Bounds(long fromNs, long toSequence) {}

    private Bounds bounds() {
        Moment from = options.from();
        Moment to = options.to();
        boolean fromIsTime = from != null && from.kind() != Moment.Kind.EVENT;
        boolean toIsTime = to != null && to.isTime();
        if (!fromIsTime && !toIsTime) {
            return new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        long firstNs = 0;
        long lastNs = 0;
        if (relative(from) || relative(to)) {
            TraceSpan span = TraceSpan.of(source, cancelled);
            firstNs = span.firstNs();
            lastNs = span.lastNs();
        }
        long fromNs = from != null && fromIsTime ? from.resolve(firstNs, lastNs) : Long.MIN_VALUE;
        long toSequence = to != null && toIsTime ? lastNotAfter(to.resolve(firstNs, lastNs)) : Long.MAX_VALUE;
        return new Bounds(fromNs, toSequence);
    }

    private static boolean relative(@Nullable Moment moment) {
        return moment != null && moment.isRelative();
    }

    /**
     * The last message, in order of arrival, whose time is not later: times of different threads may run backwards. It
     * is searched from the end, in spans whose blocks with later times only are not read.
     */
    private long lastNotAfter(long ns) {
        long last = source.summary().lastSequence();
        // Only blocks can be skipped.
        long span = source.summary().blocks() > 1 ? FIRST_SPAN : Long.MAX_VALUE / 4;
        long found = 0;
        for (long end = Math.max(last, 1); end > 0 && found == 0 && !cancelled.getAsBoolean(); end -= span, span *= 2) {
            Selection selection = Selection.all()
                    .times(Long.MIN_VALUE, ns)
                    .sequences(Math.max(1, end - span + 1), end == last ? Long.MAX_VALUE : end);
            found = lastNotAfter(ns, selection);
        }
        return found;
    }

    private long lastNotAfter(long ns, Selection selection) {
        long sequence = 0;
        try (RecordCursor records = source.records(selection)) {
            while (!cancelled.getAsBoolean() && records.next()) {
                if (records.kind() == RecordKind.MESSAGE && timeNs(records) <= ns) {
                    sequence = records.sequence();
                }
            }
        }
        return sequence;
    }
}
