// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.stream.Varint;
import dev.gvtrace.proto.wire.WireHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Messages of threads that open, read and close one file after the other, as a Sentry sends them; for {@link Warmup}.
 * Field numbers are those of gVisor's schema. Not thread-safe.
 */
final class SyntheticTraffic {
    /** The maximum number of bytes of a message. */
    static final int LONGEST = 1024;

    private static final int THREADS = 12;
    private static final int THREADS_PER_PROCESS = 3;
    private static final int FILES = 97;
    private static final long STARTED_NS = 1_700_000_000_000_000_000L;
    private static final long STEP_NS = 15_000;

    private static final int OPENAT = 257;
    private static final int CLOSE = 3;
    private static final int O_CLOEXEC = 0x80000;
    private static final int READ_BYTES = 8192;

    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private final ByteBuffer part = ByteBuffer.allocate(LONGEST);
    private final ByteBuffer message = ByteBuffer.allocate(LONGEST);
    private long number;

    /** Writes the next message at a buffer's position. */
    void next(ByteBuffer packet) {
        long work = number / 4;
        int thread = (int) (work % THREADS);
        String file = "/usr/share/synthetic/" + work % FILES + ".txt";
        int descriptor = 3 + thread;
        message.clear().position(WireHeader.SIZE);
        context(thread);
        MessageType type = switch ((int) (number % 4)) {
            case 0 -> open(file);
            case 1 -> opened(descriptor, file);
            case 2 -> read(descriptor, file);
            default -> close(descriptor, file);
        };
        WireHeader.write(message.array(), 0, type.number(), 0);
        number++;
        packet.put(message.flip());
    }

    private void context(int thread) {
        int process = thread / THREADS_PER_PROCESS;
        int first = process * THREADS_PER_PROCESS;
        part.clear();
        field(part, 1, STARTED_NS + number * STEP_NS);
        field(part, 2, 10 + thread);
        field(part, 3, STARTED_NS + thread);
        field(part, 4, 10 + first);
        field(part, 5, STARTED_NS + first);
        field(part, 6, "warm-up");
        field(part, 8, "/srv/" + process);
        field(part, 9, "worker-" + process);
        take(1);
    }

    private MessageType open(String file) {
        field(message, 3, OPENAT);
        field(message, 6, file);
        field(message, 7, O_CLOEXEC);
        return MessageType.SYSCALL_OPEN;
    }

    private MessageType opened(int descriptor, String file) {
        exit(descriptor);
        return open(file);
    }

    private MessageType read(int descriptor, String file) {
        exit(number % READ_BYTES);
        field(message, 4, descriptor);
        field(message, 5, file);
        field(message, 6, READ_BYTES);
        return MessageType.SYSCALL_READ;
    }

    private MessageType close(int descriptor, String file) {
        field(message, 3, CLOSE);
        field(message, 4, descriptor);
        field(message, 5, file);
        return MessageType.SYSCALL_CLOSE;
    }

    private void exit(long result) {
        part.clear();
        field(part, 1, result);
        take(2);
    }

    /** Adds the content of the part as a field. */
    private void take(int field) {
        Varint.put(message, (long) field << 3 | BYTES);
        Varint.put(message, part.flip().remaining());
        message.put(part);
    }

    private static void field(ByteBuffer out, int field, long value) {
        Varint.put(out, (long) field << 3 | VARINT);
        Varint.put(out, value);
    }

    private static void field(ByteBuffer out, int field, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Varint.put(out, (long) field << 3 | BYTES);
        Varint.put(out, bytes.length);
        out.put(bytes);
    }
}
