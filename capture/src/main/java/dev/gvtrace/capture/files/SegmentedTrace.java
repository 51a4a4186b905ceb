// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.capture.system.PrivateDirectory;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of one recording, one after the other. One thread at a time.
 *
 * <p>More than six parameters: names, content and rotation of files are set in different places, and meet only here.
 */
public final class SegmentedTrace {
    private static final int MAX_ATTEMPTS = 1000;

    private final Path directory;
    private final String base;
    private final Opening opening;
    private final MessageIndexer indexer;
    private final Retention retention;
    private final Ledger ledger;
    private final Text sandbox;
    private final SegmentListener listener;
    private WriterOptions options;
    private @Nullable TraceWriter writer;
    private @Nullable Closing ending;
    private @Nullable OpenFile file;
    private @Nullable UUID recording;
    private int segment;
    /** By {@link System#nanoTime}, as the clock may be set. */
    private long begunNs;

    private long messagesBefore;
    private long bytesBefore;
    private long blocksBefore;
    /** The open file has no name any more: its content counts neither as written nor as pending. */
    private boolean isRemoved;

    /**
     * Creates no file yet.
     *
     * @param base beginning of the file names, see {@link TraceNames#base}
     * @param options name the file before, if a recording is continued
     * @param opening opening record of the first file
     * @param listener is notified of each file
     */
    public SegmentedTrace(
            Path directory,
            String base,
            Retention retention,
            WriterOptions options,
            Opening opening,
            MessageIndexer indexer,
            Ledger ledger,
            SegmentListener listener) {
        this.directory = directory;
        this.retention = retention;
        this.options = options;
        Seal previous = options.previous();
        this.segment = previous == null ? 0 : previous.segment() + 1;
        this.base = base;
        this.ledger = ledger;
        this.listener = listener;
        this.sandbox = opening.sandbox() == null ? Text.EMPTY : opening.sandbox();
        this.opening = opening;
        this.indexer = indexer;
    }

    /** The open file, created if there is none. First completes a change of files that failed before. */
    public TraceWriter writer(long nowNs) throws IOException {
        endSegment();
        TraceWriter open = writer;
        if (open == null) {
            open = create(nowNs);
            writer = open;
            begunNs = System.nanoTime();
        }
        return open;
    }

    private void endSegment() throws IOException {
        if (writer != null && ending != null) {
            Seal seal = seal(writer, ending);
            ending = null;
            file = null;
            options = options.following(seal);
            segment++;
        }
    }

    private Seal seal(TraceWriter open, Closing closing) throws IOException {
        Seal seal = open.seal(closing);
        ledger.sealed(seal, place(), open.messages(), open.lost(), closing.continued(), closing.reason());
        done(open);
        return seal;
    }

    private void done(TraceWriter finished) {
        if (!isRemoved) {
            messagesBefore += finished.messagesWritten();
            bytesBefore += finished.packetBytesWritten();
            blocksBefore += finished.blocksWritten();
        }
        isRemoved = false;
        writer = null;
        listener.ended();
    }

