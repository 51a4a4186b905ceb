// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.ChainListener;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndex;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOutput;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one trace file. It never overwrites a file and never changes a byte once written. Not
 * thread-safe, single-use.
 *
 * <p>Records are collected into a block; {@link #flush} ends the block, compresses and writes it, so that everything
 * flushed stays readable whatever happens afterwards. The caller decides how often to flush; once a second is usual.
 *
 * <p>When a method throws {@code IOException} (a full disk), the record was not added, but earlier records are kept:
 * unwritten bytes are written at the next call.
 */
public final class TraceWriter implements Closeable {
    /** The maximum number of bytes of finished blocks kept while writing is deferred. */
    private static final int MAX_PENDING = 1 << 20;

    private static final int MOST_TEXT = 4096;
    /** Longer gap records are forged; a gap is counted in its block, so it may not be split into pieces. */
    private static final int MAX_GAP = 1 << 16;

    private final TraceOutput output;
    private final String name;
    private final WriterOptions options;
    private final MessageIndexer indexer;
    private final FileHeader header;
    private final BlockWriter blocks;
    private final BlockBuilder block;
    private final MessageIndex index = new MessageIndex();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final UUID recording;
    private final int segment;
    private long fileBytes;
    private long packetBytes;
    private long messages;
    private long lost;
    private long messagesWritten;
    private long packetBytesWritten;
    private long blocksWritten;
    private long lostWritten;
    private long pendingBytes;
    private boolean puttingOff;
    private boolean unsynced;
    private @Nullable Seal seal;
    private boolean closed;

    /** Bytes to be written, and the totals that they add to the file. */
    private record Pending(ByteBuffer bytes, long messages, long packetBytes, long lost) {}

    public TraceWriter(TraceOutput output, Opening opening, WriterOptions options, MessageIndexer indexer)
            throws IOException {
        this(output, "", opening, options, indexer);
    }

    private TraceWriter(TraceOutput output, String name, Opening opening, WriterOptions options, MessageIndexer indexer)
            throws IOException {
        this.output = output;
        this.name = name;
        this.options = options;
        this.indexer = indexer;
        UUID id = options.recording();
        recording = id == null ? UUID.randomUUID() : id;
        Seal previous = options.previous();
        segment = previous == null ? 0 : previous.segment() + 1;
        long sequenceBefore = previous == null ? 0 : previous.sequence();
        byte[] previousSeal = previous == null ? new byte[TraceFormat.SHA_BYTES] : previous.value();
        header = FileHeader.create(recording, segment, opening.createdNs(), sequenceBefore, previousSeal);
        blocks = new BlockWriter(header, options.compressionLevel());
        block = new BlockBuilder(sequenceBefore);
        enqueue(header.bytes().clone(), 0, 0, 0);
        other(RecordKind.OPENING, opening.createdNs(), opening.encode());
        flush();
    }

    /**
     * Creates the file, mode 0600, and writes its header and opening record.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the file exists
     * @throws IOException when it cannot be written
     */
    public static TraceWriter create(Path file, Opening opening, WriterOptions options, MessageIndexer indexer)
            throws IOException {
        TraceOutput output = TraceOutput.create(file);
        try {
            TraceWriter writer = new TraceWriter(output, FileNames.name(file), opening, options, indexer);
            if (options.synced()) {
                TraceOutput.syncName(file);
            }
            return writer;
        } catch (IOException | RuntimeException e) {
            output.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Writes a trace to a stream, which is closed with the writer. Nothing is synced.
     *
     * @throws IOException when the beginning cannot be written
     */
    public static TraceWriter create(OutputStream out, Opening opening, WriterOptions options, MessageIndexer indexer)
            throws IOException {
        return new TraceWriter(TraceOutput.of(out), opening, options, indexer);
    }

    /**
     * Appends a message.
     *
     * @param receivedNs wall-clock time of receipt, nanoseconds since the epoch; 0 when unknown
     * @param packet holds the packet, header included
     * @param offset where it starts
     * @param length its length, at most 16 MiB
     * @throws IllegalArgumentException when it is longer
     * @throws IOException when it was not added because the file cannot be written
     */
    public void message(long receivedNs, byte[] packet, int offset, int length) throws IOException {
        message(receivedNs, block.sequence() + 1, packet, offset, length);
    }

    /**
     * Appends a message with this sequence number, which has to be greater than the last one. For copying parts of a
     * trace.
     */
    public void message(long receivedNs, long sequence, byte[] packet, int offset, int length) throws IOException {
        long skipped = sequence - block.sequence() - 1;
        if (skipped < 0) {
            throw new IllegalArgumentException(
                    "sequence number " + sequence + " after " + block.sequence() + ", expected a greater one");
        }
        index.clear();
        if (indexer != MessageIndexer.NONE) {
            indexer.index(packet, offset, length, index);
        }
        append(RecordKind.MESSAGE, receivedNs, skipped, packet, offset, length);
        messages++;
        packetBytes += length;
    }

    /**
     * Defers writing, or ends that. While writing is deferred, adding a record only uses the processor: full blocks are
     * compressed and kept until {@link #writeFinished} or another method writes them. The caller checks {@link
     * #hasTooMuchToWrite} before each record.
     */
    public void putOffWriting(boolean on) {
        puttingOff = on;
    }

    /** True when writing is deferred and this many bytes are waiting that nothing should be added. */
    public boolean hasTooMuchToWrite() {
        return puttingOff && pendingBytes >= MAX_PENDING;
    }

    /** Writes the blocks that are finished. */
    public void writeFinished() throws IOException {
        drain();
    }

    /** Records that messages are missing here. */
    public void gap(Gap gap) throws IOException {
        byte[] body = gap.encode();
        gap(gap, gap.toNs(), body, 0, body.length);
    }

    private void gap(Gap gap, long atNs, byte[] body, int offset, int length) throws IOException {
        append(RecordKind.GAP, atNs, 0, body, offset, length);
        block.countGap(gap);
        lost = TraceFormat.sum(lost, Math.max(0, gap.lost()));
    }

    /** Records facts about the sandbox, as JSON in UTF-8. */
    public void facts(long atNs, String kind, byte[] json) throws IOException {
        other(RecordKind.FACTS, atNs, Facts.encode(kind, json));
    }

    /** Records the output of {@code runsc trace procfs}. */
    public void procfs(long atNs, byte[] dump) throws IOException {
        other(RecordKind.PROCFS, atNs, dump);
    }

    /** Records a remark. */
    public void note(long atNs, Text text) throws IOException {
        other(RecordKind.NOTE, atNs, text.bytes());
    }

    /**
     * A text for a record, truncated to a writer's maximum: a forged one can be longer than a block.
     */
    public static String cut(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + " ...";
    }

    /**
     * Appends a cursor's current record, with its times and numbers. Openings and closings cannot be copied.
     */
    public void copy(RecordCursor from) throws IOException {
        switch (from.kind()) {
            case MESSAGE -> message(from.receivedNs(), from.sequence(), from.buffer(), from.offset(), from.length());
            case GAP -> {
                Gap gap = Gap.decode(from.buffer(), from.offset(), from.length());
                if (from.length() > MAX_GAP) {
                    gap(new Gap(gap.fromNs(), gap.toNs(), gap.lost(), cut(EscapedText.of(gap.cause()))));
                } else {
                    gap(gap, from.receivedNs(), from.buffer(), from.offset(), from.length());
                }
            }
            case OPENING, FACTS, PROCFS, NOTE, CLOSING ->
                append(from.kind(), from.receivedNs(), 0, from.buffer(), from.offset(), from.length());
        }
    }

    private void other(RecordKind kind, long atNs, byte[] body) throws IOException {
        append(kind, atNs, 0, body, 0, body.length);
    }

    private void append(RecordKind kind, long atNs, long skipped, byte[] body, int offset, int length)
            throws IOException {
        if (length > TraceFormat.MAX_RECORD) {
            throw new IllegalArgumentException(
                    "record of " + length + " bytes, expected at most " + TraceFormat.MAX_RECORD);
        }
        prepare(length);
        if (block.hasRoomFor(length)) {
            block.append(kind.code(), atNs, skipped, body, offset, length);
            describe(kind, body);
        } else {
            appendInPieces(kind, atNs, skipped, body, offset, length);
        }
    }

    /** Makes room; throws when that is impossible, and then nothing was added. */
    private void prepare(int length) throws IOException {
        if (closed || seal != null) {
            throw new IOException("the trace writer is closed");
        }
        drainUnlessPutOff();
        if (block.size() >= options.blockBytes() || (block.size() > 0 && !block.hasRoomFor(length))) {
            endBlock();
            drainUnlessPutOff();
        }
    }

    /**
     * A record larger than a block gets blocks of its own, one for each piece, all with the same header values, so that
     * they are skipped together or not at all. From here on the record is added: errors are thrown at the next call.
     */
    private void appendInPieces(RecordKind kind, long atNs, long skipped, byte[] body, int offset, int length) {
        int most = TraceFormat.MAX_BLOCK_RAW - TraceFormat.MAX_RECORD_HEAD;
        for (int done = 0; done < length; done += most) {
            int size = Math.min(most, length - done);
            int tag = kind.code()
                    | (done == 0 ? 0 : TraceFormat.TAG_CONTINUES)
                    | (done + size < length ? TraceFormat.TAG_MORE : 0);
            block.append(tag, atNs, done == 0 ? skipped : 0, body, offset + done, size);
            describe(kind, body);
            endBlock();
        }
        try {
            drainUnlessPutOff();
        } catch (IOException e) {
            // The pieces stay pending and are written again; the next call throws if the error persists.
        }
    }

    private void describe(RecordKind kind, byte[] body) {
        if (kind != RecordKind.MESSAGE) {
            return;
        }
        if (indexer == MessageIndexer.NONE) {
            block.describeNothing();
        } else {
            block.describe(index, body);
        }
    }

    private void endBlock() {
        if (block.size() > 0) {
            enqueue(blocks.encode(block), block.messages(), block.packetBytes(), block.lost());
            block.start();
        }
    }

    private void enqueue(byte[] bytes, long messageCount, long byteCount, long lostCount) {
        pending.add(new Pending(ByteBuffer.wrap(bytes), messageCount, byteCount, lostCount));
        fileBytes += bytes.length;
        pendingBytes += bytes.length;
    }

    private void drain() throws IOException {
        for (Pending next = pending.peek(); next != null; next = pending.peek()) {
            while (next.bytes().hasRemaining()) {
                output.write(next.bytes());
            }
            pending.remove();
            pendingBytes -= next.bytes().capacity();
            messagesWritten += next.messages();
            packetBytesWritten += next.packetBytes();
            blocksWritten += next.messages() > 0 ? 1 : 0;
            lostWritten += next.lost();
            unsynced = true;
        }
    }

    private void drainUnlessPutOff() throws IOException {
        if (!puttingOff) {
            drain();
        }
    }

    /**
     * Writes all records added so far, so that a kill cannot lose them; with {@link WriterOptions#synced}, neither can
     * a power failure.
     */
    public void flush() throws IOException {
        prepare(0);
        endBlock();
        drain();
        sync();
        reportHead(null);
    }

    /** To be called when everything is written, and synced if that is asked for. */
    private void reportHead(@Nullable Seal sealed) {
        if (options.heads() != ChainListener.NONE) {
            options.heads()
                    .file(new ChainHead(
                            recording,
                            segment,
                            name,
                            blocks.totals().blocks(),
                            fileBytes,
                            messages,
                            block.sequence(),
                            sealed == null ? HexFormat.of().formatHex(blocks.chain()) : sealed.hex(),
                            sealed != null));
        }
    }

    private void sync() throws IOException {
        if (unsynced && options.synced()) {
            output.sync();
        }
        unsynced = false;
    }

    /**
     * Writes the closing record, everything pending, and the footer; then closes the file. Can be called again after an
     * {@code IOException}.
     */
    public Seal seal(Closing closing) throws IOException {
        Seal made = seal;
        if (made == null) {
            made = makeSeal(closing);
            seal = made;
        }
        if (!closed) {
            drain();
            sync();
            close();
            reportHead(made);
        }
        return made;
    }

    private Seal makeSeal(Closing closing) throws IOException {
        byte[] body = closing.withCounts(new Closing.Counts(messages, packetBytes, lost))
                .encode();
        append(RecordKind.CLOSING, closing.atNs(), 0, body, 0, body.length);
        block.markClosing();
        endBlock();
        byte[] footer = Footer.encode(
                header, blocks.totals(), blocks.chain(), blocks.index(), closing.continued(), options.signer());
        enqueue(footer, 0, 0, 0);
        return new Seal(recording, segment, block.sequence(), Footer.sealOf(footer, options.signer() != null));
    }

    /** Writes all records added and closes the file, without sealing it. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (TraceOutput last = output) {
            endBlock();
            drain();
            if (unsynced && options.synced()) {
                last.sync();
            }
            if (seal == null) {
                reportHead(null);
            }
        }
    }

    /** Id of the recording. */
    public UUID recording() {
        return recording;
    }

    /** Number of this file in its recording, from 0. */
    public int segment() {
        return segment;
    }

    /** Messages added to this writer; some may still be in memory, see {@link #messagesWritten}. */
    public long messages() {
        return messages;
    }

    /** Messages in blocks written to the file. The others are lost if the process is killed. */
    public long messagesWritten() {
        return messagesWritten;
    }

    /** Bytes of the packets written to the file, headers included. */
    public long packetBytesWritten() {
        return packetBytesWritten;
    }

    /** Blocks with messages that were written to the file. */
    public long blocksWritten() {
        return blocksWritten;
    }

    /** Messages that gaps added to this writer count as lost. */
    public long lost() {
        return lost;
    }

    /** Messages that gaps written to the file count as lost. */
    public long lostWritten() {
        return lostWritten;
    }

    /** True once the seal is in the file. */
    public boolean isSealed() {
        return seal != null && pending.isEmpty();
    }

    /** Bytes of the file, including those still to be written, but without the current block. */
    public long fileBytes() {
        return fileBytes;
    }
}
