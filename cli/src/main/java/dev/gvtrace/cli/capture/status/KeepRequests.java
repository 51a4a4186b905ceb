// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.capture.flight.FlightRecorder;
import dev.gvtrace.capture.flight.Trigger;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests at the control socket that a flight recorder keeps what it holds: the word {@code keep}, the id of a
 * container or nothing for all, and the reason, each on a line of its own. Any thread; may wait for the disk.
 */
final class KeepRequests {
    private static final String WORD = "keep\n";
    /** The word, the id and the reason. */
    private static final int PARTS = 3;

    private final @Nullable FlightRecorder flight;

    /** For a flight recorder; null for a recorder that keeps everything. */
    KeepRequests(@Nullable FlightRecorder flight) {
        this.flight = flight;
    }

    static boolean isOne(String request) {
        return request.startsWith(WORD);
    }

    /** The bytes of a request; a long reason is truncated. */
    static byte[] request(String container, String reason) {
        byte[] whole = (WORD + line(container) + "\n" + line(reason)).getBytes(StandardCharsets.UTF_8);
        return whole.length <= ControlSocket.MOST_REQUEST_BYTES
                ? whole
                : Arrays.copyOf(whole, ControlSocket.MOST_REQUEST_BYTES);
    }

    private static String line(String text) {
        return text.replaceAll("[\\r\\n]+", " ").strip();
    }

    /** Keeps what is asked for; returns the answer of the control socket. */
    byte[] answer(String request, PeerProcess peer) {
        String[] parts = request.split("\n", PARTS);
        Text container = Text.ofUtf8(parts.length < 2 ? "" : parts[1].strip());
        Text reason = Text.ofUtf8(parts.length < PARTS ? "" : parts[2].strip());
        return answer(container, reason, peer).getBytes(StandardCharsets.UTF_8);
    }

    private String answer(Text container, Text reason, PeerProcess peer) {
        if (flight == null) {
            return ControlSocket.ERROR
                    + "nothing to do: this recorder keeps everything (it runs without --flight-recorder)\n";
        }
        Text who = Text.ofUtf8("uid " + peer.uid() + ", process " + peer.pid());
        Trigger trigger = new Trigger(Trigger.By.REQUEST, who, reason);
        FlightRecorder.Outcome outcome =
                container.isEmpty() ? flight.keepAll(trigger) : flight.keepContainer(container, trigger);
        flight.writeLines();
        if (!outcome.candidates().isEmpty()) {
            return ControlSocket.ERROR + "container '" + EscapedText.of(container) + "' is ambiguous: "
                    + outcome.candidates().stream().map(EscapedText::of).collect(Collectors.joining(", ")) + "\n";
        }
        if (outcome.pieces().isEmpty() && !container.isEmpty()) {
            return ControlSocket.ERROR + "nothing is held of container '" + EscapedText.of(container) + "'\n";
        }
        StringBuilder text = new StringBuilder(ControlSocket.OK).append('\n');
        if (outcome.pieces().isEmpty()) {
            text.append("nothing is held now; sandboxes that begin within ");
        }
        for (FlightRecorder.Piece piece : outcome.pieces()) {
            text.append("kept: ")
                    .append(piece.sandbox().isEmpty() ? "a sandbox of unknown id" : EscapedText.of(piece.sandbox()))
                    .append(", recording ")
                    .append(piece.recording())
                    .append(", from segment ")
                    .append(piece.firstSegment())
                    .append(" on, begun at ")
                    .append(Times.rfc3339(piece.fromNs()))
                    .append('\n');
        }
        text.append(outcome.pieces().isEmpty() ? "" : "what follows is kept for ")
                .append(flight.options().after().toSeconds())
                .append(outcome.pieces().isEmpty() ? " s are kept\n" : " s\n");
        return text.toString();
    }
}
