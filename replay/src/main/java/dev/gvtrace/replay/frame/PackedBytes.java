// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compressed bytes.
 *
 * @param packed in the format of zlib
 * @param size their number before compression
 */
public record PackedBytes(byte[] packed, int size) {
    /** The maximum size before compression: states have a limit, too. */
    static final int MOST = 256 << 20;

    /** Compresses bytes, as fast as possible. */
    public static PackedBytes of(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] packed = new byte[bytes.length / 4 + 64];
            int length = 0;
            while (!deflater.finished()) {
                if (length == packed.length) {
                    packed = Arrays.copyOf(packed, length * 2);
                }
                length += deflater.deflate(packed, length, packed.length - length);
            }
            return new PackedBytes(Arrays.copyOf(packed, length), bytes.length);
        } finally {
            deflater.end();
        }
    }

    /**
     * The bytes before compression.
     *
     * @throws FrameException if they are damaged
     */
    public byte[] unpack() throws FrameException {
        if (size < 0 || size > MOST) {
            throw new FrameException("state of " + size + " bytes");
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] bytes = new byte[size];
            int length = 0;
            while (length < size) {
                int more = inflater.inflate(bytes, length, size - length);
                if (more == 0) {
                    throw new FrameException("state that ends early");
                }
                length += more;
            }
            return bytes;
        } catch (DataFormatException e) {
            throw new FrameException("state that cannot be unpacked", e);
        } finally {
            inflater.end();
        }
    }
}
