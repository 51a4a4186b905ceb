// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.handover.ConnectionState;
import dev.gvtrace.capture.handover.KeptConnection;
import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.receive.SentryConnection;
import dev.gvtrace.capture.receive.StreamEnd;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.proto.wire.DropCounter;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The recorder's side of a connection: drains the ring into the trace ({@link TraceRecorder}), with gaps where the
 * Sentry's drop counter has grown. That is done in turns, on the recorder's thread and, when packets come fast, on the
 * receiver's ({@link #drain}); a thread that finds the other's turn under way skips its own. Draining continues while
 * the disk fails.
 */
final class Recording implements PacketRing.Sink, SentryConnection.Drainer {
    /** A message's own time is used if it is within this much of the time of receipt. */
    private static final long CREDIBLE_NS = 3_600_000_000_000L;
    /** How long a receiver may take to end after it is stopped. */
    private static final long END_NS = 1_000_000_000L;

    private static final long PAUSE_NS = 1_000_000;
    /** Drops that are reported so soon after the recorder was restarted happened while it was. */
    private static final long SETTLED_NS = 1_000_000_000L;

    /** The connection's place in the service manager's store. */
    private record Kept(KeptConnection place, ConnectionState.Peer peer) {}

    private final ConnectionInfo info;
    private final SentryConnection connection;
    private final PacketIndexer indexer = new PacketIndexer();
    private final Opening opening;
    private final TraceRecorder trace;
    private final PacketInspector inspector;
    private final ListenerDispatch listeners;
    private final FlushDelay flushes;
    private final CaptureCounters counters;
    private final String tool;
    private final boolean isTakenUp;
    private final Consumer<String> log;
    private volatile @Nullable Kept kept;
    private final Queue<NonMessageRecord> side = new ConcurrentLinkedQueue<>();
    private final DropCounter drops;
    /** Held during a turn; guards everything that is not volatile or final. */
    private final ReentrantLock turn = new ReentrantLock();

    private volatile boolean rotationRequested;
    private volatile boolean snapshotRequested;
    private volatile long dropsReportedByRunsc;
    private volatile @Nullable StreamEnd end;
    private volatile boolean settled;
    private volatile @Nullable Runsc runsc;
    private boolean over;
    private boolean stalled;
    private long countedMalformed;

    Recording(ConnectionInfo info, SentryConnection connection, Opening opening, RecordingContext server) {
        this(info, connection, opening, server, null, null);
    }

    /**
     * Continues what another recorder recorded of the connection.
     *
     * @param continued where it ended; null for none, or if it crashed: then this is another recording
     * @param drops has counted its messages; null if no recorder had the connection before
     */
    Recording(
            ConnectionInfo info,
            SentryConnection connection,
            Opening opening,
            RecordingContext server,
            @Nullable ConnectionState continued,
            @Nullable DropCounter drops) {
        this.info = info;
        this.isTakenUp = drops != null;
        this.drops = drops == null ? new DropCounter() : drops;
        this.tool = server.options().tool();
        this.log = server.log();
        this.connection = connection;
        this.opening = opening;
        this.counters = server.counters();
        CaptureOptions options = server.options();
        this.inspector = new PacketInspector(info.label(), options.limits().containersPerSandbox(), server.log());
        this.listeners = new ListenerDispatch(info, server.listener(), server.log());
        this.flushes = new FlushDelay(options.flushEvery().toNanos(), System.nanoTime());
        this.trace = new TraceRecorder(info, opening, indexer, listeners, server, continued);
        ConnectionState.Progress progress = continued == null ? null : continued.progress();
        if (progress != null) {
            inspector.resume(progress.contents());
            dropsReportedByRunsc = progress.drops().reported();
        }
    }

    ConnectionInfo info() {
        return info;
    }

    /** The record that its trace begins with. */
    Opening opening() {
        return opening;
    }

    SentryConnection connection() {
        return connection;
    }

    /** The inspector of its packets. */
    PacketInspector inspector() {
        return inspector;
    }

    /** Creates the file; if that fails, it is retried later. */
    void begin(long nowNs) {
        trace.begin(nowNs);
        listeners.dispatch(l -> l.opened(info, opening));
    }

    /** Counts messages as lost from now on, and retries later. */
    void fail(String cause, long nowNs) {
        trace.fail(cause, nowNs);
    }

