// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks a recorder for its status. */
public final class ControlClient {
    private static final int LIMIT_MILLIS = 5000;
    private static final int MOST_BYTES = 16 << 20;

    private ControlClient() {}

    /** The recorder understood the request, and refuses it. */
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * A recorder's answer.
     *
     * @param healthy whether nothing keeps it from recording
     * @param text the status in the form asked for, each line with a line feed
     */
    public record Answer(boolean healthy, String text) {}

    /**
     * Asks for the status.
     *
     * @param recorder the socket that the recorder listens on for sandboxes
     * @param form {@code text} or {@code json}
     * @throws IOException when no recorder answers
     */
    public static Answer status(Path recorder, String form) throws IOException {
        return ask(recorder, ("status " + form).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Requests that a flight recorder keeps what it holds.
     *
     * @param container id of a sandbox or container, or its beginning; empty for all
     * @param reason for the ledger
     * @return what is kept, in lines
     * @throws RefusedException when it keeps everything, or holds nothing of the container
     * @throws IOException when no recorder answers
     */
    public static String keep(Path recorder, String container, String reason) throws IOException {
        return ask(recorder, KeepRequests.request(container, reason)).text();
    }

    private static Answer ask(Path recorder, byte[] request) throws IOException {
        Path control = ControlSocket.beside(recorder);
        try (SeqpacketConnection connection = SeqpacketConnection.connect(control)) {
            connection.limitWaiting(LIMIT_MILLIS);
            connection.send(
                    ByteBuffer.allocateDirect(request.length).put(request).flip());
            return parsed(received(connection));
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("no recorder answers on " + FileNames.text(control) + ": " + FileErrors.reason(e), e);
        }
    }

    private static String received(SeqpacketConnection connection) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer packet = ByteBuffer.allocateDirect(ControlSocket.MOST_PACKET_BYTES + 1);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        while (all.size() < MOST_BYTES && System.nanoTime() - until < 0) {
            int length = connection.receive(packet.clear());
            if (length == SeqpacketConnection.END) {
                return all.toString(StandardCharsets.UTF_8);
            }
            if (length > 0) {
                byte[] bytes = new byte[length];
                packet.flip().get(bytes);
                all.writeBytes(bytes);
            }
        }
        throw new IOException("no whole answer in time");
    }

    private static Answer parsed(String answer) throws IOException {
        int end = answer.indexOf('\n');
        String state = end < 0 ? answer : answer.substring(0, end);
        if (state.equals(ControlSocket.OK) || state.equals(ControlSocket.TROUBLE)) {
            return new Answer(state.equals(ControlSocket.OK), answer.substring(end + 1));
        }
        if (state.startsWith(ControlSocket.ERROR)) {
            throw new RefusedException(state.substring(ControlSocket.ERROR.length()));
        }
        throw new IOException("not the answer of a recorder");
    }
}
