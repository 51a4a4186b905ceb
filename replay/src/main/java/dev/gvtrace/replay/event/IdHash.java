// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Distributes ids over a hash table whose size is a power of two. Ids come from an untrusted sender, so the slot
 * depends on random numbers of this process (multiply-add-shift, with 64 bits for ids of 32): without them a sender
 * cannot choose ids that collide more often than by chance. No output may depend on the order in such a table.
 */
public final class IdHash {
    private static final long FACTOR;
    private static final long OFFSET;

    static {
        ByteBuffer random = ByteBuffer.wrap(random());
        FACTOR = random.getLong() | 1;
        OFFSET = random.getLong();
    }

    private IdHash() {}

    /**
     * The slot of the id.
     *
     * @param bits binary logarithm of the number of slots, 1 to 31
     */
    public static int slot(int id, int bits) {
        return (int) (FACTOR * id + OFFSET >>> Long.SIZE - bits);
    }

    // A SecureRandom would read the same bytes, but takes half of the start-up time of a short replay.
    private static byte[] random() {
        byte[] bytes = new byte[2 * Long.BYTES];
        try (InputStream source = Files.newInputStream(Path.of("/dev/urandom"))) {
            if (source.readNBytes(bytes, 0, bytes.length) == bytes.length) {
                return bytes;
            }
        } catch (IOException e) {
            // no such device: use values that differ between runs
        }
        long time = System.nanoTime() * 0x9E3779B97F4A7C15L;
        return ByteBuffer.wrap(bytes)
                .putLong(time ^ time >>> 29)
                .putLong(ProcessHandle.current().pid() * 0xBF58476D1CE4E5B9L ^ time)
                .array();
    }
}
