// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.capture.socket.SeqpacketListener;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * Sends what Sentries send, as Sentries do: one connection for each, a handshake, then packets that never wait. A
 * packet that the kernel refuses because the receiver's queue is full is lost, and counted in the header of those that
 * follow.
 *
 * <ul>
 *   <li>{@code flood SOCKET STREAM SECONDS waits|never-waits}: one connection without a pause, that does wait for the
 *       receiver as no Sentry would, or never
 *   <li>{@code bursts SOCKET STREAM SECONDS CONNECTIONS RATE BURST together|spread}: each connection sends RATE packets
 *       a second in bursts of BURST, back to back; all connections at the same moments, or spread evenly
 *   <li>{@code idle SOCKET STREAM SECONDS CONNECTIONS PACKETS}: each connection sends this many packets and is silent
 *       then
 * </ul>
 *
 * STREAM is a trace ({@link Material}) whose packets are sent over and over, stamped with the time of sending. Prints
 * one line: {@code sent=N refused=N seconds=S}.
 */
public final class Load {
    private static final byte[] HANDSHAKE = {8, 1};

    private Load() {}

    public static void main(String[] words) throws Exception {
        Path socket = Path.of(words[1]);
        Path named = Path.of(words[2]);
        SampleStream stream = SampleStream.read(named.toFile().isFile() ? named : Material.trace(words[2]));
        int seconds = Integer.parseInt(words[3]);
        if (!words[0].equals("idle")) {
            warmUp(socket.resolveSibling(socket.getFileName() + ".warm-up"), stream);
        }
        switch (words[0]) {
            case "flood" -> {
                Sentry sentry = new Sentry(socket, stream);
                if (words[4].equals("never-waits")) {
                    sentry.dontWait();
                }
                print(List.of(flood(sentry, seconds)));
            }
            case "bursts" -> {
                Pace pace = new Pace(seconds, Integer.parseInt(words[5]), Integer.parseInt(words[6]));
                bursts(socket, stream, pace, Integer.parseInt(words[4]), words[7].equals("spread"));
            }
            case "idle" -> idle(socket, stream, seconds, Integer.parseInt(words[4]), Integer.parseInt(words[5]));
            default -> throw new IllegalArgumentException(words[0] + ", expected flood, bursts or idle");
        }
    }

    private record Sent(long sent, long refused, double seconds) {}

    private static void print(List<Sent> all) {
        System.out.printf(
                Locale.ROOT,
                "sent=%d refused=%d seconds=%.3f%n",
                all.stream().mapToLong(Sent::sent).sum(),
                all.stream().mapToLong(Sent::refused).sum(),
                all.stream().mapToDouble(Sent::seconds).max().orElse(0));
    }

    private static Sent flood(Sentry sentry, int seconds) throws IOException {
        long from = System.nanoTime();
        long until = from + seconds * 1_000_000_000L;
        while (System.nanoTime() < until) {
            for (int i = 0; i < 100; i++) {
                sentry.send();
            }
        }
        return sentry.end((System.nanoTime() - from) / 1e9);
    }

    private record Pace(int seconds, int rate, int burst) {
        int bursts() {
            return seconds * rate / burst;
        }

        long periodNs() {
            return 1_000_000_000L * burst / rate;
        }
    }

