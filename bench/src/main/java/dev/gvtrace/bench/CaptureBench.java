// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.capture.CaptureLimits;
import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.CaptureOptions;
import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.Retention;
import dev.gvtrace.capture.socket.SeqpacketConnection;
import dev.gvtrace.capture.socket.SeqpacketListener;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Measures the recorder. {@code flood [TRACE]}: one blocking sender as fast as it can, into a receiver that discards and into
 * a recorder, in turn. {@code bursts [SECONDS]}: 32 non-blocking senders, 2,000 messages a second each in bursts of 200, counting
 * what the kernel refused. {@code idle N}: resident memory with N connections.
 */
public final class CaptureBench {
    private static final int ROUNDS = 5;
    private static final long ROUND_NS = 3_000_000_000L;

    private CaptureBench() {}

    /** Runs one of the measurements. */
    public static void main(String[] words) throws Exception {
        Path dir = Files.createTempDirectory("gvtrace-bench-");
        try {
            switch (words.length == 0 ? "flood" : words[0]) {
                case "flood" -> flood(dir, packets(words.length > 1 ? Path.of(words[1]) : null));
                case "bursts" -> bursts(dir, words.length > 1 ? Integer.parseInt(words[1]) : 10);
                case "idle" -> idle(dir, words.length > 1 ? Integer.parseInt(words[1]) : 500);
                default -> throw new IllegalArgumentException(words[0]);
            }
        } finally {
            try (var files = Files.walk(dir)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(file -> file.toFile().delete());
            }
        }
        System.exit(0);
    }

