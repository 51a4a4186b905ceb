// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceWriter;
import dev.gvtrace.trace.WriterOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The files of one recording, one after the other. One thread at a time. */
final class SegmentedTrace {
    private static final int MAX_ATTEMPTS = 1000;

    private final Path directory;
    private final String base;
    private final Opening opening;
    private final MessageIndexer indexer;
    private final Retention retention;
    private final Ledger ledger;
    private final String sandbox;
    private WriterOptions options;
    private @Nullable TraceWriter writer;
    private @Nullable Closing ending;
    private @Nullable Path file;
    private int segment;
    private long begunNs;

    SegmentedTrace(CaptureOptions capture, String base, Opening opening, MessageIndexer indexer, Ledger ledger) {
        this.directory = capture.directory();
        this.retention = capture.retention();
        this.options = capture.writer();
        this.base = base;
        this.ledger = ledger;
        this.sandbox = opening.sandbox() == null ? "" : opening.sandbox();
        this.opening = opening;
        this.indexer = indexer;
    }

    /** The open file, made when there is none. Finishes a change of files that the disk did not take before. */
    TraceWriter writer(long nowNs) throws IOException {
        endSegment();
        TraceWriter open = writer;
        if (open == null) {
            open = create(nowNs);
            writer = open;
            begunNs = nowNs;
        }
        return open;
    }

    private void endSegment() throws IOException {
        if (writer != null && ending != null) {
            Seal seal = writer.seal(ending);
            tellSealed(writer, seal, ending);
            ending = null;
            writer = null;
            options = options.following(seal);
            segment++;
        }
    }

    private TraceWriter create(long nowNs) throws IOException {
        Opening here =
                segment == 0 ? opening : opening.toBuilder().createdNs(nowNs).build();
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Path name = TraceNames.file(directory, base, segment, attempt);
            try {
                TraceWriter made = TraceWriter.create(name, here, options, indexer);
                file = name;
                tellBegun(made, name);
                return made;
            } catch (FileAlreadyExistsException e) {
                // never overwritten: another name
            }
        }
        throw new IOException(TraceNames.file(directory, base, segment, 0) + ": exists, and so do " + MAX_ATTEMPTS
                + " names like it");
    }

    private void tellBegun(TraceWriter made, Path name) {
        if (segment == 0) {
            ledger.begun(made.recording(), name, sandbox);
        } else {
            ledger.rotated(made.recording(), segment, name);
        }
    }

    private void tellSealed(TraceWriter sealed, Seal seal, Closing closing) {
        ledger.sealed(seal, place(), sealed.messages(), sealed.lost(), closing.continued(), closing.reason());
    }

    /** What is written: the open file, before the first one the directory. */
    Path place() {
        return file == null ? directory : file;
    }

    /** The open file's path; null before the first. */
    @Nullable
    Path file() {
        return file;
    }

    /** Puts writing off, or not any more, see {@link TraceWriter#putOffWriting}; false if a file has to be made or ended first. */
    boolean putOffWriting(boolean on) {
        if (writer == null || ending != null) {
            return false;
        }
        writer.putOffWriting(on);
        return true;
    }

    boolean hasTooMuchToWrite() {
        return writer != null && writer.hasTooMuchToWrite();
    }

    void writeFinished() throws IOException {
        if (writer != null) {
            writer.writeFinished();
        }
    }

    boolean hasMessages() {
        return writer != null && writer.messages() > 0;
    }

    boolean rotationIsDue(long nowNs) {
        TraceWriter open = writer;
        if (open == null || open.messages() == 0) {
            return false;
        }
        Duration after = retention.rotateAfter();
        return (retention.rotateBytes() > 0 && open.fileBytes() >= retention.rotateBytes())
                || (after != null && nowNs - begunNs >= after.toNanos());
    }

    /** Seals the open file and begins the next one of the recording. */
    void rotate(long nowNs, String reason) throws IOException {
        ending = Closing.continued(nowNs, reason);
        writer(nowNs);
    }

    void flush() throws IOException {
        if (writer != null) {
            writer.flush();
        }
    }

    /** Seals the last file. */
    void seal(long nowNs, String reason) throws IOException {
        TraceWriter last = writer(nowNs);
        Closing closing = Closing.end(nowNs, reason);
        tellSealed(last, last.seal(closing), closing);
        writer = null;
    }

    /** Closes the file as it is, not sealed. */
    void abandon() throws IOException {
        TraceWriter open = writer;
        if (open == null) {
            return;
        }
        writer = null;
        try {
            open.close();
        } finally {
            ledger.unsealed(open.recording(), segment, place(), open.fileBytes(), "left by the recorder");
        }
    }
}