    /** Any thread: {@link #leave} follows soon. */
    void prepareToLeave() {
        trace.prepareToLeave();
    }

    /** Any thread: records something that is not a message. */
    void offer(NonMessageRecord record) {
        side.add(record);
    }

    /** Any thread: records facts from the host, JSON. */
    void offerFacts(long atNs, String kind, byte[] json) {
        offer(new NonMessageRecord.FactsRecord(atNs, kind, json));
    }

    /** Any thread: requests that recording continues in a next file. */
    void requestRotation() {
        rotationRequested = true;
    }

    /** Any thread: requests a list of the sandbox's processes. */
    void requestSnapshot() {
        snapshotRequested = true;
    }

    /** True when the connection has ended and everything is taken from its ring. */
    boolean isOver() {
        return over;
    }

    /** Any thread: how long received messages are in memory only. */
    FlushDelay flushes() {
        return flushes;
    }

    /** True once every message is written or reported as lost. Any thread. */
    boolean isSettled() {
        return settled;
    }

    /**
     * Time of the last message that was taken, nanoseconds since the epoch. Any thread: for another one it may be a
     * little too early.
     */
    long lastNs() {
        return trace.lastNs();
    }

    @Nullable
    Path file() {
        return trace.file();
    }

    /** What is known about it now. Any thread. */
    RecordingStatus status() {
        return new RecordingStatus(info, trace.messagesCounted(), trace.messagesLost(), trace.file(), trace.trouble());
    }

    /**
     * The recorder's turn: takes up to about {@code most} bytes from the ring and does pending work. Disk errors and
     * internal errors are handled here, so that they do not affect other recordings.
     */
    long turn(PacketRing.Scratch scratch, int most, long nowNs) {
        if (!turn.tryLock()) {
            return 0;
        }
        try {
            return record(scratch, most, nowNs);
        } catch (RuntimeException | Error e) {
            trace.fail("internal error: " + e, nowNs);
            return 0;
        } finally {
            turn.unlock();
        }
    }

    /**
     * The receiver's turn: drains the ring and compresses full blocks, but writes nothing, so that it never waits for
     * the disk. With a listener it does nothing, because a listener may be slow.
     */
    @Override
    public boolean drain(PacketRing.Scratch scratch, int most) {
        if (!turn.tryLock()) {
            return true;
        }
        try {
            if (!listeners.isEmpty()) {
                return true;
            }
            if (!trace.putOffWriting(true)) {
                return false;
            }
            connection.ring().drain(this, scratch, most);
            return !trace.hasTooMuchToWrite();
        } catch (RuntimeException | Error e) {
            trace.fail("internal error: " + e, trace.lastNs());
            return false;
        } finally {
            trace.putOffWriting(false);
            turn.unlock();
        }
    }

    private long record(PacketRing.Scratch scratch, int most, long nowNs) {
        boolean ended = connection.end() != null;
        long turnNs = System.nanoTime();
        if (!ended && isIdle() && trace.isIdle(turnNs)) {
            flushes.written(turnNs, turnNs);
            return 0;
        }
        flushes.markPending();
        trace.pauseIfDiskIsFull(nowNs);
        takeSideRecords(nowNs);
        if (snapshotRequested) {
            snapshotRequested = false;
            inspector.requestSnapshot(this);
        }
        int taken = connection.ring().drain(this, scratch, most);
        over = ended && taken == 0 && connection.ring().isEmpty();
        boolean rotate = rotationRequested && !trace.isOut();
        if (rotate) {
            rotationRequested = false;
        }
        boolean isSealed = trace.upkeep(nowNs, rotate, over);
        if (isSealed || !trace.isDirty()) {
            flushes.written(turnNs, System.nanoTime());
        }
        count();
        return taken;
    }

    /** The usual case with many quiet sandboxes. */
    private boolean isIdle() {
        return !rotationRequested && connection.ring().isEmpty() && side.isEmpty();
    }

    private void takeSideRecords(long nowNs) {
        int facts = trace.facts().size();
        takeEachSideRecord(nowNs);
        if (trace.facts().size() > facts) {
            updateKept(null);
        }
    }

