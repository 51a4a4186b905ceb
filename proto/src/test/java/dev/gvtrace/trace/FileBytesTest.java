// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Test;

final class FileBytesTest {
    /** A channel that returns at most three bytes per read, and has fewer than its size. */
    private static final class ShortReads extends FileChannel {
        private final byte[] bytes = "0123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        @Override
        public int read(ByteBuffer target, long position) {
            int count = (int) Math.min(Math.min(3, target.remaining()), bytes.length - position);
            if (count <= 0) {
                return -1;
            }
            target.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public long size() {
            return 20;
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long newPosition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force(boolean metaData) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseChannel() {}
    }

    @Test
    void shortReadsAreContinuedAndTheEndNamesItsByte() throws IOException {
        byte[] into = new byte[20];
        try (FileBytes file = new FileBytes("short", new ShortReads())) {
            file.readFully(1, into, 2, 8);
            assertThat(new String(into, 2, 8, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("12345678");
            assertThatThrownBy(() -> file.readFully(4, into, 0, 8))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the file ends at byte 10");
            try (TraceBytes bytes = TraceBytes.of(file)) {
                assertThat(bytes.read(4, into, 0, 6)).isNull();
                assertThat(bytes.read(4, into, 0, 8)).isEqualTo("the file ends at byte 10");
                assertThat(bytes.read(14, into, 0, 8)).isEqualTo("the file ends at byte 20");
                assertThat(bytes.read(-1, into, 0, 1)).isEqualTo("the file ends at byte 20");
            }
        }
    }
}
