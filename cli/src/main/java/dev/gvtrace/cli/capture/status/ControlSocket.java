// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.capture.system.HelperThreads;
import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The control socket: SEQPACKET, mode 0600, beside the recorder's own. A client sends one packet with a request, and
 * gets packets until the connection ends: the first begins with a line that is {@code ok}, {@code trouble} or {@code
 * error} and a reason, and the rest is the answer. A client has a second for its request and a second for the answer.
 */
final class ControlSocket implements Closeable {
    static final String OK = "ok";
    static final String TROUBLE = "trouble";
    static final String ERROR = "error ";

    static final int MOST_PACKET_BYTES = 32 << 10;
    static final int MOST_REQUEST_BYTES = 4096;
    private static final int LIMIT_MILLIS = 1000;
    private static final int MOST_CLIENTS = 4;
    private static final int MOST_WAITING = 8;
    private static final long PAUSE_NS = 5_000_000;
    private static final long ACCEPT_AGAIN_NS = 100_000_000;

    private final SeqpacketListener listener;
    private final Supplier<RecorderStatus> status;
    private final KeepRequests keeping;
    private final HelperThreads clients;
    private final RepeatedFailure failures;
    private final RepeatedFailure fileFailures;

    private ControlSocket(
            SeqpacketListener listener,
            Supplier<RecorderStatus> status,
            KeepRequests keeping,
            HelperThreads clients,
            Consumer<String> log) {
        this.listener = listener;
        this.status = status;
        this.keeping = keeping;
        this.clients = clients;
        this.failures = new RepeatedFailure(log);
        this.fileFailures = new RepeatedFailure(log);
    }

    /** The control socket of a recorder that listens on this socket. */
    static Path beside(Path recorder) {
        return FileNames.path(FileNames.text(recorder.toAbsolutePath()) + ".control");
    }

    /**
     * Listens; null if that is not possible, which is logged.
     *
     * @throws IOException when no thread can be created
     */
    static @Nullable ControlSocket open(
            Path path,
            Supplier<RecorderStatus> status,
            KeepRequests keeping,
            StandingThreads threads,
            Consumer<String> log)
            throws IOException {
        SeqpacketListener listener;
        try {
            listener = SeqpacketListener.open(path);
        } catch (IOException e) {
            log.accept("no control socket, gvtrace status cannot be answered: " + FileErrors.text(path, e));
            return null;
        }
        HelperThreads clients = new HelperThreads(threads, "requests for status", MOST_CLIENTS, MOST_WAITING, log);
        ControlSocket control = new ControlSocket(listener, status, keeping, clients, log);
        try {
            threads.start("control", control::accept);
        } catch (IOException e) {
            control.close();
            throw e;
        }
        return control;
    }

    private boolean accept() throws IOException {
        SeqpacketConnection connection;
        try {
            connection = listener.accept();
        } catch (ClosedChannelException e) {
            return false;
        } catch (IOException e) {
            failures.attempted("cannot accept a request for status: " + e.getMessage() + "; retrying");
            LockSupport.parkNanos(this, ACCEPT_AGAIN_NS);
            return true;
        }
        failures.attempted(null);
        if (!clients.run(() -> answer(connection))) {
            close(connection);
        }
        return true;
    }

    private void answer(SeqpacketConnection connection) {
        try {
            connection.limitWaiting(LIMIT_MILLIS);
            ByteBuffer request = ByteBuffer.allocateDirect(MOST_REQUEST_BYTES + 1);
            int length = connection.receive(request);
            if (length > 0) {
                byte[] bytes = new byte[length];
                request.flip().get(bytes);
                String text = new String(bytes, StandardCharsets.UTF_8);
                send(
                        connection,
                        KeepRequests.isOne(text) ? keeping.answer(text, connection.peer()) : answer(text.strip()));
            }
        } catch (IOException e) {
            // the client has gone, or does not speak this protocol
        } finally {
            close(connection);
        }
    }

    private byte[] answer(String request) {
        RecorderStatus now = status.get();
        String state = now.isHealthy() ? OK : TROUBLE;
        String answer = switch (request) {
            case "status text" -> state + "\n" + StatusText.of(now);
            case "status json" -> state + "\n" + StatusJson.of(now) + "\n";
            default -> ERROR + "unknown request: expected status text, status json or keep\n";
        };
        return answer.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(SeqpacketConnection connection, byte[] answer) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        ByteBuffer packet = ByteBuffer.allocateDirect(MOST_PACKET_BYTES);
        for (int from = 0; from < answer.length; from += MOST_PACKET_BYTES) {
            packet.clear()
                    .put(answer, from, Math.min(MOST_PACKET_BYTES, answer.length - from))
                    .flip();
            while (!connection.trySend(packet)) {
                if (System.nanoTime() - until >= 0) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    /** Listens again if the socket's file was removed. */
    void check() {
        String failure = null;
        try {
            listener.restore();
        } catch (IOException e) {
            failure = "the control socket's file was deleted or replaced: " + FileErrors.text(listener.path(), e)
                    + "; retrying";
        }
        fileFailures.attempted(failure);
    }

    private static void close(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            // nothing more can be done
        }
    }

    @Override
    public void close() {
        close(listener);
        clients.close();
    }
}
