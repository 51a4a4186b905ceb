// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.ledger;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.TraceOutput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to a ledger, each chained by hash to the one before. One process at a time writes a ledger. Not
 * thread-safe.
 *
 * <p>A line that could not be written is kept and written before the next one, so that the chain is complete; the
 * number of kept bytes is bounded. An unfinished line of an earlier writer is left as it is, and the chain continues
 * after it.
 */
public final class LedgerWriter implements Closeable {
    /** The ledger's name in the directory of its traces. */
    public static final String FILE_NAME = "ledger.jsonl";

    /** Maximum number of bytes kept to be written; lines beyond are counted and dropped. */
    private static final long MOST_WAITING = 4L << 20;

    private static final Set<OpenOption> APPENDING = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    private final Path file;
    private @Nullable LedgerSigner signer;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private final long tornBytes;
    private final LedgerTail.Recorder recorder;
    private final LedgerTail.Files found;
    private long waitingBytes;
    private long omitted;
    private long line;
    private String previous;
    private FileChannel channel;
    private @Nullable Object identity;
    private boolean unsynced;

    private LedgerEvent.@Nullable KeyChanged keyChange;
    private boolean handedOver;

    private LedgerWriter(Path file, LedgerTail tail) throws IOException {
        this.file = file;
        this.line = tail.line();
        this.previous = tail.previous();
        this.tornBytes = tail.tornBytes();
        this.recorder = tail.recorder();
        this.found = tail.files();
        this.channel = openToAppend();
        this.identity = identity(file);
    }

    /**
     * Opens a directory's ledger, or creates one with mode 0600. If its last line has another signer than the current
     * key, a line about the change is added, signed with the previous key if that is the signer of the last line, else
     * with the current one.
     *
     * @param nowNs wall-clock time, nanoseconds since the epoch
     * @throws IOException when it cannot be read or written, or is not a regular file
     */
    public static LedgerWriter open(Path directory, LedgerKeys keys, long nowNs) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        checkKind(file);
        LedgerSigner current = LedgerSigner.of(keys.current());
        LedgerSigner previous = LedgerSigner.of(keys.previous());
        LedgerTail tail = LedgerTail.read(file);
        LedgerWriter writer = new LedgerWriter(file, tail);
        String before = tail.isKnown() ? tail.signer() : LedgerSigner.hex(current);
        boolean handsOver = before != null && before.equals(LedgerSigner.hex(previous));
        writer.signer = handsOver ? previous : current;
        if (tail.isNew()) {
            TraceOutput.syncName(file);
        } else if (tail.isUnfinished()) {
            writer.enqueue(new byte[] {'\n'});
            writer.append(nowNs, new LedgerEvent.Torn(tail.tornBytes()));
        }
        if (!Objects.equals(before, LedgerSigner.hex(current))) {
            writer.keyChange = new LedgerEvent.KeyChanged(before, LedgerSigner.hex(current));
            writer.handedOver = handsOver;
            writer.append(nowNs, writer.keyChange);
        }
        writer.signer = current;
        return writer;
    }

    /**
     * The key that the next line of a directory's ledger is to be signed with, hexadecimal; empty when it is not
     * signed, or when there is no ledger.
     *
     * @throws IOException when it cannot be read, or is not a regular file
     */
    public static Optional<String> signerOf(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        checkKind(file);
        return Optional.ofNullable(LedgerTail.read(file).signer());
    }

    /**
     * Signs lines with a key.
     *
     * @throws IOException when it is not an Ed25519 key
     */
    public static LedgerLine.Signer signer(PrivateKey key) throws IOException {
        return LedgerSigner.with(key);
    }

    /** A symbolic link would lead elsewhere, and a pipe would block. */
    private static void checkKind(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(FileNames.text(file) + ": "
                    + (Files.isSymbolicLink(file) ? "a symbolic link" : "not a regular file")
                    + ", expected the ledger of the traces here");
        }
    }

    private FileChannel openToAppend() throws IOException {
        checkKind(file);
        return FileChannel.open(
                file, APPENDING, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Bytes of an unfinished last line that was found; 0 when there was none. */
    public long tornBytes() {
        return tornBytes;
    }

    /** The last line that a recorder wrote, as found; null in a new ledger, or when it could not be read. */
    public @Nullable LedgerLine lastOfRecorder() {
        return recorder.last();
    }

    /** The line with which the last recorder started, as found; null when there is none. */
    public @Nullable LedgerLine startOfRecorder() {
        return recorder.started();
    }

    /** The line that was added because the signer changed; null when it did not. */
    public LedgerEvent.@Nullable KeyChanged keyChange() {
        return keyChange;
    }

    /** Whether the line about the change of the key is signed with the old one. */
    public boolean handedOver() {
        return handedOver;
    }

    /** Whether a file with this name was left unsealed, according to a line found. */
    public boolean knowsUnsealed(Text file) {
        return found.unsealed().contains(file);
    }

    /** Whether a line found reports a copy with this seal, 64 hexadecimal digits. */
    public boolean knowsRepaired(String seal) {
        return found.repaired().contains(seal);
    }

    /** Number of the last line. */
    public long line() {
        return line;
    }

    /** The last line; empty in a new ledger, and while lines wait to be written. */
    public Optional<LedgerHead> head() {
        return line == 0 || !waiting.isEmpty() ? Optional.empty() : Optional.of(new LedgerHead(line, previous));
    }

    /**
     * Appends a line.
     *
     * @param timeNs when it happened, nanoseconds since the epoch
     * @throws IOException when it could not be written; it is kept and written with the next one
     */
    public void append(long timeNs, LedgerEvent event) throws IOException {
        if (waitingBytes > MOST_WAITING) {
            omitted++;
            drain();
            return;
        }
        if (omitted > 0) {
            encode(timeNs, new LedgerEvent.Omitted(omitted));
            omitted = 0;
        }
        encode(timeNs, event);
        drain();
    }

    private void encode(long timeNs, LedgerEvent event) throws IOException {
        byte[] bytes = LedgerLine.encode(line + 1, timeNs, event, previous, signer);
        line++;
        previous = LedgerLine.hash(bytes, bytes.length);
        enqueue(bytes);
    }

    private void enqueue(byte[] bytes) {
        waiting.add(ByteBuffer.wrap(bytes));
        waitingBytes += bytes.length;
    }

    /**
     * Writes the lines kept so far.
     *
     * @throws IOException when not all of them could be written
     */
    public void write() throws IOException {
        drain();
    }

    private void drain() throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        followReplaced();
        for (ByteBuffer next = waiting.peek(); next != null; next = waiting.peek()) {
            while (next.hasRemaining()) {
                channel.write(next);
            }
            waiting.remove();
            waitingBytes -= next.capacity();
            unsynced = true;
        }
    }

    /**
     * If the ledger was removed or replaced, further lines to it would be lost, so a new one continues the chain.
     */
    private void followReplaced() throws IOException {
        if (Objects.equals(identity, identityOrNull())) {
            return;
        }
        FileChannel next = openToAppend();
        channel.close();
        channel = next;
        identity = identity(file);
        ByteBuffer begun = waiting.peek();
        if (begun != null) {
            // the rest of a line is useless in another file
            begun.rewind();
        }
    }

    private @Nullable Object identityOrNull() throws IOException {
        try {
            return identity(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Writes the lines kept so far, and returns when they are on disk. */
    public void sync() throws IOException {
        drain();
        if (unsynced) {
            channel.force(false);
            unsynced = false;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            // syncing may continue in another file, with another channel
            sync();
        } finally {
            channel.close();
        }
    }
}
