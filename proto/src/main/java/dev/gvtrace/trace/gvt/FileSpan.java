// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The place of one {@code .gvt} file in its recording, and its age, found with a few small reads and without reading
 * records.
 *
 * @param recording id of the recording
 * @param segment number of the file in it, from 0
 * @param sandbox id of the sandbox on the host; null when unknown
 * @param sealed whether it ends with a footer
 * @param lastNs when its last record was received, nanoseconds since the epoch; without records, when it was created
 * @param ofFlightRecorder whether it was written by a flight recorder, which lets go of what it need not keep
 */
public record FileSpan(
        UUID recording, int segment, @Nullable Text sandbox, boolean sealed, long lastNs, boolean ofFlightRecorder) {
    private static final int LAST_RECEIVED_AT = 96;

    /**
     * Reads a file. A symbolic link is not followed.
     *
     * @throws NotATraceException when it is not a {@code .gvt} file
     * @throws TraceException when its header is damaged, or of an unknown version
     * @throws IOException when it cannot be read
     */
    public static FileSpan read(Path path) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotATraceException(FileNames.text(path), 0, "not a regular file");
        }
        TraceBytes file = TraceBytes.of(ByteSource.file(path, LinkOption.NOFOLLOW_LINKS));
        try (file) {
            if (!TraceReader.recognizes(file)) {
                throw new NotATraceException(file.name(), 0, "not a .gvt trace");
            }
            FileHeader header = FileHeader.read(file);
            return read(TraceReader.of(file, header, null), header, file);
        }
    }

    private static FileSpan read(TraceReader reader, FileHeader header, TraceBytes file) throws IOException {
        long last = lastInFooter(header, file);
        boolean sealed = last >= 0;
        if (!sealed) {
            // the times of messages are not used, because the sandbox sends them
            last = Math.max(0, reader.scan().totals.lastReceived());
        }
        Opening opening = reader.opening();
        return new FileSpan(
                header.recording(),
                header.segment(),
                opening.sandbox(),
                sealed,
                last == 0 ? header.createdNs() : last,
                opening.flightWindowNs() > 0 && opening.sourceRecording() == null);
    }

    /** The latest receive time in the footer, or 0 if it has none; -1 without a footer. */
    private static long lastInFooter(FileHeader header, TraceBytes file) throws IOException {
        int size = Footer.announcedAtEnd(file);
        byte[] start = new byte[TraceFormat.FOOTER_FIXED_BYTES];
        if (size == 0
                || size > file.size() - header.firstBlock()
                || file.read(file.size() - size, start, 0, start.length) != null
                || !TraceFormat.matches(start, 0, header.mark(TraceFormat.FOOTER_MAGIC))
                || TraceFormat.littleEndian(start).getInt(TraceFormat.MARK_BYTES) != size) {
            return -1;
        }
        return Math.max(0, TraceFormat.littleEndian(start).getLong(LAST_RECEIVED_AT));
    }
}
