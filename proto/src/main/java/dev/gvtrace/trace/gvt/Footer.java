// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.gvtrace.trace.SealKeys;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a sealed file.
 *
 * <pre>
 *   0 magic 8 | 8 recording id 16 | 24 footer bytes u32 | 28 flags u32 | 32 blocks u32 | 36 index raw bytes u32
 *  40 index bytes u32 | 44 container bytes u32 | 48 totals 96 | 144 chain 32
 * 176 containers | index (zstd) | "gvtrace-seal-v1:" 16 | seal 32 | [ public key 32 | signature 64 ]
 *     footer bytes u32 | CRC32C of all before u32 | end magic 8
 * </pre>
 *
 * The seal is the SHA-256 of the footer up to the word before it; the signature is over that word and the seal, 48
 * bytes.
 */
final class Footer {
    static final byte[] SEAL_WORD = "gvtrace-seal-v1:".getBytes(StandardCharsets.US_ASCII);

    private static final int SIZE_AT = TraceFormat.MARK_BYTES;
    private static final int CHAIN_AT = 144;
    private static final int SEAL_BYTES = 16 + TraceFormat.SHA_BYTES;
    private static final int SIGNED_BYTES = SealKeys.PUBLIC_BYTES + SealKeys.SIGNATURE_BYTES;
    private static final int SMALLEST = TraceFormat.FOOTER_FIXED_BYTES + SEAL_BYTES + TraceFormat.TRAILER_BYTES;
    private static final int MAX_CONTAINER_BYTES = Totals.MOST_CONTAINERS * (TraceFormat.MAX_CONTAINER_ID + 1);

    private final byte[] bytes;
    private final long offset;
    private final int flags;
    private final Totals totals;
    private final @Nullable List<IndexedBlock> blocks;
    private final int sealAt;

    private Footer(
            byte[] bytes, long offset, int flags, Totals totals, @Nullable List<IndexedBlock> blocks, int sealAt) {
        this.bytes = bytes;
        this.offset = offset;
        this.flags = flags;
        this.totals = totals;
        this.blocks = blocks;
        this.sealAt = sealAt;
    }

    /** The footer's bytes for these totals; an index of null is left out. */
    static byte[] encode(
            FileHeader header,
            Totals totals,
            byte[] chain,
            byte @Nullable [] index,
            boolean continued,
            @Nullable PrivateKey signer)
            throws IOException {
        byte[] containers = totals.containers().encode();
        byte[] packedIndex = index == null ? new byte[0] : Zstd.compress(index);
        int flags = (signer == null ? 0 : TraceFormat.FOOTER_SIGNED)
                | (continued ? TraceFormat.FOOTER_CONTINUED : 0)
                | (index == null ? 0 : TraceFormat.FOOTER_INDEXED)
                | (totals.containers().isIncomplete() ? TraceFormat.FOOTER_MORE_CONTAINERS : 0);
        int size = SMALLEST + containers.length + packedIndex.length + (signer == null ? 0 : SIGNED_BYTES);
        byte[] bytes = new byte[size];
        ByteBuffer out = TraceFormat.littleEndian(bytes);
        out.put(header.mark(TraceFormat.FOOTER_MAGIC)).putInt(size).putInt(flags);
        out.putInt((int) Math.min(Integer.MAX_VALUE, totals.blocks()));
        out.putInt(index == null ? 0 : index.length).putInt(packedIndex.length).putInt(containers.length);
        totals.encode(out);
        out.put(chain).put(containers).put(packedIndex);
        byte[] seal = TraceFormat.sha256().digest(Arrays.copyOf(bytes, out.position()));
        out.put(SEAL_WORD).put(seal);
        if (signer != null) {
            byte[] publicKey = SealKeys.publicKeyOf(signer);
            out.put(publicKey).put(SealKeys.sign(signer, publicKey, signedMessage(seal)));
        }
        out.putInt(size).putInt(TraceFormat.crc(bytes, 0, out.position())).put(TraceFormat.END_MAGIC);
        return bytes;
    }

    private static byte[] signedMessage(byte[] seal) {
        byte[] message = Arrays.copyOf(SEAL_WORD, SEAL_BYTES);
        System.arraycopy(seal, 0, message, SEAL_WORD.length, seal.length);
        return message;
    }