    private static void bursts(Path socket, SampleStream stream, Pace pace, int connections, boolean spread)
            throws Exception {
        List<Sentry> sentries = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Sentry sentry = new Sentry(socket, stream);
            sentry.dontWait();
            sentries.add(sentry);
        }
        long start = System.nanoTime() + pace.periodNs();
        List<Callable<Sent>> tasks = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Sentry sentry = sentries.get(i);
            long first = start + (spread ? i * pace.periodNs() / connections : 0);
            tasks.add(() -> burst(sentry, pace, first));
        }
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        List<Sent> all = new ArrayList<>();
        for (Future<Sent> done : threads.invokeAll(tasks)) {
            all.add(done.get());
        }
        threads.shutdown();
        print(all);
    }

    /** Compiles what sends: Sentries are compiled, and need no processor for that when the receiver needs it most. */
    private static void warmUp(Path own, SampleStream stream) throws Exception {
        try (SeqpacketListener listener = SeqpacketListener.open(own)) {
            Thread receiver = new Thread(() -> discardOne(listener));
            receiver.start();
            Sentry sentry = new Sentry(own, stream);
            sentry.dontWait();
            burst(sentry, new Pace(1, 1_000_000, 1_000), System.nanoTime());
            receiver.join();
        }
    }

    private static void discardOne(SeqpacketListener listener) {
        try {
            DiscardingReceiver.discard(listener.accept());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A burst that is late delays those after it: none is sent sooner than a period after the one before. */
    private static Sent burst(Sentry sentry, Pace pace, long first) throws IOException, InterruptedException {
        long next = first;
        for (int b = 0; b < pace.bursts(); b++) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            next = Math.max(next, System.nanoTime()) + pace.periodNs();
            for (int i = 0; i < pace.burst(); i++) {
                sentry.send();
            }
        }
        return sentry.end((System.nanoTime() - first) / 1e9);
    }

    private static void idle(Path socket, SampleStream stream, int seconds, int connections, int packets)
            throws IOException, InterruptedException {
        List<Sentry> sentries = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Sentry sentry = new Sentry(socket, stream);
            for (int k = 0; k < packets; k++) {
                sentry.send();
            }
            sentries.add(sentry);
        }
        System.out.println("idle");
        Thread.sleep(seconds * 1000L);
        List<Sent> all = new ArrayList<>();
        for (Sentry sentry : sentries) {
            all.add(sentry.end(seconds));
        }
        print(all);
    }

    /** One connection. Not thread-safe. */
    private static final class Sentry {
        private static final int DROPPED = 4;

        private final AFUNIXDatagramSocket socket;
        /** The socket as a file: a plain write, where junixsocket's channel costs several times as much as that. */
        private final FileChannel descriptor;

        private final ByteBuffer packets;
        private final int[] offsets;
        private final int[] times;
        private final long clock;
        private int next;
        private long sent;
        private int refused;

        Sentry(Path path, SampleStream stream) throws IOException {
            socket = AFUNIXDatagramSocket.newInstance(AFSocketType.SOCK_SEQPACKET);
            socket.connect(AFUNIXSocketAddress.of(path));
            socket.getChannel()
                    .write(ByteBuffer.allocateDirect(HANDSHAKE.length)
                            .put(HANDSHAKE)
                            .flip());
            if (socket.getChannel().read(ByteBuffer.allocateDirect(64)) <= 0) {
                throw new IOException("the receiver did not answer the handshake");
            }
            descriptor = new FileOutputStream(FileDescriptorCast.duplicating(socket.getFileDescriptor())
                            .getFileDescriptor())
                    .getChannel();
            packets = ByteBuffer.allocateDirect(stream.bytes.length).put(stream.bytes);
            packets.order(ByteOrder.LITTLE_ENDIAN);
            offsets = stream.offsets;
            times = new int[stream.count];
            for (int i = 0; i < stream.count; i++) {
                times[i] = TimeShift.timeOffset(stream.bytes, offsets[i], stream.length(i));
            }
            Instant now = Instant.now();
            clock = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
        }

        void dontWait() throws IOException {
            socket.getChannel().configureBlocking(false);
        }

        void send() throws IOException {
            packets.limit(offsets[next + 1]).position(offsets[next]);
            packets.putInt(offsets[next] + DROPPED, refused);
            TimeShift.stamp(packets, times[next], clock + System.nanoTime());
            if (descriptor.write(packets) > 0) {
                sent++;
            } else {
                refused++;
            }
            next = next + 1 == times.length ? 0 : next + 1;
        }

        Sent end(double seconds) throws IOException {
            descriptor.close();
            socket.close();
            return new Sent(sent, refused, seconds);
        }
    }
}
