// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a trace with the messages of a synthetic Sentry, one per millisecond. Texts are byte text. */
final class SyntheticSandbox {
    static final long BEGIN_NS = 1_700_000_000_000_000_000L;
    static final long STEP_NS = 1_000_000L;
    private static final int AT_FDCWD = -100;

    private interface Step {
        void write(TraceWriter writer) throws IOException;
    }

    /** Fields of a protobuf message. */
    static final class Fields {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Fields number(int field, long value) {
            if (value != 0) {
                varint(field << 3);
                varint(value);
            }
            return this;
        }

        Fields text(int field, String value) {
            return value.isEmpty() ? this : bytes(field, ByteText.bytes(value));
        }

        Fields texts(int field, String... values) {
            for (String value : values) {
                bytes(field, ByteText.bytes(value));
            }
            return this;
        }

        Fields message(int field, Fields value) {
            return bytes(field, value.out.toByteArray());
        }

        private Fields bytes(int field, byte[] value) {
            varint(field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                out.write((int) (left & 0x7f | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private String host = "";
    private String container = "c1";
    private int tid = 1;
    private int pid = 1;
    private int dropped;
    private long timeNs = BEGIN_NS;
    private Fields more = new Fields();

    /** Where it is recorded, as {@code EscapedText} has it. */
    SyntheticSandbox on(String hostName) {
        host = hostName;
        return this;
    }

    /** The next messages are of this container. */
    SyntheticSandbox in(String id) {
        container = id;
        return this;
    }

    /** The next messages are of this thread. */
    SyntheticSandbox as(int threadId, int processId) {
        tid = threadId;
        pid = processId;
        return this;
    }

    SyntheticSandbox as(int processId) {
        return as(processId, processId);
    }

    /** The next message comes this many milliseconds after the beginning. */
    SyntheticSandbox at(long milliseconds) {
        timeNs = BEGIN_NS + milliseconds * STEP_NS - STEP_NS;
        return this;
    }

    /** So many messages were lost before the next one, by the Sentry's count. */
    SyntheticSandbox losing(int messages) {
        dropped += messages;
        return this;
    }

    /** The next message's context has this, too. */
    SyntheticSandbox with(Fields fields) {
        more = fields;
        return this;
    }

    SyntheticSandbox facts(String kind, String json) {
        long at = timeNs;
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        steps.add(writer -> writer.facts(at, kind, bytes));
        return this;
    }

    SyntheticSandbox gap(long lost, String cause) {
        long at = timeNs;
        steps.add(writer -> writer.gap(new Gap(at, at + STEP_NS, lost, cause)));
        return this;
    }

    /** What comes next is in another block. */
    SyntheticSandbox flush() {
        steps.add(TraceWriter::flush);
        return this;
    }

    /** A message of that type with the fields after the context. */
    SyntheticSandbox send(int type, Fields fields) {
        timeNs += STEP_NS;
        Fields context =
                new Fields().number(1, timeNs).number(2, tid).number(4, pid).text(6, container);
        context.out.writeBytes(more.out.toByteArray());
        more = new Fields();
        Fields message = new Fields().message(1, context);
        message.out.writeBytes(fields.out.toByteArray());
        byte[] payload = message.out.toByteArray();
        ByteBuffer packet = ByteBuffer.allocate(8 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        packet.putShort((short) 8).putShort((short) type).putInt(dropped).put(payload);
        long at = timeNs;
        steps.add(writer -> writer.message(at, packet.array(), 0, packet.capacity()));
        return this;
    }

    static Fields exit(long result) {
        return result >= 0
                ? new Fields().message(2, new Fields().number(1, result))
                : new Fields().message(2, new Fields().number(2, -result));
    }

    SyntheticSandbox start(String cwd, String... args) {
        return send(
                1, new Fields().text(2, container).text(3, cwd).texts(4, args).texts(5, "PATH=/bin"));
    }

    /** The current thread makes another; of a process of its own if the two ids are equal. */
    SyntheticSandbox clone(int newTid, int newPid, long flags) {
        return send(
                2,
                new Fields()
                        .number(3, newTid)
                        .number(4, newPid)
                        .number(5, BEGIN_NS + newTid)
                        .number(6, flags));
    }

    SyntheticSandbox fork(int child) {
        return clone(child, child, 0);
    }

    SyntheticSandbox execve(String path, String... args) {
        return send(11, exit(0).number(3, 59).text(6, path).texts(7, args))
                .send(
                        3,
                        new Fields()
                                .text(2, path)
                                .texts(3, args)
                                .texts(4, "PATH=/bin")
                                .text(17, path));
    }

    SyntheticSandbox open(String path, long result) {
        return send(7, exit(result).number(3, 257).number(4, AT_FDCWD).text(6, path));
    }

    SyntheticSandbox raw(int sysno, long result, long... arguments) {
        Fields fields = exit(result).number(4, sysno);
        for (int i = 0; i < arguments.length; i++) {
            fields.number(5 + i, arguments[i]);
        }
        return send(6, fields);
    }

    SyntheticSandbox taskExit() {
        return send(5, new Fields()).send(4, new Fields());
    }

    /** Writes all messages. */
    Path write(Path file) throws IOException {
        Opening opening = Opening.builder(TraceOrigin.LIVE, BEGIN_NS)
                .host(Text.ofUtf8(host))
                .tool(Text.ofUtf8("test"))
                .build();
        try (TraceWriter writer =
                TraceWriter.create(file, opening, WriterOptions.defaults().withSynced(false), new PacketIndexer())) {
            for (Step step : steps) {
                step.write(writer);
            }
            writer.seal(Closing.end(timeNs, "sandbox ended"));
        }
        return file;
    }
}
