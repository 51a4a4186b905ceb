// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PacketBatchTest {
    private static final int LONGEST = 5000;

    @TempDir
    Path dir;

    private SeqpacketListener listener;
    private SeqpacketConnection sender;
    private SeqpacketConnection receiver;
    private PacketBatch batch;

    @BeforeEach
    void connect() throws IOException {
        Assumptions.assumeTrue(PacketBatch.isAvailable(), "packets can only be received one by one here");
        listener = SeqpacketListener.open(dir.resolve("s"));
        sender = SeqpacketConnection.connect(dir.resolve("s"));
        receiver = listener.accept();
        batch = new PacketBatch(LONGEST);
    }

    @AfterEach
    void close() throws IOException {
        if (listener != null) {
            sender.close();
            receiver.close();
            listener.close();
        }
    }

    @Test
    void takesWhatIsQueuedInOrderAndNeverWaits() throws IOException {
        assertThat(receive()).isEmpty();
        for (int i = 1; i <= 20; i++) {
            send(i, i * 100);
        }
        List<String> first = receive();
        assertThat(first)
                .hasSize(PacketBatch.PACKETS)
                .startsWith("1:100", "2:200")
                .endsWith("16:1600");
        assertThat(receive()).containsExactly("17:1700", "18:1800", "19:1900", "20:2000");
        assertThat(receive()).isEmpty();
    }

    @Test
    void leavesTheNextPacketForASingleRead() throws IOException {
        send(1, 10);
        send(2, 11);
        ByteBuffer single = ByteBuffer.allocateDirect(100);
        assertThat(receiver.receive(single)).isEqualTo(10);
        assertThat(receive()).containsExactly("2:11");
        send(3, 12);
        assertThat(receiver.receive(single.clear())).isEqualTo(12);
    }

    @Test
    void cutsOffWhatIsLongerAndTakesTheNextWhole() throws IOException {
        send(1, LONGEST + 1000);
        send(2, LONGEST);
        assertThat(receive()).containsExactly("1:" + LONGEST, "2:" + LONGEST);
    }

    @Test
    void showsTheEndAsEmptyPackets() throws IOException {
        send(1, 10);
        sender.close();
        assertThat(receive()).startsWith("1:10", "0:0");
        assertThat(receive()).startsWith("0:0");
    }

    @Test
    void aBatchThatIsNotFullHasOnlyPacketsThatWereSent() throws IOException {
        send(1, 10);
        sender.send(ByteBuffer.allocateDirect(0));
        send(2, 11);
        sender.send(ByteBuffer.allocateDirect(0));
        assertThat(receive()).containsExactly("1:10", "0:0", "2:11", "0:0");
        assertThat(receiver.isOver()).isFalse();
        sender.close();
        assertThat(receiver.isHungUp()).isTrue();
        assertThat(receiver.isOver()).isTrue();
    }

    @Test
    void anEmptyPacketIsNotTheEndAndTakesNothingWithIt() throws IOException {
        ByteBuffer into = ByteBuffer.allocateDirect(100);
        sender.send(ByteBuffer.allocateDirect(0));
        assertThat(receiver.receive(into)).isEqualTo(SeqpacketConnection.EMPTY);
        sender.send(ByteBuffer.allocateDirect(0));
        send(1, 10);
        sender.close();
        assertThat(receiver.receive(into)).isEqualTo(SeqpacketConnection.EMPTY);
        assertThat(receiver.isHungUp()).isTrue();
        assertThat(receiver.isOver()).isFalse();
        assertThat(receiver.receive(into)).isEqualTo(10);
        assertThat(receiver.receive(into)).isEqualTo(SeqpacketConnection.END);
    }

    @Test
    void anEmptyPacketDoesNotEndWhatIsTakenWhenReceivingWasStopped() throws IOException {
        ByteBuffer into = ByteBuffer.allocateDirect(100);
        sender.send(ByteBuffer.allocateDirect(0));
        send(1, 10);
        receiver.stopReceiving();
        assertThat(receiver.receive(into)).isEqualTo(SeqpacketConnection.EMPTY);
        assertThat(receiver.receive(into)).isEqualTo(10);
        assertThat(receiver.receive(into)).isEqualTo(SeqpacketConnection.END);
    }

    @Test
    void reportsAPeerThatLeftAnAnswerUnreadOnce() throws IOException {
        send(1, 10);
        receiver.send(ByteBuffer.allocateDirect(2));
        sender.close();
        assertThatThrownBy(this::receive).isInstanceOf(IOException.class).hasMessage("Connection reset by peer");
        assertThat(receive()).startsWith("1:10");
    }

    @Test
    void takesNothingOnceReceivingWasStopped() throws IOException {
        send(1, 10);
        receiver.stopReceiving();
        assertThat(receive()).isEmpty();
        assertThat(receiver.receive(ByteBuffer.allocateDirect(100))).isEqualTo(10);
    }

    @Test
    void nothingCanBeSentOnceReceivingWasStopped() throws IOException {
        ByteBuffer into = ByteBuffer.allocateDirect(100);
        send(1, 10);
        receiver.stopReceiving();
        assertThatThrownBy(() -> send(2, 20)).isInstanceOf(IOException.class).hasMessage("Broken pipe");
        assertThat(receiver.isStopped()).isTrue();
        assertThat(receiver.receive(into)).isEqualTo(10);
        assertThat(receiver.receive(into)).isEqualTo(SeqpacketConnection.END);
    }

    @Test
    void whatIsSentToAConnectionThatWasLeftIsQueued() throws IOException {
        receiver.leave();
        send(1, 10);
        assertThat(receiver.receive(ByteBuffer.allocateDirect(100))).isEqualTo(SeqpacketConnection.END);
        assertThat(receive()).isEmpty();
        assertThat(receiver.isOver()).isFalse();
    }

    private void send(int fill, int length) throws IOException {
        byte[] packet = new byte[length];
        Arrays.fill(packet, (byte) fill);
        sender.send(ByteBuffer.allocateDirect(length).put(packet).flip());
    }

    /** Each packet as its filling and length. */
    private List<String> receive() throws IOException {
        List<String> packets = new ArrayList<>();
        int count = receiver.receiveQueued(batch);
        for (int i = 0; i < count; i++) {
            ByteBuffer packet = batch.packet(i);
            byte[] bytes = new byte[packet.remaining()];
            packet.get(bytes);
            int fill = bytes.length == 0 ? 0 : bytes[0];
            for (byte b : bytes) {
                assertThat(b).isEqualTo((byte) fill);
            }
            packets.add(fill + ":" + bytes.length);
        }
        return packets;
    }
}