    private void takeEachSideRecord(long nowNs) {
        for (NonMessageRecord next = side.peek(); next != null; next = side.peek()) {
            NonMessageRecord record = next;
            if (!record.record(trace, nowNs)) {
                return;
            }
            side.remove();
            listeners.dispatch(l -> record.report(l, info));
        }
    }

    @Override
    public boolean packet(byte[] buffer, int offset, int length, long receivedNs, int flags) {
        if (trace.hasTooMuchToWrite()) {
            return false;
        }
        take(buffer, offset, length, receivedNs, flags);
        return true;
    }

    private void take(byte[] buffer, int offset, int length, long receivedNs, int flags) {
        stalled |= (flags & PacketRing.STALLED) != 0;
        int dropped = dropped(buffer, offset, length);
        if (dropped > 0) {
            LossKind kind = kindOfDrop(receivedNs);
            trace.gap(new Gap(Math.min(trace.lastNs(), receivedNs), receivedNs, dropped, causeOfDrop(kind)), kind);
            stalled = false;
        }
        if ((flags & PacketRing.TRUNCATED) != 0) {
            trace.gap(
                    new Gap(
                            Math.min(trace.lastNs(), receivedNs),
                            receivedNs,
                            1,
                            "message longer than the recorder's limit"),
                    LossKind.TOO_LONG);
            return;
        }
        if (trace.message(receivedNs, buffer, offset, length)) {
            long own = indexer.peek().timeNs();
            trace.reached(own > receivedNs - CREDIBLE_NS && own <= receivedNs ? own : receivedNs);
            inspector.inspect(this, indexer, buffer, offset, length);
        }
        // listeners are notified even while the disk fails
        if (!listeners.isEmpty()) {
            listeners.dispatch(l -> l.packet(info, receivedNs, buffer, offset, length));
        }
    }

    private LossKind kindOfDrop(long receivedNs) {
        if (isTakenUp && receivedNs - info.connectedNs() < SETTLED_NS) {
            return LossKind.RECORDER_RESTARTED;
        }
        return stalled ? LossKind.RECORDER_TOO_SLOW : LossKind.SOCKET_FULL;
    }

    private static Text causeOfDrop(LossKind kind) {
        if (kind == LossKind.RECORDER_RESTARTED) {
            return Gap.RECORDER_RESTARTED;
        }
        return kind == LossKind.RECORDER_TOO_SLOW ? Gap.RECORDER_TOO_SLOW : Gap.SOCKET_FULL;
    }

    /** How many messages the Sentry has dropped before this one. */
    private int dropped(byte[] buffer, int offset, int length) {
        return WireHeader.verdict(buffer, offset, length).hasDroppedCount()
                ? drops.observe(WireHeader.droppedCount(buffer, offset))
                : 0;
    }

    /** Seals the file. Called once, when {@link #isOver}; may block on the disk. */
    void finish(long nowNs) {
        StreamEnd ended = end();
        counters.hasEnded(ended.cause());
        takeSideRecords(nowNs);
        long unreported = dropsReportedByRunsc - drops.total();
        if (unreported > 0) {
            trace.gap(
                    new Gap(Math.min(trace.lastNs(), nowNs), nowNs, unreported, Gap.REPORTED_AT_THE_END),
                    LossKind.REPORTED_AT_THE_END);
        }
        if (ended == StreamEnd.HANDED_OVER) {
            handOver(nowNs);
        } else {
            trace.finish(nowNs, ended, malformed());
        }
        count();
        settled = true;
        listeners.dispatch(l -> l.closed(info, ended.text()));
    }

    private void handOver(long nowNs) {
        Seal seal = trace.handOver(nowNs, StreamEnd.HANDED_OVER, malformed());
        if (seal != null) {
            updateKept(new ConnectionState.Progress(
                    seal,
                    trace.lastNs(),
                    nowNs,
                    new ConnectionState.Drops(drops.last(), drops.total(), dropsReportedByRunsc),
                    inspector.contents()));
        }
    }

    /**
     * Leaves the connection with the service manager for the next recorder, whatever ends this one. To be called when
     * the recording has begun.
     *
     * @param peer who connected
     */
    void keep(KeptConnection place, ConnectionState.Peer peer) throws IOException {
        Kept now = new Kept(place, peer);
        place.update(state(now, null));
        place.keep(connection.socket());
        kept = now;
    }

