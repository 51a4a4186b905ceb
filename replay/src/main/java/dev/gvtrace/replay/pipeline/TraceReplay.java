// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.replay.event.message.TextPool;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.text.Text;
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Replays one trace from its beginning to its end, or to a moment. */
public final class TraceReplay {
    private static final int MOST_SPARE = 8;
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
        this.source = source;
        this.options = options;
        this.growth = growth;
        this.cancelled = cancelled;
    }

    /** Runs it as the connection with the given number. */
    public ReplayResult run(int connection, ReplayListener listener) {
        TextPool spare = SPARE_TEXTS.poll();
        TextPool texts = spare == null ? new TextPool() : spare;
        try (RecordCursor records = source.records(Selection.all().readAhead(options.readAhead()))) {
            ReplayResult result = replay(connection, records, texts, listener);
            SPARE_TEXTS.offer(texts);
            return result;
        }
    }

    private ReplayResult replay(int connection, RecordCursor records, TextPool texts, ReplayListener listener) {
        boolean found = records.next();
        // A trace begins with its opening: getting it from the source would read the first block twice.
        Opening opening = found && records.kind() == RecordKind.OPENING
                ? Opening.decode(records.buffer(), records.offset(), records.length())
                : source.opening();
        ConnectionReplay replay = new ConnectionReplay(connection, opening, options, growth, texts, listener);
        Bounds bounds = bounds();
        replay.deliverFrom(bounds.fromNs());
        replay.deliverFromEvent(fromEvent());
        Moment to = options.to();
        if (to != null && to.kind() == Moment.Kind.EVENT) {
            replay.stopAfterEvent(to.value());
        }
        boolean gapsAreRecorded = opening.origin() == TraceOrigin.LIVE;
        boolean more = true;
        boolean messages = listener.wantsMessages();
        long gapFromNs = 0;
        long lostBefore = 0;
        while (found) {
            if (records.kind() == RecordKind.MESSAGE) {
                if (records.sequence() > bounds.toSequence()) {
                    more = false;
                    break;
                }
                more = (!messages || show(records, replay, bounds, listener)) && packet(records, replay);
                if (!gapsAreRecorded) {
                    long timeNs = replay.lastTimeNs();
                    if (replay.lost() != lostBefore) {
                        listener.gap(gapFromNs, timeNs, replay.lost() - lostBefore, DROP_COUNTER);
                        lostBefore = replay.lost();
                    }
                    gapFromNs = timeNs == 0 ? gapFromNs : timeNs;
                }
            } else {
                beside(records, replay);
                lostBefore = replay.lost();
            }
            more &= !cancelled.getAsBoolean();
            found = more && records.next();
        }
        if (more) {
            replay.end();
        } else {
            replay.stop();
        }
        return new ReplayResult(
                replay.messages(), replay.events(), replay.violations(), replay.lost(), records.damage());
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

    /** The last message, in order of arrival, whose time is not later: times of different threads may run backwards. */
    private long lastNotAfter(long ns) {
        long sequence = 0;
        try (RecordCursor records = source.records(Selection.all().times(Long.MIN_VALUE, ns))) {
            while (!cancelled.getAsBoolean() && records.next()) {
                if (records.kind() == RecordKind.MESSAGE) {
                    long timeNs = timeNs(records);
                    if (timeNs <= ns) {
                        sequence = records.sequence();
                    }
                }
            }
        }
        return sequence;
    }
}