    /** The seal in an encoded footer. */
    static byte[] sealOf(byte[] footer, boolean signed) {
        int end = footer.length - TraceFormat.TRAILER_BYTES - (signed ? SIGNED_BYTES : 0);
        return Arrays.copyOfRange(footer, end - TraceFormat.SHA_BYTES, end);
    }

    /** Size of the footer according to the file's last bytes; 0 when they are not the end of a footer. */
    static int announcedAtEnd(TraceBytes file) throws IOException {
        byte[] trailer = new byte[TraceFormat.TRAILER_BYTES];
        if (file.size() < TraceFormat.FILE_HEADER_BYTES + SMALLEST
                || file.read(file.size() - trailer.length, trailer, 0, trailer.length) != null
                || !TraceFormat.matches(trailer, Long.BYTES, TraceFormat.END_MAGIC)) {
            return 0;
        }
        int size = TraceFormat.littleEndian(trailer).getInt(0);
        return size >= SMALLEST && size <= TraceFormat.MAX_FOOTER && size <= file.size() - TraceFormat.FILE_HEADER_BYTES
                ? size
                : 0;
    }

    /** Size of the footer at an offset where its mark was found; 0 when it exceeds the limits. */
    static int announcedAt(TraceBytes file, long offset) throws IOException {
        byte[] size = new byte[Integer.BYTES];
        if (file.read(offset + SIZE_AT, size, 0, size.length) != null) {
            return 0;
        }
        int found = TraceFormat.littleEndian(size).getInt(0);
        return found >= SMALLEST && found <= TraceFormat.MAX_FOOTER ? found : 0;
    }

    /** Reads a footer of this size; null when it is damaged. */
    static @Nullable Footer read(TraceBytes file, FileHeader header, long offset, int size) throws IOException {
        byte[] bytes = new byte[size];
        if (file.read(offset, bytes, 0, size) != null
                || !TraceFormat.matches(bytes, 0, header.mark(TraceFormat.FOOTER_MAGIC))
                || !TraceFormat.matches(bytes, size - TraceFormat.MAGIC_BYTES, TraceFormat.END_MAGIC)) {
            return null;
        }
        ByteBuffer in = TraceFormat.littleEndian(bytes);
        int crcAt = size - TraceFormat.MAGIC_BYTES - Integer.BYTES;
        if (in.getInt(crcAt) != TraceFormat.crc(bytes, 0, crcAt)
                || in.getInt(SIZE_AT) != size
                || in.getInt(crcAt - Integer.BYTES) != size) {
            return null;
        }
        return parse(bytes, offset, in, header.firstBlock());
    }

    private static @Nullable Footer parse(byte[] bytes, long offset, ByteBuffer in, long firstBlock) {
        in.position(SIZE_AT + Integer.BYTES);
        int flags = in.getInt();
        int blocks = in.getInt();
        int rawIndex = in.getInt();
        int packedIndex = in.getInt();
        int containerBytes = in.getInt();
        int signed = (flags & TraceFormat.FOOTER_SIGNED) == 0 ? 0 : SIGNED_BYTES;
        if (blocks < 0
                || rawIndex < 0
                || rawIndex > TraceFormat.MAX_INDEX_RAW
                || packedIndex < 0
                || containerBytes < 0
                || containerBytes > MAX_CONTAINER_BYTES
                || (long) SMALLEST + containerBytes + packedIndex + signed != bytes.length) {
            return null;
        }
        ContainerSet containers =
                ContainerSet.decode(bytes, TraceFormat.FOOTER_FIXED_BYTES, containerBytes, Totals.MOST_CONTAINERS);
        if ((flags & TraceFormat.FOOTER_MORE_CONTAINERS) != 0) {
            containers.markIncomplete();
        }
        Totals totals = Totals.decode(in, blocks, containers);
        if (!totals.isPossible()) {
            return null;
        }
        int indexAt = TraceFormat.FOOTER_FIXED_BYTES + containerBytes;
        byte[] index = (flags & TraceFormat.FOOTER_INDEXED) == 0 || blocks > TraceFormat.MAX_INDEXED_BLOCKS
                ? null
                : unpack(bytes, indexAt, packedIndex, rawIndex);
        List<IndexedBlock> listed = index == null ? null : parseIndex(index, firstBlock);
        boolean fits = listed != null && listed.size() == blocks && endOf(listed, firstBlock) == offset;
        return new Footer(bytes, offset, flags, totals, fits ? listed : null, indexAt + packedIndex);
    }

