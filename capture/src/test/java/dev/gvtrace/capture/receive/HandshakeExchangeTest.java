// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.receive.HandshakeExchange.RefusedException;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which first packets are handshakes (gvisor-semantics 1.2). */
class HandshakeExchangeTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path dir;

    private SeqpacketListener listener;
    private SeqpacketConnection client;
    private SeqpacketConnection server;

    @BeforeEach
    void connect() throws IOException {
        listener = SeqpacketListener.open(dir.resolve("socket"));
        client = SeqpacketConnection.connect(dir.resolve("socket"));
        server = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        listener.close();
    }

    private void send(byte... packet) throws IOException {
        client.send(ByteBuffer.allocateDirect(packet.length).put(packet).flip());
    }

    @Test
    void versionOneIsAnsweredWithVersionOne() throws Exception {
        send((byte) 8, (byte) 1);
        assertThat(HandshakeExchange.await(server, LIMIT)).containsExactly(8, 1);
        HandshakeExchange.answer(server);
        ByteBuffer reply = ByteBuffer.allocateDirect(100);
        assertThat(client.receive(reply)).isEqualTo(2);
        assertThat(new byte[] {reply.get(0), reply.get(1)}).containsExactly(8, 1);
    }

    /** Each side sends its version; the newer one adapts or hangs up. */
    @Test
    void aNewerVersionAndUnknownFieldsAreAccepted() throws Exception {
        send((byte) 8, (byte) 2);
        assertThat(HandshakeExchange.await(server, LIMIT)).containsExactly(8, 2);
        send((byte) 8, (byte) 1, (byte) 16, (byte) 5);
        assertThat(HandshakeExchange.await(server, LIMIT)).containsExactly(8, 1, 16, 5);
    }

    @ParameterizedTest
    @CsvSource({"8 0, version too old", "255 255 255, handshake", "8, handshake"})
    void refusesInvalidHandshakes(String bytes, String why) throws Exception {
        String[] words = bytes.split(" ");
        byte[] packet = new byte[words.length];
        for (int i = 0; i < words.length; i++) {
            packet[i] = (byte) Integer.parseInt(words[i]);
        }
        send(packet);
        assertThatThrownBy(() -> HandshakeExchange.await(server, LIMIT))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    /** Version 0 has no bytes at all; on this kind of socket that is a packet, and not the end. */
    @Test
    void anEmptyPacketIsVersionZero() throws Exception {
        send();
        assertThatThrownBy(() -> HandshakeExchange.await(server, LIMIT))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("version 0");
    }

    @Test
    void aHandshakeHasALimit() throws Exception {
        send(new byte[20_000]);
        assertThatThrownBy(() -> HandshakeExchange.await(server, LIMIT)).isInstanceOf(RefusedException.class);
    }

    @Test
    void aClientThatDisconnectsAtOnceGetsNoAnswer() throws Exception {
        client.close();
        assertThat(HandshakeExchange.await(server, LIMIT)).isEmpty();
    }

    @Test
    void aSilentClientIsRefusedInTime() {
        assertThatThrownBy(() -> HandshakeExchange.await(server, Duration.ofMillis(20)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("no handshake within 20 ms");
    }
}