    private TraceWriter create(long nowNs) throws IOException {
        Opening here =
                segment == 0 ? opening : opening.toBuilder().createdNs(nowNs).build();
        PrivateDirectory.createIfMissing(directory);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Path name = TraceNames.file(directory, base, segment, attempt);
            try {
                TraceWriter made = TraceWriter.create(name, here, options, indexer);
                file = OpenFile.at(name);
                recording = made.recording();
                recordBegun(made, name);
                return made;
            } catch (FileAlreadyExistsException e) {
                // files are never overwritten: use another name
            }
        }
        throw new IOException(FileNames.text(TraceNames.file(directory, base, segment, 0)) + ": exists, and so do "
                + MAX_ATTEMPTS + " names like it");
    }

    private void recordBegun(TraceWriter made, Path name) {
        if (segment == 0) {
            ledger.begun(made.recording(), name, sandbox);
        } else {
            ledger.rotated(made.recording(), segment, name);
        }
        listener.begun(made.recording(), segment, name);
    }

    /** Records in the ledger that received messages are in no file and in no gap. */
    public void recordLost(long messages, String cause) {
        ledger.lost(recording, sandbox, messages, cause);
    }

    /** The open file's path for messages; without one, the directory. */
    public Path place() {
        return file == null ? directory : file.path();
    }

    /** The open file's path, also once the last one is sealed; null before the first, and between two. */
    @Nullable
    public Path file() {
        return file == null ? null : file.path();
    }

    /**
     * Postpones writing, or stops postponing it, see {@link TraceWriter#putOffWriting}; false if a file has to be
     * created or sealed first.
     */
    public boolean putOffWriting(boolean on) {
        if (writer == null || ending != null) {
            return false;
        }
        writer.putOffWriting(on);
        return true;
    }

    /** True if blocks have to be written before more can be taken, see {@link TraceWriter#hasTooMuchToWrite}. */
    public boolean hasTooMuchToWrite() {
        return writer != null && writer.hasTooMuchToWrite();
    }

    /** Writes finished blocks. */
    public void writeFinished() throws IOException {
        if (writer != null) {
            writer.writeFinished();
        }
    }

    /** True if the open file has messages. */
    public boolean hasMessages() {
        return writer != null && writer.messages() > 0;
    }

    /** True if the open file has reached the size or age at which a next one follows. */
    public boolean rotationIsDue() {
        TraceWriter open = writer;
        if (open == null || open.messages() == 0) {
            return false;
        }
        Duration after = retention.rotateAfter();
        return (retention.rotateBytes() > 0 && open.fileBytes() >= retention.rotateBytes())
                || (after != null && System.nanoTime() - begunNs >= after.toNanos());
    }

    /** Seals the open file and begins the next one of the recording. */
    public void rotate(long nowNs, String reason) throws IOException {
        ending = Closing.continued(nowNs, reason);
        writer(nowNs);
    }

    /** Seals the open file; {@link #writer} begins the next one. Can be called again after an {@code IOException}. */
    public void end(long nowNs, String reason) throws IOException {
        if (ending == null) {
            ending = Closing.continued(nowNs, reason);
        }
        endSegment();
    }

    /** True if the open file has its end, which could not be written yet. */
    public boolean isEnding() {
        return ending != null;
    }

    /** Writes everything taken so far. */
    public void flush() throws IOException {
        if (writer != null) {
            writer.flush();
        }
    }

    /** Seals the last file. */
    public Seal seal(Closing closing) throws IOException {
        Seal seal = seal(writer(closing.atNs()), closing);
        listener.over();
        return seal;
    }

    /**
     * The losses of an abandoned file.
     *
     * @param sealed true if only its end was missing, and that could be written after all
     * @param messages taken messages that are not in it
     * @param gaps messages covered by gaps that are not in it
     */
    public record Left(boolean sealed, long messages, long gaps) {}

    /** Closes the file as it is; the ledger gets the reason. */
    public Left abandon(String reason) {
        try {
            return left(reason);
        } finally {
            listener.over();
        }
    }

    private Left left(String reason) {
        TraceWriter last = writer;
        if (last == null) {
            return new Left(false, 0, 0);
        }
        try {
            last.close();
        } catch (IOException | RuntimeException e) {
            // the losses are counted below
        }
        Left left = isRemoved
                ? new Left(false, 0, 0)
                : new Left(last.isSealed(), last.messages() - last.messagesWritten(), last.lost() - last.lostWritten());
        if (!left.sealed()) {
            recordUnsealed(last, reason);
        }
        done(last);
        return left;
    }

    private void recordUnsealed(TraceWriter last, String reason) {
        try {
            ledger.unsealed(last.recording(), last.segment(), place(), Files.size(place()), reason);
        } catch (IOException e) {
            ledger.unsealed(last.recording(), last.segment(), place(), 0, reason + "; " + FileErrors.reason(e));
        }
    }

    /** Messages in all files, finished ones and the open one. Those in memory do not count. */
    public long messagesWritten() {
        return messagesBefore + (writer == null || isRemoved ? 0 : writer.messagesWritten());
    }

    /** The bytes of their packets. */
    public long packetBytesWritten() {
        return bytesBefore + (writer == null || isRemoved ? 0 : writer.packetBytesWritten());
    }

    /** The blocks that have them. */
    public long blocksWritten() {
        return blocksBefore + (writer == null || isRemoved ? 0 : writer.blocksWritten());
    }

    /** True if the open file was removed or moved. */
    public boolean hasVanished() {
        return writer != null && ending == null && file != null && !file.isThere();
    }

    /**
     * What happened to a file that was removed or moved.
     *
     * @param text what happened, for log and note
     * @param messages how many are lost with it; 0 if it was only moved
     * @param gaps how many messages its gaps covered
     */
    public record Vanished(String text, long messages, long gaps) {}

    /**
     * Ends a file that has vanished, through the descriptor that is still open, so that what follows names its seal and
     * its last sequence number; {@link #writer} does that and begins the next one.
     */
    public Vanished closeVanished(long nowNs) {
        OpenFile gone = file;
        TraceWriter last = writer;
        if (gone == null || last == null) {
            throw new IllegalStateException("no file is open");
        }
        Path movedTo = gone.movedTo();
        isRemoved = movedTo == null;
        Vanished vanished = movedTo == null
                ? new Vanished(
                        FileNames.text(gone.path()) + " was removed during recording", last.messages(), last.lost())
                : new Vanished(
                        FileNames.text(gone.path()) + " was moved to " + FileNames.text(movedTo) + " during recording",
                        0,
                        0);
        ending = Closing.continued(nowNs, vanished.text());
        return vanished;
    }
}
