// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.text.Text;
import dev.gvtrace.proto.wire.MessagePeek;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.MessageIndexer;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where generated packets go. */
interface PacketSink extends Closeable {
    /** The kinds of file. */
    enum Form {
        /** A {@code .gvt} file as the recorder writes it, with receive times. */
        RECORDED,
        /** A {@code .gvt} file as import writes it, without. */
        IMPORTED,
        /** A file in tracereplay layout. */
        TRACEREPLAY;

        String suffix() {
            return this == TRACEREPLAY ? ".trace" : ".gvt";
        }

        /** Opens a new file, nothing of which is synced; {@code -} is standard output. */
        PacketSink open(String name, Opening opening) throws IOException {
            OutputStream out = new BufferedOutputStream(
                    name.equals("-") ? System.out : Files.newOutputStream(Path.of(name)), 1 << 20);
            return this == TRACEREPLAY
                    ? new Tracereplay(new TraceReplayWriter(out, opening))
                    : new Gvt(out, opening, this == RECORDED);
        }
    }

    void packet(byte[] bytes, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;

    /** Tracereplay layout. */
    record Tracereplay(TraceReplayWriter writer) implements PacketSink {
        @Override
        public void packet(byte[] bytes, int offset, int length) throws IOException {
            writer.packet(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    /** A trace file of ours. */
    final class Gvt implements PacketSink {
        /** What passes between a message's time and its receipt. */
        private static final long TRANSIT_NS = 20_000;

        private final MessagePeek peek = new MessagePeek();
        private final boolean recorded;
        private final TraceWriter writer;
        private long receivedNs;

        Gvt(OutputStream out, Opening opening, boolean recorded) throws IOException {
            this.recorded = recorded;
            Opening first = recorded
                    ? Opening.builder(TraceOrigin.LIVE, opening.createdNs())
                            .host(Text.ofUtf8("bench"))
                            .tool(Text.ofUtf8("gvtrace bench"))
                            .build()
                    : opening;
            MessageIndexer indexer = (packet, offset, length, index) -> {
                index.setType(peek.type());
                index.setTimeNs(peek.timeNs());
                index.setContainer(peek.containerOffset(), peek.containerLength());
            };
            writer = TraceWriter.create(out, first, WriterOptions.defaults(), indexer);
        }

        @Override
        public void packet(byte[] bytes, int offset, int length) throws IOException {
            peek.look(bytes, offset, length);
            if (recorded) {
                receivedNs = Math.max(receivedNs, peek.timeNs() + TRANSIT_NS);
            }
            writer.message(receivedNs, bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            writer.seal(Closing.end(receivedNs, "end of stream"));
        }
    }
}
