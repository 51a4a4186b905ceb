// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Facts;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.MessageIndex;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.PeerCredentials;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceFormat;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceOutput;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Generated traces with packets in a format of the tests: header, time, container. */
public final class TestTraces {
    public static final UUID RECORDING = new UUID(0x0123456789abcdefL, 0x8edcba9876543210L);
    public static final long START = 1_700_000_000_000_000_000L;
    public static final MessageIndexer INDEXER = TestTraces::index;

    private TestTraces() {}

    public static Opening opening() {
        return Opening.builder(TraceOrigin.LIVE, START)
                .host(Text.ofUtf8("node-1"))
                .tool(Text.ofUtf8("gvtrace test"))
                .peer(new PeerCredentials(4711, 0, 0))
                .handshake(new byte[] {8, 1})
                .session("{\"trace_session\":{}}".getBytes(StandardCharsets.UTF_8))
                .build();
    }

    public static WriterOptions options() {
        return WriterOptions.defaults().withSynced(false).withRecording(RECORDING);
    }

    /** A packet: eight bytes of header with the type, the time, and a container id with its length before it. */
    public static byte[] packet(int type, long timeNs, String container, byte[] payload) {
        byte[] id = container.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = TraceFormat.littleEndian(new byte[20 + id.length + payload.length]);
        out.putShort((short) 8).putShort((short) type).putInt(0).putLong(timeNs).putInt(id.length);
        out.put(id).put(payload);
        return out.array();
    }

    private static void index(byte[] packet, int offset, int length, MessageIndex out) {
        if (length < 20) {
            return;
        }
        ByteBuffer in = TraceFormat.littleEndian(packet);
        out.setType(Short.toUnsignedInt(in.getShort(offset + 2)));
        out.setTimeNs(in.getLong(offset + 8));
        int size = in.getInt(offset + 16);
        if (size >= 0 && size <= length - 20) {
            out.setContainer(offset + 20, size);
        }
    }

    /** The n-th of a row of packets that never changes. */
    public static byte[] packet(int n) {
        byte[] payload = new byte[n % 97];
        new Random(n).nextBytes(payload);
        return packet(1 + n % 38, START + n * 1_000L, "container-" + n % 3, payload);
    }

    /** A sealed trace with three blocks and every kind of record. */
    public static void writeSmall(TraceWriter writer) throws IOException {
        message(writer, 1);
        writer.facts(START, "bundle", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        message(writer, 2);
        writer.flush();
        writer.gap(new Gap(START, START + 5, 3, "dropped by the Sentry"));
        message(writer, 3);
        writer.procfs(START + 6, "procfs\n{}".getBytes(StandardCharsets.UTF_8));
        writer.note(START + 7, Text.ofUtf8("a note"));
        writer.flush();
        message(writer, 4);
    }

    public static void message(TraceWriter writer, int n) throws IOException {
        byte[] packet = packet(n);
        writer.message(START + n, packet, 0, packet.length);
    }

    /** Writes a trace of the first {@code count} packets. */
    public static Seal write(Path file, int count, WriterOptions options) throws IOException {
        try (TraceWriter writer = TraceWriter.create(file, opening(), options, INDEXER)) {
            for (int n = 1; n <= count; n++) {
                message(writer, n);
            }
            return writer.seal(Closing.end(START + count, "end of test"));
        }
    }

    public static byte[] small() {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer = new TraceWriter(out, opening(), options(), INDEXER)) {
            writeSmall(writer);
            writer.seal(Closing.end(START + 9, "end of test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.bytes();
    }

    public static TraceReader reader(byte[] bytes) throws IOException {
        return TraceReader.open(bytes(bytes));
    }

    public static VerifyReport verify(byte[] bytes) throws IOException {
        return new FileVerifier(bytes(bytes), TrustedKeys.none(), INDEXER).verify();
    }

    /** The header of a first file of a recording. */
    public static byte[] header(UUID recording) {
        return FileHeader.create(recording, 0, START, 0, new byte[TraceFormat.SHA_BYTES])
                .bytes();
    }

    /** One line for each record. */
    public static List<String> records(RecordCursor cursor) {
        List<String> lines = new ArrayList<>();
        while (cursor.next()) {
            byte[] body = Arrays.copyOfRange(cursor.buffer(), cursor.offset(), cursor.offset() + cursor.length());
            String text = switch (cursor.kind()) {
                case MESSAGE -> Integer.toHexString(Arrays.hashCode(body));
                case OPENING -> Opening.decode(body, 0, body.length).toString();
                case FACTS -> Facts.decode(body, 0, body.length).toString();
                case GAP -> Gap.decode(body, 0, body.length).toString();
                case CLOSING -> text(Closing.decode(body, 0, body.length));
                case PROCFS, NOTE -> new String(body, StandardCharsets.UTF_8);
            };
            lines.add(cursor.kind() + " " + cursor.sequence() + " " + cursor.receivedNs() + " " + text);
        }
        return lines;
    }

    /** A closing as the files of lines have it. */
    static String text(Closing closing) {
        return "Closing[atNs=" + closing.atNs() + ", reason=" + closing.reason() + ", continued=" + closing.continued()
                + ", messages=" + closing.counts().messages() + ", packetBytes="
                + closing.counts().packetBytes() + ", lost=" + closing.counts().lost() + ", cause=" + closing.cause()
                + ", endUnknown=" + closing.endUnknown() + "]";
    }

    public static List<String> records(TraceSource source) {
        try (RecordCursor cursor = source.records(Selection.all())) {
            return records(cursor);
        }
    }

    /** Sequence numbers of the messages. */
    public static List<Long> sequences(TraceSource source, Selection selection) {
        List<Long> found = new ArrayList<>();
        try (RecordCursor cursor = source.records(selection)) {
            while (cursor.next()) {
                if (cursor.kind() == RecordKind.MESSAGE) {
                    found.add(cursor.sequence());
                }
            }
        }
        return found;
    }

    /** Collects what a writer writes. */
    public static final class MemoryOutput implements TraceOutput {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        /** Bytes that still fit; then the disk is full. */
        public long room = Long.MAX_VALUE;

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            int size = (int) Math.min(bytes.remaining(), room - out.size());
            if (size <= 0) {
                throw new IOException("No space left on device");
            }
            byte[] part = new byte[size];
            bytes.get(part);
            out.write(part, 0, size);
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}

        public byte[] bytes() {
            return out.toByteArray();
        }
    }

    /** A file in memory, opened. */
    public static TraceBytes bytes(byte[] bytes) throws IOException {
        return TraceBytes.of(ByteSource.of("memory.gvt", bytes));
    }

    /** A file in memory that records which of its bytes were read. */
    public static final class MemoryBytes implements ByteSource {
        public final byte[] bytes;
        public final boolean[] seen;

        public MemoryBytes(byte[] bytes) {
            this.bytes = bytes;
            this.seen = new boolean[bytes.length];
        }

        @Override
        public String name() {
            return "memory.gvt";
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) {
            System.arraycopy(bytes, (int) position, into, offset, length);
            Arrays.fill(seen, (int) position, (int) position + length, true);
        }

        @Override
        public void close() {}
    }
}
