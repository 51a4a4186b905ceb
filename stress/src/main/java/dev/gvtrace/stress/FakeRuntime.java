// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.proto.wire.Handshake;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * The container runtime of the sandboxes: connects them as they start, and stands in for {@code runsc}, with which a
 * recorder lists them and attaches to them. Thread-safe.
 */
final class FakeRuntime implements Closeable {
    private static final int HANDSHAKE_MILLIS = 10_000;
    /** Process ids that no process has: one would be taken for all sandboxes otherwise. */
    private static final int FIRST_PID = 10_000_000;

    private final Path directory;
    private final Path recorderSocket;
    private final OwnCommandLine commandLine;
    private final AFUNIXServerSocket handOver;
    private final Map<String, FakeSandbox> sandboxes = new ConcurrentHashMap<>();
    private final Queue<Triggered> triggered = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile int generation;

    /** A message that raises an alert was sent to the recorder with this number. */
    record Triggered(String sandbox, int recorder, long number) {}

    FakeRuntime(Path directory, Path recorderSocket) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.recorderSocket = recorderSocket;
        this.commandLine = new OwnCommandLine();
        this.handOver = AFUNIXServerSocket.newInstance();
        handOver.bind(AFUNIXSocketAddress.of(directory.resolve("sentries")));
        Thread thread = new Thread(this::takeConnections, "hand-over");
        thread.setDaemon(true);
        thread.start();
        writeProgram();
    }

    /** The directory with the state of containers, for {@code --root}. */
    Path root() {
        return directory;
    }

    Path program() {
        return directory.resolve("runsc");
    }

    /** The number of the recorder that runs, from 1. */
    int generation() {
        return generation;
    }

    void nextGeneration() {
        generation++;
    }

    void add(FakeSandbox sandbox) {
        sandboxes.put(sandbox.id(), sandbox);
    }

    void triggered(String sandbox, int recorder, long number) {
        triggered.add(new Triggered(sandbox, recorder, number));
    }

    Collection<Triggered> triggered() {
        return triggered;
    }

    Collection<String> failures() {
        return failures;
    }

    /** Connects as the runsc that creates this sandbox. */
    synchronized SeqpacketConnection connect(String sandbox) throws IOException {
        commandLine.become(sandbox, directory);
        SeqpacketConnection connection = SeqpacketConnection.connect(recorderSocket);
        try {
            ByteBuffer packet = ByteBuffer.allocateDirect(64);
            connection.limitWaiting(HANDSHAKE_MILLIS);
            connection.send(packet.put(Handshake.encode(Handshake.VERSION)).flip());
            if (connection.receive(packet.clear()) <= 0) {
                throw new IOException("the handshake was not answered");
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Writes what {@code runsc list} and {@code runsc trace list} print. While all sandboxes are held. */
    int writeState() throws IOException {
        List<String> listed = new ArrayList<>();
        for (FakeSandbox sandbox : sandboxes.values()) {
            if (sandbox.isAlive()) {
                listed.add("{\"id\":\"" + sandbox.id() + "\",\"status\":\"running\",\"bundle\":\"/\",\"pid\":"
                        + (FIRST_PID + listed.size()) + "}");
                write(sandbox.id() + ".sessions", sessions(sandbox));
            }
        }
        write("list", "[" + String.join(",", listed) + "]");
        return listed.size();
    }

    private static String sessions(FakeSandbox sandbox) {
        return sandbox.hasSession()
                ? "SESSIONS (1)\n\"Default\"\n\tSink: \"remote\", dropped: " + sandbox.dropped() + "\n"
                : "SESSIONS (0)\n";
    }

    private void write(String name, String text) throws IOException {
        Path made = Files.writeString(directory.resolve(name + ".new"), text);
        Files.move(made, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes the sessions that the recorder has deleted. While these sandboxes are held. */
    int takeDeletions() throws IOException {
        int count = 0;
        for (FakeSandbox sandbox : sandboxes.values()) {
            if (Files.deleteIfExists(directory.resolve(sandbox.id() + ".deleted"))) {
                sandbox.detach();
                count++;
            }
        }
        return count;
    }

    private void writeProgram() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = """
                #!/bin/sh
                root=%s
                for id in "$@"; do :; done
                case "$*" in
                *"trace create"*)
                  exec %s -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable \\
                    -cp '%s' dev.gvtrace.stress.SessionConnector "$root/sentries" '%s' "$@" ;;
                *"trace list"*) cat "$root/$id.sessions" ;;
                *"trace delete"*) : > "$root/$id.deleted" ;;
                *"trace procfs"*) echo '[]' ;;
                *list*) cat "$root/list" ;;
                *) echo "unknown words: $*" >&2; exit 1 ;;
                esac
                """.formatted(directory, java, System.getProperty("java.class.path"), recorderSocket);
        Files.writeString(program(), script);
        Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwx------"));
    }

    /** Takes the connections that {@link SessionConnector} has made for sandboxes that run already. */
    private void takeConnections() {
        while (!handOver.isClosed()) {
            try (AFUNIXSocket socket = handOver.accept()) {
                take(socket);
            } catch (IOException | RuntimeException e) {
                if (!handOver.isClosed()) {
                    failures.add("a connection could not be handed over: " + e);
                }
            }
        }
    }

    private void take(AFUNIXSocket socket) throws IOException {
        socket.setAncillaryReceiveBufferSize(1024);
        InputStream in = socket.getInputStream();
        byte[] id = new byte[256];
        int length = in.read(id);
        FileDescriptor[] received = socket.getReceivedFileDescriptors();
        FakeSandbox sandbox =
                length <= 0 ? null : sandboxes.get(new String(id, 0, length, StandardCharsets.UTF_8).strip());
        if (sandbox == null || received == null || received.length != 1) {
            throw new IOException("expected a sandbox's id and a descriptor");
        }
        // closing the socket closes what came through it
        FileDescriptor own = FileDescriptorCast.duplicating(received[0]).getFileDescriptor();
        sandbox.attach(Line.of(own), generation);
        socket.getOutputStream().write('1');
    }

    @Override
    public void close() throws IOException {
        handOver.close();
        commandLine.close();
    }

    /** The failures and nothing else; null if there are none. */
    @Nullable
    String trouble() {
        return failures.isEmpty() ? null : String.join("; ", failures);
    }
}
