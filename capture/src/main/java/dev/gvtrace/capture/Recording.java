// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.wire.DropCounter;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.proto.wire.PacketVerdict;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The recorder's side of a connection: takes packets from the ring and puts them into the trace, with gaps where the Sentry's
 * drop counter has grown. That is done in turns, of the recorder's thread and, when much is coming, of the receiver's
 * ({@link #collect}); who finds the other at it leaves it to him.
 *
 * <p>When the disk fails or has too little room, packets go on being taken and are counted as lost, so that nothing waits
 * for the disk; once a second it is tried whether it works again, and then a gap record says what is missing.
 */
final class Recording implements PacketRing.Sink, SentryConnection.Collector {
    private static final long RETRY_NS = 1_000_000_000L;
    /** A message's own time is believed if it is not further from the time of receipt than this. */
    private static final long CREDIBLE_NS = 3_600_000_000_000L;
    /** Malformed packets that are told of one by one; all are recorded and counted. */
    private static final int MALFORMED_TOLD = 5;

    private final ConnectionInfo info;
    private final SentryConnection connection;
    private final PacketIndexer indexer = new PacketIndexer();
    private final Opening opening;
    private final SegmentedTrace trace;
    private final CaptureCounters counters;
    private final BooleanSupplier diskIsFull;
    private final Consumer<String> log;
    private final long flushEveryNs;
    private final Queue<SideRecord> side = new ConcurrentLinkedQueue<>();
    private final DropCounter drops = new DropCounter();
    private final Set<String> containers = new HashSet<>();
    private final List<SideRecord.FactsRecord> facts = new ArrayList<>();
    private final int maxContainers;
    private CaptureListener listener;
    private BiConsumer<Recording, String> onContainer = (recording, id) -> {};
    private Snapshots.Source snapshots = Snapshots.Source.NONE;
    private final ExecSessions execSessions = new ExecSessions();
    /** Held for a turn; it guards all that is not volatile or final. */
    private final ReentrantLock turn = new ReentrantLock();

    private volatile boolean rotationAsked;
    private volatile long dropsToldByRunsc;
    private boolean over;

    private long previousNs;
    private boolean heldUp;
    private boolean dirty;
    private long flushedNs;
    private long messages;
    private long bytes;
    private long malformed;
    private long lostTotal;
    private long countedMessages;
    private long countedBytes;
    private long countedMalformed;

    private @Nullable String failure;
    private long failedNs;
    private long retryNs;
    private long unrecorded;

    Recording(
            ConnectionInfo info,
            SentryConnection connection,
            Opening opening,
            CaptureOptions options,
            CaptureListener listener,
            ServerState server) {
        this.info = info;
        this.connection = connection;
        this.opening = opening;
        this.trace = new SegmentedTrace(options, TraceNames.base(info), opening, indexer, server.ledger());
        this.flushEveryNs = options.flushEvery().toNanos();
        this.maxContainers = options.limits().containersPerSandbox();
        this.listener = listener;
        this.counters = server.counters();
        this.diskIsFull = server.diskIsFull();
        this.log = server.log();
        this.previousNs = info.connectedNs();
        this.flushedNs = info.connectedNs();
    }

    ConnectionInfo info() {
        return info;
    }

    SentryConnection connection() {
        return connection;
    }

    /** Sets who is told of containers that start. */
    void onContainer(BiConsumer<Recording, String> told) {
        onContainer = told;
    }

    /** Sets what lists the sandbox's processes when messages come from some that were not announced. */
    void askForSnapshots(Snapshots.Source source) {
        snapshots = source;
    }

    /** Makes the file; if that fails it is tried again later. */
    void begin(long nowNs) {
        try {
            trace.writer(nowNs);
        } catch (IOException e) {
            fail(cause(e), nowNs);
        }
        tell(l -> l.opened(info, opening));
    }

    /** Any thread: a record that is no message. */
    void offer(SideRecord record) {
        side.add(record);
    }

    /** Any thread: go on in a next file soon. */
    void askRotation() {
        rotationAsked = true;
    }

    /** True when the connection has ended and everything is taken from its ring. */
    boolean isOver() {
        return over;
    }

    @Nullable
    Path file() {
        return trace.file();
    }

    /**
     * The recorder's turn: takes up to about {@code most} bytes from the ring and does what is due. Errors of the disk are
     * dealt with here, and so is a fault of ours: it must not end the other recordings.
     */
    long turn(PacketRing.Scratch scratch, int most, long nowNs) {
        if (!turn.tryLock()) {
            return 0;
        }
        try {
            return record(scratch, most, nowNs);
        } catch (RuntimeException | Error e) {
            fail("internal error: " + e, nowNs);
            return 0;
        } finally {
            turn.unlock();
        }
    }

    /**
     * The receiver's turn: collects, and compresses blocks that are full, but writes nothing, so that no disk holds it up. With a
     * listener it takes nothing, as nobody knows how long that listens.
     */
    @Override
    public boolean collect(PacketRing.Scratch scratch, int most) {
        if (!turn.tryLock()) {
            return true;
        }
        try {
            if (listener != CaptureListener.NONE) {
                return true;
            }
            if (failure != null || !trace.putOffWriting(true)) {
                return false;
            }
            connection.ring().drain(this, scratch, most);
            return !trace.hasTooMuchToWrite();
        } catch (RuntimeException | Error e) {
            fail("internal error: " + e, previousNs);
            return false;
        } finally {
            trace.putOffWriting(false);
            turn.unlock();
        }
    }

    private long record(PacketRing.Scratch scratch, int most, long nowNs) {
        boolean ended = connection.end() != null;
        if (!ended && isIdle()) {
            return 0;
        }
        if (failure == null && diskIsFull.getAsBoolean()) {
            fail(trace.place() + ": too little free space", nowNs);
        }
        takeSideRecords(nowNs);
        int taken = connection.ring().drain(this, scratch, most);
        try {
            if (failure != null) {
                retry(nowNs);
            } else {
                flushAndRotate(nowNs);
            }
        } catch (IOException e) {
            fail(cause(e), nowNs);
        }
        count();
        over = ended && taken == 0 && connection.ring().isEmpty();
        return taken;
    }

    /** Nothing to do, which with many quiet sandboxes is the usual case. */
    private boolean isIdle() {
        return !dirty && failure == null && !rotationAsked && connection.ring().isEmpty() && side.isEmpty();
    }

    private void flushAndRotate(long nowNs) throws IOException {
        trace.writeFinished();
        if (dirty && nowNs - flushedNs >= flushEveryNs) {
            trace.flush();
            dirty = false;
            flushedNs = nowNs;
        }
        if (rotationAsked || trace.rotationIsDue(nowNs)) {
            rotationAsked = false;
            if (trace.hasMessages()) {
                rotate(nowNs);
            }
        }
    }

    private void rotate(long nowNs) throws IOException {
        trace.rotate(nowNs, "rotated");
        for (SideRecord.FactsRecord fact : facts) {
            fact.write(trace.writer(nowNs));
        }
        Path next = trace.file();
        if (next != null) {
            tell(l -> l.rotated(info, next));
        }
        dirty = !facts.isEmpty();
        flushedNs = nowNs;
    }

    private void takeSideRecords(long nowNs) {
        while (failure == null) {
            SideRecord next = side.peek();
            if (next == null) {
                return;
            }
            try {
                next.write(trace.writer(nowNs));
                side.remove();
                keep(next);
                dirty = true;
                tell(l -> next.tell(l, info));
            } catch (IOException e) {
                fail(cause(e), nowNs);
            }
        }
    }

    /** Each file of a recording has the facts, so that a later one can be read when earlier ones were deleted. */
    private void keep(SideRecord record) {
        if (record instanceof SideRecord.FactsRecord fact && facts.size() <= maxContainers) {
            facts.add(fact);
        }
    }

    @Override
    public boolean packet(byte[] buffer, int offset, int length, long receivedNs, int marks) {
        if (trace.hasTooMuchToWrite()) {
            return false;
        }
        take(buffer, offset, length, receivedNs, marks);
        return true;
    }

    private void take(byte[] buffer, int offset, int length, long receivedNs, int marks) {
        heldUp |= (marks & PacketRing.HELD_UP) != 0;
        int dropped = WireHeader.verdict(buffer, offset, length).hasDroppedCount()
                ? drops.observe(WireHeader.droppedCount(buffer, offset))
                : 0;
        boolean cut = (marks & PacketRing.CUT_OFF) != 0;
        if (failure != null) {
            unrecorded += 1L + dropped;
            hear(cut, buffer, offset, length, receivedNs);
            return;
        }
        long untold = 1L + dropped;
        try {
            if (dropped > 0) {
                String cause = heldUp ? Gap.RECORDER_TOO_SLOW : Gap.SOCKET_FULL;
                gap(new Gap(Math.min(previousNs, receivedNs), receivedNs, dropped, cause));
                heldUp = false;
                untold = 1;
            }
            if (cut) {
                gap(new Gap(
                        Math.min(previousNs, receivedNs), receivedNs, 1, "message longer than the recorder's limit"));
                return;
            }
            trace.writer(receivedNs).message(receivedNs, buffer, offset, length);
        } catch (IOException e) {
            fail(cause(e), receivedNs);
            unrecorded += untold;
            hear(cut, buffer, offset, length, receivedNs);
            return;
        }
        taken(buffer, offset, length, receivedNs);
    }

    private void taken(byte[] buffer, int offset, int length, long receivedNs) {
        dirty = true;
        messages++;
        bytes += length;
        MessagePeek peek = indexer.peek();
        long own = peek.timeNs();
        previousNs = own > receivedNs - CREDIBLE_NS && own <= receivedNs ? own : receivedNs;
        if (!indexer.verdict().isReadable()) {
            malformed();
        } else if (peek.type() == MessageType.CONTAINER_START.number()) {
            containerStarted(buffer);
        } else if (messages == 1 || peek.execSession() != 0) {
            unannounced(peek.execSession());
        }
        hear(false, buffer, offset, length, receivedNs);
    }

    /** Rules go on while the disk does not take what they hear of. */
    private void hear(boolean cut, byte[] buffer, int offset, int length, long receivedNs) {
        if (listener != CaptureListener.NONE && !cut) {
            tell(l -> l.packet(info, receivedNs, buffer, offset, length));
        }
    }

    /** The sandbox was restored, or had run before, or it is an exec session's first process: of neither a container/start tells. */
    private void unannounced(long execSession) {
        boolean isNewSession = execSession != 0 && execSessions.isNew(execSession);
        if (messages == 1 || isNewSession) {
            snapshots.ask(this);
        }
    }

    private void malformed() {
        if (indexer.verdict() == PacketVerdict.UNKNOWN_TYPE) {
            return;
        }
        malformed++;
        if (malformed <= MALFORMED_TOLD) {
            log.accept(info.label() + ": malformed packet: " + indexer.verdict().text());
        }
    }

    private void containerStarted(byte[] buffer) {
        MessagePeek peek = indexer.peek();
        if (containers.size() < maxContainers && peek.containerLength() > 0) {
            String id = new String(buffer, peek.containerOffset(), peek.containerLength(), StandardCharsets.ISO_8859_1);
            if (containers.add(id)) {
                onContainer.accept(this, id);
            }
        }
    }

    private void gap(Gap gap) throws IOException {
        trace.writer(gap.toNs()).gap(gap);
        dirty = true;
        lostTotal += Math.max(0, gap.lost());
        counters.lost.add(Math.max(0, gap.lost()));
        tell(l -> l.gap(info, gap));
    }

    /** Counts messages as lost from here on, and tries again later. */
    void fail(String cause, long nowNs) {
        failure = cause;
        failedNs = previousNs;
        retryNs = nowNs + RETRY_NS;
        log.accept(info.label() + ": can't write: " + cause + "; messages are counted as lost until it works again");
    }

    private String cause(IOException e) {
        return FileErrors.text(trace.place(), e);
    }

    /** Tries whether the disk works again. */
    private void retry(long nowNs) throws IOException {
        if (nowNs < retryNs) {
            return;
        }
        retryNs = nowNs + RETRY_NS;
        if (!diskIsFull.getAsBoolean()) {
            resume(nowNs);
        }
    }

    private void resume(long nowNs) {
        String cause = failure;
        long missing = unrecorded;
        try {
            trace.writer(nowNs).flush();
            if (missing > 0) {
                gap(new Gap(failedNs, nowNs, missing, "not written: " + cause));
                unrecorded = 0;
                failedNs = nowNs;
            }
            trace.flush();
        } catch (IOException e) {
            failure = cause(e);
            return;
        }
        log.accept(info.label() + ": writing again; " + missing + " messages were lost");
        failure = null;
    }

    /** Seals the file. Called once, when {@link #isOver}; may wait for the disk. */
    void finish(long nowNs) {
        String reason = String.valueOf(connection.end());
        takeSideRecords(nowNs);
        if (failure != null) {
            resume(nowNs);
        }
        try {
            recordUntoldDrops(nowNs);
            trace.seal(nowNs, reason);
            log.accept(info.label() + ": " + reason + "; " + messages + " messages, " + lostTotal + " lost, "
                    + malformed + " malformed, sealed " + trace.file());
        } catch (IOException | RuntimeException e) {
            String cause = e instanceof IOException io ? cause(io) : String.valueOf(e);
            log.accept(info.label() + ": " + reason + "; can't be sealed: " + cause + "; " + unrecorded
                    + " messages are lost");
            counters.lost.add(unrecorded);
            abandon();
        }
        count();
        tell(l -> l.closed(info, reason));
    }

    /** Leaves the file as after a crash, readable and not sealed, and hangs up. Instead of {@link #finish}. Any thread. */
    void leave() {
        try {
            connection.abandon();
        } catch (IOException e) {
            // closed as far as it can be
        }
        turn.lock();
        try {
            abandon();
            count();
        } finally {
            turn.unlock();
        }
        log.accept(info.label() + ": the recorder ended before everything was written; " + trace.file()
                + " is not sealed");
        tell(l -> l.closed(info, "recorder ended"));
    }

    /** Any thread: how many messages the Sentry has dropped in all, as runsc says; what the stream did not tell becomes a gap. */
    void setDropsToldByRunsc(long total) {
        dropsToldByRunsc = total;
    }

    private void recordUntoldDrops(long nowNs) throws IOException {
        long untold = dropsToldByRunsc - drops.total();
        if (untold > 0) {
            gap(new Gap(Math.min(previousNs, nowNs), nowNs, untold, "Sentry dropped: told by runsc at the end"));
        }
    }

    private void count() {
        counters.messages.add(messages - countedMessages);
        counters.bytes.add(bytes - countedBytes);
        counters.malformed.add(malformed - countedMalformed);
        countedMessages = messages;
        countedBytes = bytes;
        countedMalformed = malformed;
    }

    private void tell(Consumer<CaptureListener> what) {
        if (listener == CaptureListener.NONE) {
            return;
        }
        try {
            what.accept(listener);
        } catch (RuntimeException | Error e) {
            listener = CaptureListener.NONE;
            log.accept(info.label() + ": live evaluation of this connection ends: " + e);
        }
    }

    private void abandon() {
        try {
            trace.abandon();
        } catch (IOException e) {
            // said already: the disk does not take it
        }
    }
}
