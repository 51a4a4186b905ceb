// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.proto.wire.WireHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Connects as a Sentry and sends numbered messages until the recorder is gone; it determines when the recorder had
 * received which.
 */
final class NumberedSender extends Thread {
    /** A read, with the number in its sixth field and filling in the fifth. */
    private static final int TYPE = 9;

    private static final byte NUMBER = 6 << 3 | 1;
    private static final byte FILLING = 5 << 3 | 2;
    private static final int FILLING_BYTES = 120;
    private static final int BURST = 40;
    /**
     * A Unix socket with a send buffer of the usual size holds less: when a later one was sent, the recorder had this.
     */
    private static final int QUEUE = 400;

    /** Messages of one sender at most. */
    private static final long SHARE = 1_000_000_000;

    private final Path socket;
    private final int id;
    /** When the n-th message was taken by the kernel, System.nanoTime. Written by this thread, read after its end. */
    private final List<Long> sentNs = new ArrayList<>();

    private final CountDownLatch answered = new CountDownLatch(1);

    /**
     * A sender that is not connected yet.
     *
     * @param id distinguishes its messages from those of other senders, from 0
     */
    NumberedSender(Path socket, int id) {
        super("numbered sender " + id);
        this.socket = socket;
        this.id = id;
        setDaemon(true);
    }

    @Override
    public void run() {
        ByteBuffer packet = ByteBuffer.allocateDirect(256).order(ByteOrder.LITTLE_ENDIAN);
        try (SeqpacketConnection connection = SeqpacketConnection.connect(socket)) {
            connection.send(packet.put((byte) 8).put((byte) 1).flip());
            if (connection.receive(ByteBuffer.allocateDirect(10)) != 2) {
                return;
            }
            answered.countDown();
            byte[] header = new byte[WireHeader.SIZE];
            WireHeader.write(header, 0, TYPE, 0);
            while (true) {
                for (int i = 0; i < BURST; i++) {
                    packet.clear().put(header).put(NUMBER).putLong(id * SHARE + sentNs.size());
                    packet.put(FILLING).put((byte) FILLING_BYTES).position(packet.position() + FILLING_BYTES);
                    connection.send(packet.flip());
                    sentNs.add(System.nanoTime());
                }
                Thread.sleep(2);
            }
        } catch (IOException e) {
            // The recorder was killed.
        } catch (InterruptedException e) {
            currentThread().interrupt();
        }
    }

    /** Waits until the recorder has answered the handshake. */
    boolean waitForAnswer() throws InterruptedException {
        return answered.await(60, TimeUnit.SECONDS);
    }

    int sent() {
        return sentNs.size();
    }

    /** How many the recorder surely had at that time. */
    int receivedAt(long ns) {
        int count = 0;
        while (count < sentNs.size() && sentNs.get(count) <= ns) {
            count++;
        }
        return Math.max(0, count - QUEUE);
    }

    /**
     * How long before the given time the recorder surely had the n-th message, counted from 0; 0 if that is not sure.
     */
    long heldNs(int message, long ns) {
        return message + QUEUE < sentNs.size() ? Math.max(0, ns - sentNs.get(message + QUEUE)) : 0;
    }

    /** A message of a sender. */
    record Numbered(int sender, int number) {
        static Numbered of(byte[] buffer, int offset, int length) {
            int at = offset + WireHeader.SIZE;
            if (length != WireHeader.SIZE + 11 + FILLING_BYTES || buffer[at] != NUMBER) {
                throw new AssertionError("a message of " + length + " bytes that nobody sent");
            }
            long value = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).getLong(at + 1);
            return new Numbered((int) (value / SHARE), (int) (value % SHARE));
        }
    }
}