    private static byte @Nullable [] unpack(byte[] bytes, int offset, int packed, int raw) {
        byte[] index = new byte[raw];
        try {
            long size = Zstd.decompressByteArray(index, 0, raw, bytes, offset, packed);
            return Zstd.isError(size) || size != raw ? null : index;
        } catch (ZstdException e) {
            return null;
        }
    }

    long offset() {
        return offset;
    }

    int size() {
        return bytes.length;
    }

    Totals totals() {
        return totals;
    }

    byte[] chain() {
        return Arrays.copyOfRange(bytes, CHAIN_AT, CHAIN_AT + TraceFormat.SHA_BYTES);
    }

    boolean isContinued() {
        return (flags & TraceFormat.FOOTER_CONTINUED) != 0;
    }

    boolean isSigned() {
        return (flags & TraceFormat.FOOTER_SIGNED) != 0;
    }

    /** Whether the footer has an index, readable or not. */
    boolean isIndexed() {
        return (flags & TraceFormat.FOOTER_INDEXED) != 0;
    }

    byte[] seal() {
        int at = sealAt + SEAL_WORD.length;
        return Arrays.copyOfRange(bytes, at, at + TraceFormat.SHA_BYTES);
    }

    boolean hasRightSeal() {
        byte[] expected = TraceFormat.sha256().digest(Arrays.copyOf(bytes, sealAt));
        return TraceFormat.matches(bytes, sealAt, SEAL_WORD) && Arrays.equals(expected, seal());
    }

    byte[] publicKey() {
        int at = sealAt + SEAL_BYTES;
        return Arrays.copyOfRange(bytes, at, at + SealKeys.PUBLIC_BYTES);
    }

    boolean hasValidSignature() {
        int at = sealAt + SEAL_BYTES + SealKeys.PUBLIC_BYTES;
        byte[] signature = Arrays.copyOfRange(bytes, at, at + SealKeys.SIGNATURE_BYTES);
        return SealKeys.isValid(publicKey(), Arrays.copyOfRange(bytes, sealAt, sealAt + SEAL_BYTES), signature);
    }

    /**
     * The blocks in the index, if it is well formed and its blocks fill exactly the space between the file's header and
     * this footer. Otherwise null, and the blocks have to be searched for.
     */
    @Nullable
    List<IndexedBlock> blocks() {
        return blocks;
    }

    private static @Nullable List<IndexedBlock> parseIndex(byte[] index, long firstBlock) {
        List<IndexedBlock> listed = new ArrayList<>();
        long position = firstBlock;
        int at = 0;
        while (index.length - at >= BlockHeader.INDEXED_BYTES) {
            BlockHeader block = BlockHeader.fromIndex(index, at, listed.size());
            at += BlockHeader.INDEXED_BYTES;
            if (block == null || block.containerBytes() > index.length - at) {
                return null;
            }
            listed.add(new IndexedBlock(position, block, IndexedBlock.containers(block, index, at)));
            at += block.containerBytes();
            position += block.size();
        }
        return at == index.length ? listed : null;
    }

    private static long endOf(List<IndexedBlock> listed, long firstBlock) {
        return listed.isEmpty() ? firstBlock : listed.get(listed.size() - 1).end();
    }

    /** Collects the index while blocks are written. */
    static final class IndexBuilder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int blocks;
        private boolean full;

        void add(byte[] header, byte[] containers) {
            full |= blocks == TraceFormat.MAX_INDEXED_BLOCKS
                    || out.size() + BlockHeader.INDEXED_BYTES + containers.length > TraceFormat.MAX_INDEX_RAW;
            if (full) {
                out.reset();
                return;
            }
            byte[] entry = new byte[BlockHeader.INDEXED_BYTES];
            BlockHeader.toIndex(header, entry, 0);
            out.write(entry, 0, entry.length);
            out.write(containers, 0, containers.length);
            blocks++;
        }

        /** The index; null when there are too many blocks for one. */
        byte @Nullable [] toBytes() {
            return full ? null : out.toByteArray();
        }
    }
}
