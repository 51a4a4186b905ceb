// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import com.google.protobuf.Message;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.EndCause;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A trace of a few messages, written step by step. Times count in seconds from {@link #START}. */
final class SmallTrace {
    static final long START = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final Path file;
    private final TraceWriter writer;
    private int dropped;

    SmallTrace(Path file, TraceOrigin origin) throws IOException {
        this.file = file;
        Opening opening = Opening.builder(origin, START)
                .host(Text.ofUtf8("node"))
                .tool(Text.ofUtf8("test"))
                .build();
        writer = TraceWriter.create(file, opening, WriterOptions.defaults().withSynced(false), new PacketIndexer());
    }

    static long at(int second) {
        return START + second * SECOND;
    }

    /** A context of the only container. */
    static ContextData.Builder context(int second, int pid) {
        return context(second, pid, "c1");
    }

    private static ContextData.Builder context(int second, int pid, String container) {
        return ContextData.newBuilder()
                .setTimeNs(second < 0 ? 0 : at(second))
                .setThreadId(pid)
                .setThreadGroupId(pid)
                .setContainerId(container);
    }

    /** An openat of a process, at a time of the sandbox; without a time if that is negative. */
    SmallTrace open(int second, int pid, String path) throws IOException {
        return open(second, pid, path, "c1");
    }

    SmallTrace open(int second, int pid, String path, String container) throws IOException {
        Open open = Open.newBuilder()
                .setContextData(context(second, pid, container))
                .setExit(Exit.newBuilder().setResult(5))
                .setSysno(257)
                .setFd(-100)
                .setPathname(path)
                .build();
        return send(open);
    }

    SmallTrace clone(int second, int pid, int child) throws IOException {
        CloneInfo clone = CloneInfo.newBuilder()
                .setContextData(context(second, pid, "c1"))
                .setCreatedThreadId(child)
                .setCreatedThreadGroupId(child)
                .build();
        return send(clone);
    }

    SmallTrace send(Message message) throws IOException {
        return packet(Packets.of(message, dropped));
    }

    /** A packet as it is, received a second after the recording began. */
    SmallTrace packet(byte... packet) throws IOException {
        writer.message(at(1), packet, 0, packet.length);
        return this;
    }

    /** The Sentry drops this many messages before the next one. */
    SmallTrace drops(int more) {
        dropped += more;
        return this;
    }

    SmallTrace gap(long lost, Text cause) throws IOException {
        writer.gap(new Gap(at(0), at(1), lost, cause));
        return this;
    }

    SmallTrace facts(String kind, String json) throws IOException {
        writer.facts(at(0), kind, json.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    TraceSource sealed() throws IOException {
        writer.seal(Closing.end(at(9), "done", EndCause.SANDBOX_ENDED));
        writer.close();
        return TraceSources.open(file);
    }
}
