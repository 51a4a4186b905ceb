// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.SegmentedTrace;
import dev.gvtrace.capture.files.TraceNames;
import dev.gvtrace.capture.handover.ConnectionState;
import dev.gvtrace.capture.receive.StreamEnd;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a connection's records to its trace and accounts for every message: written or lost. One thread at a time.
 * <p>While the disk fails or has too little space, messages are counted as lost; writing is retried once a second, and
 * a gap record then covers what is missing. A message counts as recorded when its block is in the file. So every
 * received message ends up in a file, in a gap, or in a line of log and ledger that reports it as lost.
 */
final class TraceRecorder {
    /** How often to check whether the file was removed or moved. */
    private static final long CHECK_NS = 1_000_000_000L;

    private final ConnectionInfo info;
    private final String base;
    private final SegmentedTrace trace;
    private final ListenerDispatch listeners;
    private final CaptureCounters counters;
    private final BooleanSupplier diskIsFull;
    private final Consumer<String> log;
    private final long flushEveryNs;
    private final int maxFacts;
    private final List<NonMessageRecord.FactsRecord> facts = new ArrayList<>();
    private final WriteOutage outage = new WriteOutage();
    private long lastNs;
    private long fileSinceNs;
    private long flushedNs;
    private long checkedNs;
    private volatile boolean leaving;
    private boolean dirty;
    /** Written by one thread at a time, read by any. */
    private volatile long lost;

    private volatile long countedMessages;
    private long countedBytes;
    private long countedBlocks;
    private volatile @Nullable String trouble;
    /** A new file is due, without the records that each file begins with so far. */
    private boolean isNextFile;
    /** Note for the next file that the one before it was removed or moved. */
    private @Nullable String remark;
    /** Messages in removed files; segment and sequence numbers of the next file will show them. */
    private long removed;
    /** Messages that gaps in removed files covered; a gap in the next file has to cover them. */
    private long lostInRemovedGaps;

    TraceRecorder(
            ConnectionInfo info,
            Opening opening,
            PacketIndexer indexer,
            ListenerDispatch listeners,
            RecordingContext server,
            @Nullable ConnectionState continued) {
        CaptureOptions options = server.options();
        this.info = info;
        ConnectionState.Progress before = continued == null ? null : continued.progress();
        this.base = continued == null || before == null
                ? TraceNames.base(info.connectedNs(), info.sandbox(), info.number())
                : continued.base();
        this.trace = new SegmentedTrace(
                options.directory(),
                base,
                options.rotation(),
                before == null ? options.writer() : options.writer().following(before.seal()),
                opening,
                indexer,
                server.ledger(),
                server.segments(info));
        this.listeners = listeners;
        this.counters = server.counters();
        this.diskIsFull = server.diskIsFull();
        this.log = server.log();
        this.flushEveryNs = options.flushEvery().toNanos();
        this.maxFacts = options.limits().containersPerSandbox() + 1;
        this.lastNs = info.connectedNs();
        this.fileSinceNs = info.connectedNs();
        this.flushedNs = System.nanoTime();
        this.checkedNs = flushedNs;
        if (continued != null && before != null) {
            continueAfter(continued, before);
        }
    }

    private void continueAfter(ConnectionState continued, ConnectionState.Progress before) {
        continued
                .facts()
                .forEach(fact -> facts.add(new NonMessageRecord.FactsRecord(fact.atNs(), fact.kind(), fact.json())));
        lastNs = before.lastNs();
        fileSinceNs = before.lastNs();
        String pause =
                String.format(Locale.ROOT, "%.3f", Math.max(0, info.connectedNs() - before.handedOverNs()) / 1e9);
        remark = "taken over from recorder " + continued.recorder() + " (" + continued.tool() + "), " + pause
                + " s after it sealed the file before; messages sent in between waited in the socket";
        isNextFile = true;
    }

    /** Beginning of the names of its files. */
    String base() {
        return base;
    }

    /** Creates the file; if that fails, it is retried later. */
    void begin(long nowNs) {
        try {
            if (isNextFile) {
                beginNext(nowNs);
            } else {
                trace.writer(nowNs);
            }
        } catch (IOException e) {
            fail(e, nowNs);
        }
    }

