// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ChainListener;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.copy.RepairedCopy;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.ledger.LedgerEvent;
import dev.gvtrace.trace.ledger.LedgerKeys;
import dev.gvtrace.trace.ledger.LedgerLine;
import dev.gvtrace.trace.ledger.LedgerWriter;
import dev.gvtrace.trace.source.TraceSources;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code ledger.jsonl}, which lists every recording with its files, seals, deletions and losses: see {@link
 * LedgerWriter} and {@code FORMAT.md}. Thread-safe. <p>Recording never blocks on it: lines that cannot be written are
 * written later, which is logged. Each line is handed to the system at once, so a kill loses none; {@link #sync}, once
 * a second, bounds what a power failure may lose, as for traces. Only {@link #deleted} and {@link #letGo} block until
 * the line is on disk.
 */
public final class Ledger implements Closeable {
    /** For {@link #lost}: the number is unknown. */
    public static final long UNCOUNTED = -1;

    private final Path directory;
    private final LedgerWriter writer;
    private final WallClock clock;
    private final Consumer<String> log;
    private final boolean synced;
    private final ChainListener heads;
    private boolean failing;
    private boolean closed;
    private boolean complete = true;

    private Ledger(
            Path directory,
            LedgerWriter writer,
            WallClock clock,
            boolean synced,
            ChainListener heads,
            Consumer<String> log) {
        this.directory = directory;
        this.heads = heads;
        this.writer = writer;
        this.clock = clock;
        this.synced = synced;
        this.log = log;
    }

    /**
     * Opens the directory's ledger, or creates one. A change of the key and a crash of the previous recorder are added
     * to it.
     *
     * @param options those of the traces: the keys to sign the lines with and to hand over from, whether {@link #sync}
     *     blocks until lines are on disk, and what receives the ledger's head
     * @throws IOException when it cannot be read or written, or is a symbolic link
     */
    public static Ledger open(Path directory, WriterOptions options, WallClock clock, Consumer<String> log)
            throws IOException {
        LedgerKeys keys = new LedgerKeys(options.signer(), options.previousSigner());
        LedgerWriter writer = LedgerWriter.open(directory, keys, clock.now());
        Ledger ledger = new Ledger(directory, writer, clock, options.synced(), options.heads(), log);
        ledger.reportKeyChange();
        ledger.reportPreviousRecorder();
        return ledger;
    }

    private void reportKeyChange() {
        LedgerEvent.KeyChanged change = writer.keyChange();
        if (change == null) {
            return;
        }
        String before = change.from() == null
                ? "the lines before are not signed"
                : "the key before, " + change.from()
                        + (writer.handedOver()
                                ? ", handed over"
                                : ", did not hand over: --previous-sign-key was not given its private key");
        log.accept(FileNames.text(place()) + ": from line " + (writer.line() + (writer.handedOver() ? 1 : 0)) + " on "
                + (change.to() == null ? "not signed" : "signed with the key " + change.to()) + "; " + before);
    }

    private void reportPreviousRecorder() {
        if (writer.tornBytes() > 0) {
            log.accept(FileNames.text(place()) + ": the last line is incomplete (" + writer.tornBytes()
                    + " bytes); continuing after it");
        }
        LedgerLine last = writer.lastOfRecorder();
        if (last != null && !(last.event() instanceof LedgerEvent.Stopped)) {
            log.accept(FileNames.text(place()) + ": the previous recorder ended without a final line, after "
                    + LedgerLine.time(last.timeNs()) + ", when it wrote its last line, " + last.line()
                    + ", and at the latest now" + named(writer.startOfRecorder()));
            add(new LedgerEvent.Crashed(last.line()));
        }
    }

    private static String named(@Nullable LedgerLine started) {
        return started != null && started.event() instanceof LedgerEvent.Started start
                ? ": process " + start.pid() + ", started at " + LedgerLine.time(started.timeNs())
                : "";
    }

    /** The ledger's file. */
    public Path place() {
        return directory.resolve(LedgerWriter.FILE_NAME);
    }

    /** The recorder started. */
    public void started(String tool, Text host) {
        add(new LedgerEvent.Started(tool, host, ProcessHandle.current().pid()));
    }

    /** The recorder ended; false when files were left unsealed. */
    public void stopped(boolean everythingSealed) {
        add(new LedgerEvent.Stopped(everythingSealed));
    }

    /** A recording was begun. */
    void begun(UUID recording, Path file, Text sandbox) {
        add(new LedgerEvent.Begun(recording, name(file), sandbox));
    }

    /** A recording continues in a next file. */
    void rotated(UUID recording, int segment, Path file) {
        add(new LedgerEvent.Rotated(recording, segment, name(file)));
    }

    /** A file was sealed. */
    void sealed(Seal seal, Path file, long messages, long lost, boolean continues, Text reason) {
        add(new LedgerEvent.Sealed(
                seal.recording(), seal.segment(), name(file), seal.hex(), messages, lost, continues, reason));
    }

    /** A file is left as after a crash: readable, not sealed. */
    void unsealed(@Nullable UUID recording, int segment, Path file, long bytes, String reason) {
        add(new LedgerEvent.Unsealed(recording, segment, name(file), bytes, Text.ofUtf8(reason)));
    }

    /** Whether the ledger reported the file as unsealed before this recorder started. */
    synchronized boolean knowsUnsealed(Path file) {
        return writer.knowsUnsealed(name(file));
    }

    /** Whether the ledger reported a copy with this seal before this recorder started. */
    synchronized boolean knowsRepaired(Seal seal) {
        return writer.knowsRepaired(seal.hex());
    }

    /** There is a sealed copy of a file that was left unsealed. */
    void repaired(RepairedCopy copy) {
        add(RepairNotes.event(copy));
    }

    /**
     * Messages were received that are in no file and in no gap.
     *
     * @param recording null when there is no file of it
     * @param messages how many, or {@link #UNCOUNTED}
     */
    public void lost(@Nullable UUID recording, Text sandbox, long messages, String cause) {
        add(new LedgerEvent.Lost(recording, sandbox, messages, Text.ofUtf8(cause)));
    }

    /**
     * To be called before a file is deleted: returns when the line is on disk. The line has the file's seal if that can
     * be read.
     *
     * @param mayBeLater true if a line that cannot be written now is kept and written later
     * @throws IOException when the line cannot be written and is not kept; then the file has to stay
     */
    public void deleted(Path file, String reason, boolean mayBeLater) throws IOException {
        append(describe(file, reason), mayBeLater);
    }

    private static LedgerEvent.Deleted describe(Path file, String reason) throws IOException {
        long bytes = Files.size(file);
        try (TraceSource source = TraceSources.openFile(file)) {
            TraceSummary summary = source.summary();
            Seal seal = summary.seal();
            return new LedgerEvent.Deleted(
                    summary.recording(),
                    summary.segment(),
                    name(file),
                    bytes,
                    seal == null ? null : seal.hex(),
                    summary.messages(),
                    summary.lost(),
                    Text.ofUtf8(reason));
        } catch (IOException e) {
            String unreadable = reason + "; cannot be read: " + FileErrors.reason(e);
            return new LedgerEvent.Deleted(null, 0, name(file), bytes, null, Text.ofUtf8(unreadable));
        }
    }

    /** A flight recorder keeps files from now on. */
    public void triggered(LedgerEvent.Triggered event) {
        add(event);
    }

    /** A flight recorder has kept files, and later ones are let go again. */
    public void kept(LedgerEvent.Kept event) {
        add(event);
    }

    /**
     * To be called before a flight recorder deletes a file: returns when the line is on disk.
     *
     * @param mayBeLater true if a line that cannot be written now is kept and written later
     * @throws IOException when the line cannot be written and is not kept; then the file has to stay
     */
    public void letGo(LedgerEvent.LetGo event, boolean mayBeLater) throws IOException {
        append(event, mayBeLater);
    }

    private synchronized void append(LedgerEvent event, boolean mayBeLater) throws IOException {
        if (mayBeLater) {
            add(event);
            sync();
            return;
        }
        // while writing fails, no further line of this kind is queued: its file stays, and it is tried again
        writer.write();
        writer.append(clock.now(), event);
        writer.sync();
    }

    private static Text name(Path file) {
        return Text.ofUtf8(FileNames.name(file));
    }

    private synchronized void add(LedgerEvent event) {
        if (closed) {
            return;
        }
        try {
            writer.append(clock.now(), event);
            succeeded();
        } catch (IOException e) {
            failed(e);
        }
    }

    /** To be called about every second: writes queued lines, and syncs them to disk. */
    public synchronized void sync() {
        if (closed) {
            return;
        }
        try {
            writer.write();
            if (synced) {
                writer.sync();
            }
            writer.head().ifPresent(heads::ledger);
            succeeded();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            log.accept(FileNames.text(place()) + ": can be written again");
        }
    }

    private void failed(IOException e) {
        if (!failing) {
            failing = true;
            log.accept("ledger cannot be written: " + FileErrors.text(place(), e) + "; its lines are kept in memory");
        }
    }

    /** Writes queued lines; later lines are ignored, so that the stop is the last one. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writer.close();
            writer.head().ifPresent(heads::ledger);
        } catch (IOException e) {
            complete = false;
            log.accept("lines of the ledger are lost: " + FileErrors.text(place(), e));
        }
    }

    /** After {@link #close}: whether each line was written. */
    public synchronized boolean isComplete() {
        return complete;
    }
}
