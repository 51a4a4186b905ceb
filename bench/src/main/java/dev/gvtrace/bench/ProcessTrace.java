// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import com.google.protobuf.Message;
import dev.gvtrace.proto.point.MessageType;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Read;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import java.io.IOException;

/**
 * Makes a trace of a sandbox with many processes that stay: {@code ProcessTrace PROCESSES MESSAGES OUT}. First each
 * process is made by init and runs a program; then, in an order that jumps about, processes open a file, read it and
 * close it. {@code MESSAGES} counts those of the second part.
 */
public final class ProcessTrace {
    private static final String CONTAINER = "5ca1e".repeat(12) + "5ca1";
    private static final long START_NS = 1_795_000_000_000_000_000L;
    private static final long STEP_NS = 10_000;
    /** Prime, so that all processes have their turn before one has its second. */
    private static final int STRIDE = 7_919;

    private static final int OPENAT = 257;
    private static final int CLOSE = 3;
    private static final int AT_FDCWD = -100;

    private final PacketSink sink;
    private final byte[] packet = new byte[1024];
    private long nowNs = START_NS;

    private ProcessTrace(PacketSink sink) {
        this.sink = sink;
    }

    public static void main(String[] words) throws IOException {
        int processes = Integer.parseInt(words[0]);
        long messages = Long.parseLong(words[1]);
        Opening opening = Opening.builder(TraceOrigin.LIVE, START_NS).build();
        try (PacketSink sink = PacketSink.Form.RECORDED.open(words[2], opening)) {
            ProcessTrace trace = new ProcessTrace(sink);
            trace.begin(processes);
            trace.work(processes, messages);
        }
    }

    private void begin(int processes) throws IOException {
        Start start = Start.newBuilder()
                .setContextData(context(1))
                .setId(CONTAINER)
                .setCwd("/")
                .addArgs("/sbin/init")
                .build();
        send(MessageType.CONTAINER_START, start);
        for (int pid = 2; pid < processes + 2; pid++) {
            CloneInfo clone = CloneInfo.newBuilder()
                    .setContextData(context(1))
                    .setCreatedThreadId(pid)
                    .setCreatedThreadGroupId(pid)
                    .setCreatedThreadStartTimeNs(nowNs)
                    .build();
            send(MessageType.SENTRY_CLONE, clone);
            ExecveInfo execve = ExecveInfo.newBuilder()
                    .setContextData(context(pid))
                    .setBinaryPath("/usr/bin/worker")
                    .addArgv("worker")
                    .addArgv("--shard=" + pid)
                    .addEnv("PATH=/usr/bin")
                    .build();
            send(MessageType.SENTRY_EXEC, execve);
        }
    }

    private void work(int processes, long messages) throws IOException {
        int fd = 3;
        for (long i = 0; i < messages; i++) {
            int pid = 2 + (int) (i / 3 * STRIDE % processes);
            switch ((int) (i % 3)) {
                case 0 ->
                    send(
                            MessageType.SYSCALL_OPEN,
                            Open.newBuilder()
                                    .setContextData(context(pid))
                                    .setExit(Exit.newBuilder().setResult(fd))
                                    .setSysno(OPENAT)
                                    .setFd(AT_FDCWD)
                                    .setPathname("/var/lib/worker/" + i % 1000 + ".dat")
                                    .build());
                case 1 ->
                    send(
                            MessageType.SYSCALL_READ,
                            Read.newBuilder()
                                    .setContextData(context(pid))
                                    .setExit(Exit.newBuilder().setResult(4096))
                                    .setFd(fd)
                                    .setCount(4096)
                                    .build());
                default ->
                    send(
                            MessageType.SYSCALL_CLOSE,
                            Close.newBuilder()
                                    .setContextData(context(pid))
                                    .setExit(Exit.getDefaultInstance())
                                    .setSysno(CLOSE)
                                    .setFd(fd)
                                    .build());
            }
        }
    }

    private ContextData context(int pid) {
        nowNs += STEP_NS;
        return ContextData.newBuilder()
                .setTimeNs(nowNs)
                .setThreadId(pid)
                .setThreadStartTimeNs(START_NS + pid)
                .setThreadGroupId(pid)
                .setThreadGroupStartTimeNs(START_NS + pid)
                .setContainerId(CONTAINER)
                .setCwd("/")
                .setProcessName(pid == 1 ? "init" : "worker")
                .setParentThreadGroupId(pid == 1 ? 0 : 1)
                .build();
    }

    private void send(MessageType type, Message message) throws IOException {
        byte[] payload = message.toByteArray();
        WireHeader.write(packet, 0, type.number(), 0);
        System.arraycopy(payload, 0, packet, WireHeader.SIZE, payload.length);
        sink.packet(packet, 0, WireHeader.SIZE + payload.length);
    }
}