    /** The facts recorded so far, which are repeated in each file. */
    List<NonMessageRecord.FactsRecord> facts() {
        return Collections.unmodifiableList(facts);
    }

    /** Any thread: {@link #giveUp} follows soon, so a removed file is no longer replaced. */
    void prepareToLeave() {
        leaving = true;
    }

    /** The open file's path; null before the first. */
    @Nullable
    Path file() {
        return trace.file();
    }

    /** True while writing fails. */
    boolean isOut() {
        return outage.isOn();
    }

    /**
     * True if there is nothing to do before the next record comes.
     *
     * @param turnNs time of {@link System#nanoTime}: the clock may be set
     */
    boolean isIdle(long turnNs) {
        return !dirty && !outage.isOn() && turnNs - checkedNs < CHECK_NS;
    }

    /** True if records were taken that are not written yet. */
    boolean isDirty() {
        return dirty && !outage.isOn();
    }

    /**
     * Postpones writing, or stops postponing it, see {@link TraceWriter#putOffWriting}; false if that is impossible
     * now.
     */
    boolean putOffWriting(boolean on) {
        return trace.putOffWriting(on) && !outage.isOn();
    }

    boolean hasTooMuchToWrite() {
        return trace.hasTooMuchToWrite();
    }

    /** Nanoseconds since the epoch up to which everything was taken. */
    long lastNs() {
        return lastNs;
    }

    /** Takes a message; false if that was impossible: then it is counted as missing. */
    boolean message(long receivedNs, byte[] buffer, int offset, int length) {
        if (!outage.isOn()) {
            try {
                trace.writer(receivedNs).message(receivedNs, buffer, offset, length);
                dirty = true;
                return true;
            } catch (IOException e) {
                fail(e, receivedNs);
            } catch (RuntimeException | Error e) {
                // handled here, so that the packets of the same turn are not taken twice
                fail("internal error: " + e, receivedNs);
            }
        }
        missed(LossKind.NOT_WRITTEN, 1);
        return false;
    }

    /** Sets the time of the last message taken, nanoseconds since the epoch. */
    void reached(long timeNs) {
        lastNs = timeNs;
    }

    /** Takes a gap; if that is impossible its messages are counted as missing. */
    void gap(Gap gap, LossKind kind) {
        long missing = Math.max(0, gap.lost());
        if (!outage.isOn()) {
            try {
                put(trace.writer(gap.toNs()), gap);
                lost(kind, missing);
                return;
            } catch (IOException e) {
                fail(e, gap.toNs());
            }
        }
        missed(kind, missing);
    }

    private void put(TraceWriter writer, Gap gap) throws IOException {
        writer.gap(gap);
        dirty = true;
        listeners.dispatch(l -> l.gap(info, gap));
    }

    /** What is written to a trace. */
    interface Appendix {
        void write(TraceWriter writer) throws IOException;
    }

    /** Appends to the trace; false if that is impossible now. */
    boolean append(Appendix appendix, long nowNs) {
        if (outage.isOn()) {
            return false;
        }
        try {
            appendix.write(trace.writer(nowNs));
        } catch (IOException e) {
            fail(e, nowNs);
            return false;
        }
        dirty = true;
        return true;
    }

    /**
     * Appends facts, and repeats them in each further file of the recording, so that a later one can be read when
     * earlier ones were deleted; false if that is impossible now.
     */
    boolean facts(NonMessageRecord.FactsRecord fact, long nowNs) {
        boolean appended = append(fact::write, nowNs);
        if (appended && facts.size() < maxFacts) {
            facts.add(fact);
        }
        return appended;
    }

