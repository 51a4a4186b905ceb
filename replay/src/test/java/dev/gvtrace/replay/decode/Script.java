// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import com.google.protobuf.Message;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Execve;
import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Mmap;
import dev.gvtrace.proto.schema.MmapInfo;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Syscall;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.event.message.ExecveCall;
import dev.gvtrace.replay.event.message.OpenCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends messages like a Sentry; message number n has time n. Records the decoder's output as lines: for a message its
 * type, {@code #9}; for an event time, type, thread and further facts.
 */
final class Script {
    private final List<String> log = new ArrayList<>();
    private final EventDecoder decoder;
    private int time;
    private int dropped;
    private String name = "";
    private boolean grouped;

    Script() {
        this(DecodeOptions.UNKNOWN);
    }

    Script(DecodeOptions options) {
        decoder = new EventDecoder(options, new EventListener() {
            @Override
            public void lost(long count) {
                log.add("lost " + count);
            }

            @Override
            public void message(dev.gvtrace.replay.event.message.Message message) {
                log.add("#" + message.type());
            }

            @Override
            public void event(Event event) {
                log.add(line(event));
            }
        });
    }

    private static String line(Event event) {
        StringBuilder line = new StringBuilder();
        line.append(event.timeNs())
                .append(' ')
                .append(event.type())
                .append(" by ")
                .append(event.threadId());
        if (event.hasResult()) {
            line.append(" = ").append(event.result());
        }
        if (event.type().name().startsWith("execve")) {
            line.append(' ').append(event.execProof());
        }
        if (event.concealed()) {
            line.append(" concealed");
        }
        if (event.proof() != null) {
            line.append(" with ").append(event.proof().kind());
        }
        if (event.arguments() instanceof OpenCall open) {
            line.append(' ').append(open.pathname());
        }
        if (event.message() instanceof ExecveCall execve) {
            line.append(' ').append(execve.pathname());
        }
        if (event.dropped() > 0) {
            line.append(" after ").append(event.dropped());
        }
        return line.toString();
    }

    EventDecoder decoder() {
        return decoder;
    }

    /** All lines, including messages. */
    List<String> log() {
        return log;
    }

    /** The lines of events. */
    List<String> events() {
        return log.stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("lost"))
                .toList();
    }

    /** Messages get lost before the next one. */
    Script lose(int count) {
        dropped += count;
        return this;
    }

    /** The process name that messages carry from now on. */
    Script named(String processName) {
        name = processName;
        return this;
    }

    /** Contexts name the thread group 1 from now on. */
    Script inGroupOne() {
        grouped = true;
        return this;
    }

    Script end() {
        decoder.end();
        return this;
    }

    Script packet(byte[] packet) {
        decoder.packet(packet, 0, packet.length, 1_000_000);
        return this;
    }

    Script send(Message message) {
        return packet(Packets.of(message, dropped));
    }

    ContextData context(int thread) {
        ContextData.Builder context =
                ContextData.newBuilder().setTimeNs(++time).setThreadId(thread).setProcessName(name);
        return grouped ? context.setThreadGroupId(1).build() : context.build();
    }

    static Exit exit(long result) {
        return result < 0
                ? Exit.newBuilder().setErrorno(-result).build()
                : Exit.newBuilder().setResult(result).build();
    }

    Script rawEnter(int thread, int sysno) {
        return send(Syscall.newBuilder()
                .setContextData(context(thread))
                .setSysno(sysno)
                .build());
    }

    Script rawExit(int thread, int sysno, long result) {
        return rawExit(thread, sysno, result, 0);
    }

    /** A raw exit with a pointer as its second argument. */
    Script rawExit(int thread, int sysno, long result, long pointer) {
        return send(Syscall.newBuilder()
                .setContextData(context(thread))
                .setExit(exit(result))
                .setSysno(sysno)
                .setArg2(pointer)
                .build());
    }

    Script openEnter(int thread, String path) {
        return send(Open.newBuilder()
                .setContextData(context(thread))
                .setSysno(257)
                .setFd(-100)
                .setPathname(path)
                .build());
    }

    Script openExit(int thread, String path, long result) {
        return send(Open.newBuilder()
                .setContextData(context(thread))
                .setExit(exit(result))
                .setSysno(257)
                .setFd(-100)
                .setPathname(path)
                .build());
    }

    Script execEnter(int thread, String path, String... arguments) {
        return send(Execve.newBuilder()
                .setContextData(context(thread))
                .setSysno(59)
                .setPathname(path)
                .addAllArgv(List.of(arguments))
                .build());
    }

    Script execExit(int thread, String path, long result, String... arguments) {
        return send(Execve.newBuilder()
                .setContextData(context(thread))
                .setExit(exit(result))
                .setSysno(59)
                .setPathname(path)
                .addAllArgv(List.of(arguments))
                .build());
    }

    /** The exit of an execve whose session asks for the environment. */
    Script execExitWithEnvironment(int thread, String path) {
        return send(Execve.newBuilder()
                .setContextData(context(thread))
                .setExit(exit(0))
                .setSysno(59)
                .setPathname(path)
                .addEnvv("A=b")
                .build());
    }

    Script sentryExecve(int thread, String path) {
        return send(ExecveInfo.newBuilder()
                .setContextData(context(thread))
                .setBinaryPath(path)
                .build());
    }

    Script sentryMmap(int thread, String path) {
        return send(MmapInfo.newBuilder()
                .setContextData(context(thread))
                .setMappedPath(path)
                .build());
    }

    Script mmapExit(int thread) {
        return send(Mmap.newBuilder()
                .setContextData(context(thread))
                .setExit(exit(4096))
                .setSysno(9)
                .build());
    }

    Script taskExit(int thread) {
        return send(TaskExit.newBuilder().setContextData(context(thread)).build());
    }
}