    /** Packets of a trace, or packets of 160 bytes. */
    private static List<byte[]> packets(Path trace) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        if (trace == null) {
            for (int i = 0; i < 1000; i++) {
                byte[] packet = new byte[160];
                byte[] start = {8, 0, 9, 0, 0, 0, 0, 0, 10, (byte) 150, 1, 0x7a, (byte) 147, 1};
                System.arraycopy(start, 0, packet, 0, start.length);
                for (int k = start.length; k < 160; k++) {
                    packet[k] = (byte) (k % 16 == 0 ? i * k : k);
                }
                packets.add(packet);
            }
            return packets;
        }
        try (TraceSource source = TraceSource.open(trace);
                RecordCursor records = source.records(Selection.all())) {
            while (records.next() && packets.size() < 200_000) {
                if (records.kind() == RecordKind.MESSAGE) {
                    packets.add(Arrays.copyOfRange(
                            records.buffer(), records.offset(), records.offset() + records.length()));
                }
            }
        }
        return packets;
    }

    private static void flood(Path dir, List<byte[]> packets) throws Exception {
        double[] discard = new double[ROUNDS];
        double[] capture = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            discard[round] = discard(dir, packets);
            capture[round] = capture(dir, packets, round);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: discard %,.0f/s, capture %,.0f/s, ratio %.3f%n",
                    round + 1,
                    discard[round],
                    capture[round],
                    capture[round] / discard[round]);
        }
        Arrays.sort(discard);
        Arrays.sort(capture);
        System.out.printf(
                Locale.ROOT,
                "median: discard %,.0f/s, capture %,.0f/s, ratio %.3f%n",
                discard[ROUNDS / 2],
                capture[ROUNDS / 2],
                capture[ROUNDS / 2] / discard[ROUNDS / 2]);
    }

    private static double discard(Path dir, List<byte[]> packets) throws Exception {
        Path path = dir.resolve("discard.sock");
        try (SeqpacketListener listener = SeqpacketListener.open(path)) {
            Thread[] sender = new Thread[1];
            long[] sent = new long[1];
            sender[0] = new Thread(() -> sent[0] = send(path, packets, false));
            sender[0].start();
            try (SeqpacketConnection connection = listener.accept()) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
                long received = 0;
                long cpu = cpu();
                long from = System.nanoTime();
                while (connection.receive(buffer.clear()) > 0) {
                    received++;
                }
                double seconds = (System.nanoTime() - from) / 1e9;
                sender[0].join();
                System.out.printf(
                        Locale.ROOT, "  discard: %.0f ns of CPU a message%n", (double) (cpu() - cpu) / received);
                return received / seconds;
            }
        }
    }

    private static double capture(Path dir, List<byte[]> packets, int round) throws Exception {
        Path path = dir.resolve("capture.sock");
        CaptureOptions options = options(path, dir.resolve("out" + round));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, line -> {})) {
            long cpu = cpu();
            long from = System.nanoTime();
            long sent = send(path, packets, true);
            while (server.connected() > 0) {
                Thread.sleep(1);
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            if (server.counters().messages() != sent) {
                throw new IllegalStateException(
                        sent + " sent, " + server.counters().messages() + " recorded");
            }
            long size = 0;
            try (var files = Files.list(options.directory())) {
                for (Path file : files.toList()) {
                    size += Files.size(file);
                    Files.delete(file);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "  capture: %.0f ns of CPU a message, raw / file %.1f%n",
                    (double) (cpu() - cpu) / sent,
                    (double) server.counters().bytes() / size);
            return sent / seconds;
        }
    }

    private static CaptureOptions options(Path socket, Path out) {
        return CaptureOptions.of(socket, out).withRetention(new Retention(0, null, 0, null, 0));
    }

    /** Sends for a round; returns how many. */
    private static long send(Path path, List<byte[]> packets, boolean greet) {
        try (SeqpacketConnection connection = SeqpacketConnection.connect(path)) {
            if (greet) {
                greet(connection);
            }
            ByteBuffer all = ByteBuffer.allocateDirect(
                    packets.stream().mapToInt(p -> p.length).sum());
            packets.forEach(all::put);
            int[] ends = new int[packets.size()];
            int end = 0;
            for (int i = 0; i < ends.length; i++) {
                end += packets.get(i).length;
                ends[i] = end;
            }
            long until = System.nanoTime() + ROUND_NS;
            long sent = 0;
            while (System.nanoTime() < until) {
                for (int i = 0; i < 100; i++) {
                    int at = (int) (sent % ends.length);
                    all.limit(ends[at]).position(at == 0 ? 0 : ends[at - 1]);
                    connection.send(all);
                    sent++;
                }
            }
            return sent;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void greet(SeqpacketConnection connection) throws IOException {
        connection.send(ByteBuffer.wrap(new byte[] {8, 1}));
        connection.receive(ByteBuffer.allocateDirect(100));
    }

    private static void bursts(Path dir, int seconds) throws Exception {
        int senders = 32;
        int perSecond = 2000;
        int burst = 200;
        Path path = dir.resolve("bursts.sock");
        AtomicLong refused = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        List<byte[]> packets = packets(null);
        CaptureServer server = CaptureServer.start(options(path, dir.resolve("out")), CaptureListener.NONE, l -> {});
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int shift = s;
            Thread thread = new Thread(() -> {
                try {
                    AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance(AFSocketType.SOCK_SEQPACKET);
                    socket.connect(AFUNIXSocketAddress.of(path));
                    AFUNIXDatagramChannel channel = socket.getChannel();
                    channel.write(ByteBuffer.wrap(new byte[] {8, 1}));
                    channel.read(ByteBuffer.allocateDirect(100));
                    channel.configureBlocking(false);
                    ByteBuffer packet = ByteBuffer.allocateDirect(160).put(packets.get(shift));
                    long start = System.nanoTime() + shift * 1_000_000_000L * burst / perSecond / senders;
                    for (int b = 0; b < seconds * perSecond / burst; b++) {
                        long at = start + b * 1_000_000_000L * burst / perSecond;
                        while (System.nanoTime() < at) {
                            Thread.sleep(1);
                        }
                        for (int i = 0; i < burst; i++) {
                            if (channel.write(packet.clear()) > 0) {
                                sent.incrementAndGet();
                            } else {
                                refused.incrementAndGet();
                            }
                        }
                    }
                    socket.close();
                } catch (IOException | InterruptedException e) {
                    e.printStackTrace();
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        while (server.connected() > 0) {
            Thread.sleep(10);
        }
        System.out.printf(
                Locale.ROOT,
                "%d senders: sent %,d, refused by the kernel %,d, recorded %,d%n",
                senders,
                sent.get(),
                refused.get(),
                server.counters().messages());
        server.close();
    }

    private static void idle(Path dir, int connections) throws Exception {
        Path path = dir.resolve("idle.sock");
        CaptureServer server = CaptureServer.start(
                options(path, dir.resolve("out"))
                        .withLimits(CaptureLimits.defaults().withConnections(10_000)),
                CaptureListener.NONE,
                l -> {});
        System.gc();
        Thread.sleep(1000);
        long before = resident();
        List<SeqpacketConnection> all = new ArrayList<>();
        ByteBuffer packet = ByteBuffer.allocateDirect(160).put(packets(null).get(0));
        for (int i = 0; i < connections; i++) {
            SeqpacketConnection connection = SeqpacketConnection.connect(path);
            greet(connection);
            for (int k = 0; k < 100; k++) {
                connection.send(packet.clear());
            }
            all.add(connection);
        }
        Thread.sleep(3000);
        System.gc();
        Thread.sleep(1000);
        long after = resident();
        long cpuBefore = cpu();
        Thread.sleep(10_000);
        System.out.printf(
                Locale.ROOT,
                "%d idle connections: %,d KiB each, %.2f %% of a processor%n",
                connections,
                (after - before) / connections,
                (cpu() - cpuBefore) / 1e8);
        for (SeqpacketConnection connection : all) {
            connection.close();
        }
        server.close();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Resident memory in KiB. */
    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