    private void missed(LossKind kind, long messages) {
        outage.count(messages);
        lost(kind, messages);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
    private void lost(LossKind kind, long messages) {
        lost += messages;
        counters.lose(kind, messages);
    }

    /** Messages of this recording that are written, by the last count. Any thread. */
    long messagesCounted() {
        return countedMessages;
    }

    /** Messages of this recording known to be lost. Any thread. */
    long messagesLost() {
        return lost;
    }

    /** Why nothing can be written now; null while it can. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private void fail(IOException e, long nowNs) {
        fail(cause(e), nowNs);
    }

    private String cause(IOException e) {
        return FileErrors.text(trace.place(), e);
    }

    /** Counts messages as lost from now on, and retries later. */
    void fail(String cause, long nowNs) {
        outage.begin(cause, lastNs, System.nanoTime());
        trouble = cause;
        log.accept(
                info.label() + ": cannot write: " + cause + "; messages are counted as lost until writing works again");
    }

    /** Stops writing while the disk is full; the minimum kept free has room for the records taken before. */
    void pauseIfDiskIsFull(long nowNs) {
        if (outage.isOn() || !diskIsFull.getAsBoolean()) {
            return;
        }
        try {
            trace.flush();
            dirty = false;
        } catch (IOException e) {
            // no space at all; it stays in memory
        }
        fail(FileNames.text(trace.place()) + ": too little free space", nowNs);
    }

    /**
     * Writes, flushes and begins a next file when that is due, and checks file and disk. Returns true if a next file
     * was begun: then all messages taken before are on disk.
     *
     * @param rotate whether the next file was requested
     * @param all whether nothing more will come
     */
    boolean upkeep(long nowNs, boolean rotate, boolean all) {
        try {
            if (!outage.isOn()) {
                flush(all);
                checkFile(nowNs, all);
                if (rotate || trace.rotationIsDue()) {
                    return rotate(nowNs);
                }
            } else if (outage.retryIsDue(System.nanoTime())) {
                if (diskIsFull.getAsBoolean()) {
                    endFile(nowNs);
                } else {
                    resume(nowNs);
                }
            }
        } catch (IOException e) {
            fail(e, nowNs);
        }
        return false;
    }

    private void flush(boolean all) throws IOException {
        trace.writeFinished();
        long startNs = System.nanoTime();
        if (dirty && (all || startNs - flushedNs >= flushEveryNs)) {
            trace.flush();
            dirty = false;
            flushedNs = startNs;
        }
    }

    private boolean rotate(long nowNs) throws IOException {
        if (!trace.hasMessages()) {
            return false;
        }
        isNextFile = true;
        trace.rotate(nowNs, "rotated");
        beginNext(nowNs);
        return true;
    }

    /**
     * While the disk is full, ends a file that has vanished or is due for the next one, which is not begun yet: the
     * file may be what fills the disk, and only closed files are deleted.
     */
    private void endFile(long nowNs) {
        try {
            if (!leaving && trace.hasVanished()) {
                closeVanished(nowNs);
            } else if (!trace.isEnding()) {
                if (!trace.rotationIsDue()) {
                    return;
                }
                if (outage.missing() > 0) {
                    put(trace.writer(nowNs), outage.gap(nowNs));
                    outage.reported(nowNs);
                }
                isNextFile = true;
            }
            trace.end(nowNs, "rotated");
            dirty = false;
        } catch (IOException e) {
            outage.begin(cause(e), lastNs, System.nanoTime());
        }
    }

    /** Closes a file that was removed or moved and continues in a new one; a removed directory is created again. */
    private void checkFile(long nowNs, boolean now) throws IOException {
        if (leaving) {
            return;
        }
        long nowTickNs = System.nanoTime();
        if (!now && nowTickNs - checkedNs < CHECK_NS) {
            return;
        }
        checkedNs = nowTickNs;
        if (!trace.hasVanished()) {
            return;
        }
        closeVanished(nowNs);
        beginNext(nowNs);
    }

    private void closeVanished(long nowNs) {
        SegmentedTrace.Vanished vanished = trace.closeVanished(nowNs);
        remark = vanished.text() + "; " + vanished.messages() + " messages are lost with it";
        removed += vanished.messages();
        lostInRemovedGaps += vanished.gaps();
        log.accept(info.label() + ": " + remark);
        lost(LossKind.FILE_REMOVED, vanished.messages());
        counters.removed.add(vanished.messages());
        isNextFile = true;
    }

    /** Begins the next file, if it has not begun yet, with the records that each file begins with. */
    private void beginNext(long nowNs) throws IOException {
        TraceWriter writer = trace.writer(nowNs);
        if (!isNextFile) {
            return;
        }
        for (NonMessageRecord.FactsRecord fact : facts) {
            fact.write(writer);
        }
        Path next = trace.file();
        if (next != null) {
            listeners.dispatch(l -> l.rotated(info, next));
        }
        if (remark != null) {
            writer.note(nowNs, Text.ofUtf8(remark));
            remark = null;
        }
        removed = 0;
        if (lostInRemovedGaps > 0) {
            writer.gap(new Gap(fileSinceNs, nowNs, lostInRemovedGaps, "told by gaps of a file that was removed"));
            lostInRemovedGaps = 0;
        }
        fileSinceNs = lastNs;
        isNextFile = false;
        dirty = true;
        flushedNs = System.nanoTime();
    }

    private void resume(long nowNs) {
        long missing = outage.missing();
        try {
            beginNext(nowNs);
            trace.flush();
            if (missing > 0) {
                put(trace.writer(nowNs), outage.gap(nowNs));
                outage.reported(nowNs);
            }
            trace.flush();
        } catch (IOException e) {
            outage.begin(cause(e), lastNs, System.nanoTime());
            return;
        }
        log.accept(info.label() + ": writing again; " + missing + " messages were lost");
        outage.end();
        trouble = null;
    }

    /** Seals the last file; may block on the disk. */
    void finish(long nowNs, StreamEnd end, String also) {
        seal(Closing.end(nowNs, end.text(), end.cause()), end, also);
    }

    /** The same for another recorder to continue; null if the file could not be sealed, and is left as it is. */
    @Nullable
    Seal handOver(long nowNs, StreamEnd end, String also) {
        return seal(Closing.continued(nowNs, end.text()), end, also);
    }

    private @Nullable Seal seal(Closing closing, StreamEnd end, String also) {
        long nowNs = closing.atNs();
        try {
            if (outage.isOn()) {
                resume(nowNs);
            }
            if (!outage.isOn()) {
                checkFile(nowNs, true);
            }
            Seal seal = trace.seal(closing);
            logSealed(end.text(), also);
            count();
            return seal;
        } catch (IOException e) {
            giveUp(end.text(), cause(e), 0, also);
        } catch (RuntimeException | Error e) {
            giveUp(end.text(), "internal error: " + e, 0, also);
        }
        return null;
    }

    private void logSealed(String reason, String also) {
        log.accept(info.label() + ": " + reason + "; " + trace.messagesWritten() + " messages, " + lost + " lost, "
                + also + ", sealed " + FileNames.text(trace.place()));
    }

    /**
     * Leaves the file as after a crash, readable and not sealed. Messages that are in no file and in no gap are
     * reported as lost in log and ledger.
     *
     * @param more further messages, which were never taken
     * @param also appended to the log line if the file could be sealed after all
     */
    void giveUp(String reason, String cause, long more, String also) {
        SegmentedTrace.Left left = trace.abandon(cause);
        lost(LossKind.RECORDER_ENDED, left.messages() + more);
        long unreported = left.messages() + left.gaps() + outage.missing() + removed + lostInRemovedGaps + more;
        count();
        if (left.sealed() && unreported == 0) {
            logSealed(reason, also);
            return;
        }
        counters.unsealed.increment();
        counters.unreported.add(unreported);
        if (unreported > 0) {
            trace.recordLost(unreported, cause);
        }
        log.accept(info.label() + ": " + reason + "; cannot be sealed: " + cause + "; " + trace.messagesWritten()
                + " messages are recorded, " + unreported + " are lost and in no gap; " + FileNames.text(trace.place())
                + " is not sealed");
    }

    /** Updates the totals of the server. */
    void count() {
        counters.messages.add(trace.messagesWritten() - countedMessages);
        counters.bytes.add(trace.packetBytesWritten() - countedBytes);
        counters.blocks.add(trace.blocksWritten() - countedBlocks);
        countedBlocks = trace.blocksWritten();
        countedMessages = trace.messagesWritten();
        countedBytes = trace.packetBytesWritten();
    }
}
