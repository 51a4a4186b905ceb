// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.stream.Varint;
import dev.gvtrace.proto.wire.WireHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Messages of threads that open, read and close one file after the other, as a Sentry sends them; for {@link Warmup}
 * and for tests of the recorder in operation. Each message has a number, from 0, which its time contains. Field numbers
 * are those of gVisor's schema. Not thread-safe.
 */
public final class SyntheticTraffic {
    /** The maximum number of bytes of a message. */
    public static final int LONGEST = 1024;

    private static final int FIRST_THREAD = 10;
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
    private final String container;
    private long number;

    /** The work of this container. */
    public SyntheticTraffic(String container) {
        this.container = container;
    }

    /** The number of the message with this time; negative if it is not one of these. */
    public static long numberAt(long timeNs) {
        long since = timeNs - STARTED_NS;
        return since >= 0 && since % STEP_NS == 0 ? since / STEP_NS : -1;
    }

    /** The number of the next message. */
    public long number() {
        return number;
    }

    /** The file that the message with this number, and those around it, are about. */
    public static String file(long number) {
        return "/usr/share/synthetic/" + number / 4 % FILES + ".txt";
    }

    /** True if the message with this number reports that its file was opened. */
    public static boolean isOpened(long number) {
        return number % 4 == 1;
    }

    /** Writes the next message at a buffer's position. */
    void next(ByteBuffer packet) {
        next(packet, 0);
    }

    /**
     * Writes the next message at a buffer's position.
     *
     * @param dropped the Sentry's drop counter
     */
    public void next(ByteBuffer packet, int dropped) {
        int thread = (int) (number / 4 % THREADS);
        String file = file(number);
        int descriptor = 3 + thread;
        int process = thread / THREADS_PER_PROCESS;
        begin(FIRST_THREAD + thread, FIRST_THREAD + process * THREADS_PER_PROCESS, process);
        MessageType type = switch ((int) (number % 4)) {
            case 0 -> open(file);
            case 1 -> opened(descriptor, file);
            case 2 -> read(descriptor, file);
            default -> close(descriptor, file);
        };
        finish(packet, type, dropped);
    }

    /** Writes the start of the container at a buffer's position. It takes a number, too. */
    public void start(ByteBuffer packet) {
        begin(1, 1, 0);
        field(message, 2, container);
        field(message, 3, "/srv");
        field(message, 4, "/srv/worker");
        finish(packet, MessageType.CONTAINER_START, 0);
    }

    /**
     * Writes the end of the container's first process at a buffer's position. It takes a number, too.
     *
     * @param dropped the Sentry's drop counter
     */
    public void end(ByteBuffer packet, int dropped) {
        begin(1, 1, 0);
        finish(packet, MessageType.SENTRY_TASK_EXIT, dropped);
    }

    /** Leaves out the message with the next number: it was dropped. */
    public void skip() {
        number++;
    }

    private void begin(int thread, int leader, int process) {
        message.clear().position(WireHeader.SIZE);
        part.clear();
        field(part, 1, STARTED_NS + number * STEP_NS);
        field(part, 2, thread);
        field(part, 3, STARTED_NS + thread);
        field(part, 4, leader);
        field(part, 5, STARTED_NS + leader);
        field(part, 6, container);
        field(part, 8, "/srv/" + process);
        field(part, 9, "worker-" + process);
        take(1);
    }

    private void finish(ByteBuffer packet, MessageType type, int dropped) {
        WireHeader.write(message.array(), 0, type.number(), dropped);
        number++;
        packet.put(message.flip());
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