    /** Asks the service manager again to keep it, as it may have had no room before; false if that is impossible. */
    boolean keepAgain() {
        Kept place = kept;
        if (place == null) {
            return false;
        }
        try {
            place.place().keep(connection.socket());
            return true;
        } catch (IOException e) {
            log.accept(info.label() + ": the service manager does not keep the connection: " + e.getMessage());
            return false;
        }
    }

    /** After its end: removes the connection from the service manager, unless it was left to the next recorder. */
    void release() {
        Kept place = kept;
        if (place == null || connection.end() == StreamEnd.HANDED_OVER) {
            return;
        }
        try {
            place.place().remove();
        } catch (IOException e) {
            log.accept(info.label() + ": cannot be removed from the service manager's store: " + e.getMessage());
        }
    }

    private void updateKept(ConnectionState.@Nullable Progress progress) {
        Kept now = kept;
        if (now == null) {
            return;
        }
        try {
            now.place().update(state(now, progress));
        } catch (IOException e) {
            log.accept(info.label() + ": what the next recorder needs cannot be kept: " + e.getMessage());
        }
    }

    private ConnectionState state(Kept now, ConnectionState.@Nullable Progress progress) {
        return new ConnectionState(
                tool,
                ProcessHandle.current().pid(),
                now.peer(),
                opening,
                trace.base(),
                trace.facts().stream()
                        .map(fact -> new ConnectionState.Fact(fact.atNs(), fact.kind(), fact.json()))
                        .toList(),
                progress);
    }

    private StreamEnd end() {
        StreamEnd known = end;
        StreamEnd received = connection.end();
        return known != null ? known : received != null ? received : StreamEnd.failed("still receiving");
    }

    private String malformed() {
        long longest = flushes.longestNs();
        String waited = longest == 0
                ? ""
                : String.format(Locale.ROOT, ", up to %.1f s in memory only as the disk stalled", longest / 1e9);
        return inspector.malformed() + " malformed" + waited;
    }

    /**
     * Instead of {@link #finish}: hangs up, leaves the file as after a crash, readable and not sealed, and reports what
     * is in no file as lost. Any thread.
     */
    void leave() {
        try {
            connection.abandon();
        } catch (IOException e) {
            // closed as far as possible
        }
        turn.lock();
        try {
            String reason = "the recorder ended before everything was written";
            trace.giveUp(reason, "no time was left to seal it", takeRest(), malformed());
            count();
            settled = true;
        } finally {
            turn.unlock();
        }
        listeners.dispatch(l -> l.closed(info, "recorder ended"));
    }

    /** Discards the rest of the ring; returns how many messages are lost with it. */
    private long takeRest() {
        long until = System.nanoTime() + END_NS;
        while (connection.end() == null && System.nanoTime() < until) {
            LockSupport.parkNanos(this, PAUSE_NS);
        }
        long[] found = {0};
        PacketRing.Sink counting = (buffer, offset, length, receivedNs, flags) -> {
            found[0] += 1L + dropped(buffer, offset, length);
            return true;
        };
        PacketRing.Scratch scratch = new PacketRing.Scratch();
        while (!connection.ring().isEmpty()) {
            connection.ring().drain(counting, scratch, Integer.MAX_VALUE);
        }
        return found[0];
    }

    /** Sets the runsc that reports the sandbox's state when its connection ends. Before the first turn. */
    void askRunscAtEnd(@Nullable Runsc program) {
        runsc = program;
    }

    /** The runsc that can report the sandbox's state; null when there is none. */
    @Nullable
    Runsc runsc() {
        return runsc;
    }

    /** True if it is known what ended, or will end, the connection. Any thread. */
    boolean hasKnownEnd() {
        return end != null;
    }

    /** Any thread: sets what ended the connection, if more is known than its state shows. */
    void setEnd(StreamEnd known) {
        end = known;
    }

    /**
     * Any thread: sets how many messages the Sentry has dropped in all; what the stream did not report becomes a gap.
     */
    void setDropsReportedByRunsc(long total) {
        dropsReportedByRunsc = total;
    }

    private void count() {
        trace.count();
        counters.malformed.add(inspector.malformed() - countedMalformed);
        countedMalformed = inspector.malformed();
    }
}
