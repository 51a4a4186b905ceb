// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The command line of this process as other processes see it. A recorder takes a sandbox's id from the command line of
 * the runsc that connects, and here one process connects for all sandboxes.
 */
final class OwnCommandLine implements AutoCloseable {
    private static final int ARGUMENTS_FROM = 48;
    private static final int ARGUMENTS_TO = 49;
    /** Behind the name in parentheses, which may contain blanks. */
    private static final int FIELDS_BEFORE = 3;

    private final long from;
    private final byte[] original;

    OwnCommandLine() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        from = Long.parseLong(fields[ARGUMENTS_FROM - FIELDS_BEFORE]);
        int length = (int) (Long.parseLong(fields[ARGUMENTS_TO - FIELDS_BEFORE]) - from);
        original = new byte[length];
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "r")) {
            memory.seek(from);
            memory.readFully(original);
        }
    }

    /** Looks like a runsc that creates this sandbox. */
    void become(String sandbox, Path root) throws IOException {
        String words = "/runsc\0--root\0" + root + "\0create\0--bundle\0" + root + "\0" + sandbox + "\0";
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > original.length) {
            throw new IOException("the command line of this process has only " + original.length + " bytes, expected "
                    + bytes.length);
        }
        byte[] padded = new byte[original.length];
        Arrays.fill(padded, (byte) '/');
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        write(padded);
    }

    private void write(byte[] bytes) throws IOException {
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "rw")) {
            memory.seek(from);
            memory.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        write(original);
    }
}
