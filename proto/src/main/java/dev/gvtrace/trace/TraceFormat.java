// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The constants of the file format: magic bytes, sizes, flags and limits. {@code FORMAT.md} describes them. All
 * numbers are little-endian.
 *
 * <pre>
 * file   = FileHeader *Block [ Footer ]
 * Block  = BlockHeader ContainerSet payload
 * </pre>
 */
public final class TraceFormat {
    public static final int VERSION_OLDEST = 1;
    public static final int VERSION_NEWEST = 2;

    /**
     * First bytes of files, blocks and footers, and last bytes of footers. As in PNG they reveal converted line ends
     * and lost top bits.
     */
    public static final byte[] FILE_MAGIC = magic('T');

    public static final byte[] BLOCK_MAGIC = magic('B');
    public static final byte[] FOOTER_MAGIC = magic('F');
    public static final byte[] END_MAGIC = magic('E');
    public static final int MAGIC_BYTES = 8;
    public static final int ID_BYTES = 16;
    public static final int SHA_BYTES = 32;
    /** Magic and recording id: the beginning of a block or footer, which a sandbox cannot predict. */
    public static final int MARK_BYTES = MAGIC_BYTES + ID_BYTES;

    public static final int FILE_HEADER_BYTES = 96;
    public static final int MAX_FILE_HEADER_BYTES = 4096;
    public static final int BLOCK_HEADER_BYTES = 176;
    public static final int FOOTER_FIXED_BYTES = 176;
    public static final int TRAILER_BYTES = 16;

    public static final int MAX_BLOCK_RAW = 1024 * 1024;
    public static final int MAX_BLOCK_PAYLOAD = MAX_BLOCK_RAW + 64 * 1024;
    public static final int MAX_RECORD = 16 * 1024 * 1024;
    public static final int MAX_CONTEXT = 1024;
    public static final int MAX_CONTAINERS = 64;
    public static final int MAX_CONTAINER_ID = 255;
    public static final int MAX_CONTAINER_BYTES = MAX_CONTAINERS * (MAX_CONTAINER_ID + 1);
    public static final int MAX_INDEXED_BLOCKS = 1 << 18;
    public static final int MAX_INDEX_RAW = 48 * 1024 * 1024;
    public static final int MAX_FOOTER = 64 * 1024 * 1024;

    public static final int LAST_TYPE_BIT = 62;
    public static final int OTHER_TYPES_BIT = 63;

    /** Flags of a file that a reader can ignore. Files with other unknown flags are too new. */
    public static final int IGNORABLE_FILE_FLAGS = 0xffff0000;

    public static final int BLOCK_UNTIMED = 1;
    public static final int BLOCK_UNRECEIVED = 2;
    public static final int BLOCK_MORE_CONTAINERS = 4;
    public static final int BLOCK_OTHER_RECORDS = 8;
    public static final int BLOCK_PIECE = 16;
    public static final int BLOCK_CLOSING = 32;
    public static final int BLOCK_CONTEXTS = 64;

    public static final int FOOTER_SIGNED = 1;
    public static final int FOOTER_CONTINUED = 2;
    public static final int FOOTER_INDEXED = 4;
    public static final int FOOTER_MORE_CONTAINERS = 8;

    public static final int TAG_KIND = 0x0f;
    public static final int TAG_SKIP = 0x10;
    public static final int TAG_TIME = 0x20;
    public static final int TAG_MORE = 0x40;
    public static final int TAG_CONTINUES = 0x80;
    /** The kind of a split message; cursors return it as a message. */
    public static final int KIND_SPLIT = 8;
    /** For a split message, which has no pieces: its drop counter differs from the previous message's. */
    public static final int TAG_DROPPED = 0x40;
    /**
     * The longest head: tag, two times, skipped sequence numbers, drop counter, numbers of context and type, two
     * lengths.
     */
    public static final int MAX_RECORD_HEAD = 1 + 8 * Varint.MAX_BYTES;

    /** In a packet that can be split: the bytes before its context, and before its time. */
    public static final byte CONTEXT_TAG = 1 << 3 | 2;

    public static final byte TIME_TAG = 1 << 3;

    private TraceFormat() {}

    private static byte[] magic(char letter) {
        return new byte[] {(byte) 0x89, 'G', 'V', (byte) letter, '\r', '\n', 0x1a, '\n'};
    }

    public static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public static boolean matches(byte[] bytes, int offset, byte[] expected) {
        return offset >= 0
                && bytes.length - offset >= expected.length
                && Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length);
    }

    public static byte[] idBytes(UUID id) {
        byte[] bytes = new byte[ID_BYTES];
        ByteBuffer.wrap(bytes).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return bytes;
    }

    public static UUID id(byte[] bytes, int offset) {
        ByteBuffer from = ByteBuffer.wrap(bytes, offset, ID_BYTES);
        return new UUID(from.getLong(), from.getLong());
    }

    /** A sum of non-negative numbers, which saturates: forged numbers can overflow. */
    public static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    public static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
