// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Writes one trace file. It never overwrites a file, and once written no byte of the file is ever changed. Not
 * thread-safe, single-use.
 *
 * <p>When a method throws {@code IOException} (a full disk), the record it was called for was not taken, and nothing taken
 * before is given up: bytes that could not be written are kept and tried again at the next call.
 */
public final class TraceWriter implements Closeable {
    private TraceWriter() {}

    /**
     * Creates the file, mode 0600, with its header and opening record written.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is such a file
     * @throws IOException when it cannot be written
     */
    public static TraceWriter create(Path file, Opening opening, WriterOptions options, MessageIndexer indexer)
            throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * Appends a message.
     *
     * @param receivedNs wall-clock time of receipt, nanoseconds since the epoch; 0 when unknown
     * @param packet holds the packet, header included
     * @param offset where it starts
     * @param length its length, at most {@code MAX_RECORD}
     */
    public void message(long receivedNs, byte[] packet, int offset, int length) throws IOException {}

    /** Appends a message that has this sequence number, which must be greater than the last. For copies of parts of a trace. */
    public void message(long receivedNs, long sequence, byte[] packet, int offset, int length) throws IOException {}

    /** Records that messages are missing here. */
    public void gap(Gap gap) throws IOException {}

    /** Records facts about the sandbox. */
    public void facts(long atNs, String kind, byte[] json) throws IOException {}

    /** Records the output of {@code runsc trace procfs}. */
    public void procfs(long atNs, byte[] dump) throws IOException {}

    /** Records a remark. */
    public void note(long atNs, String text) throws IOException {}

    /** Writes everything taken so far, so that a kill cannot lose it; when {@link WriterOptions#synced}, neither can a power failure. */
    public void flush() throws IOException {}

    /** Writes the closing record, the rest, and the footer; then closes the file. */
    public Seal seal(Closing closing) throws IOException {
        throw new UnsupportedOperationException("not yet");
    }

    /** Writes what was taken and closes the file without a seal, unless it is sealed. */
    @Override
    public void close() throws IOException {}

    /** Id of the recording. */
    public UUID recording() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Messages taken. */
    public long messages() {
        return 0;
    }

    /** Bytes written to the file so far, for rotation by size. */
    public long fileBytes() {
        return 0;
    }
}
