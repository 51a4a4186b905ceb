// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.NumberedSender.Numbered;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorder that is killed at any moment. Each of its files opens and can be repaired (one that is still empty holds
 * nothing), no message is missing between two that are there, and what the recorder had for longer than a second is
 * there.
 */
class KillAccountingTest {
    private static final int SENDERS = 3;
    private static final long MS = 1_000_000;
    private static final long FLUSH_BOUND_NS = 1000 * MS;
    private static final int LONGEST_LIFE_MS = 2600;

    @TempDir
    Path dir;

    private final AtomicLong longestHeldNs = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();

    @Test
    @Timeout(120)
    void threeKills() throws Exception {
        for (int kill = 0; kill < 3; kill++) {
            kill(kill, 400 + kill * 1000);
        }
        assertThat(received.get()).isPositive();
    }

    /** Two recorders at a time, with whole recordings and with recordings that continue in a new file each second. */
    @Test
    @Tag("faults")
    @Timeout(900)
    void aHundredKills() throws Exception {
        Random random = new Random();
        ExecutorService pairs = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> kills = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int kill = i;
                int lifeMs = random.nextInt(LONGEST_LIFE_MS);
                kills.add(pairs.submit(() -> {
                    kill(kill, lifeMs);
                    return null;
                }));
            }
            for (Future<?> kill : kills) {
                kill.get();
            }
        } finally {
            pairs.shutdownNow();
        }
        assertThat(received.get()).isPositive();
        System.out.printf(
                "100 kills: %d messages received, %d not in a file, the eldest of them %d ms before the kill%n",
                received.get(), missing.get(), longestHeldNs.get() / MS);
    }

    private void kill(int number, int lifeMs) throws Exception {
        Path folder = Files.createDirectory(dir.resolve("kill" + number));
        Path out = folder.resolve("out");
        Path socket = folder.resolve("s.sock");
        List<String> words = new ArrayList<>(List.of(
                "capture",
                "--socket",
                socket.toString(),
                "--out",
                out.toString(),
                "--min-free",
                "0",
                "--no-snapshots"));
        if (number % 2 == 1) {
            words.addAll(List.of("--rotate-every", "1s"));
        }
        List<NumberedSender> senders = new ArrayList<>();
        long killedNs;
        Stalls stalls = new Stalls();
        try (Subprocess recorder = Subprocess.gvtrace(folder, words.toArray(String[]::new))) {
            SentryClient.connect(socket, recorder).close();
            stalls.start();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(new NumberedSender(socket, i));
            }
            senders.forEach(Thread::start);
            if (number % 10 != 9) {
                for (NumberedSender sender : senders) {
                    assertThat(sender.waitForAnswer()).as(recorder.err()).isTrue();
                }
            }
            Thread.sleep(lifeMs);
            killedNs = System.nanoTime();
            recorder.kill();
            recorder.waitFor(30);
        }
        stalls.interrupt();
        stalls.join();
        for (NumberedSender sender : senders) {
            sender.join();
        }
        account(out, senders, killedNs, stalls.longestNs);
    }

    private void account(Path out, List<NumberedSender> senders, long killedNs, long stalledNs) throws IOException {
        Path repaired = Files.createDirectory(out.resolveSibling("repaired"));
        for (Path file : files(out)) {
            Path copy = repaired.resolve(file.getFileName());
            Program.Result repair = Program.run("repair", file.toString(), copy.toString());
            assertThat(repair.exitCode())
                    .as("%s of %d bytes: %s", file, Files.size(file), repair.err())
                    .isNotEqualTo(ExitCode.INTERNAL);
        }
        int[] there = kept(out, senders.size());
        assertThat(kept(repaired, senders.size())).isEqualTo(there);
        for (int i = 0; i < there.length; i++) {
            NumberedSender sender = senders.get(i);
            int had = sender.receivedAt(killedNs);
            received.addAndGet(had);
            missing.addAndGet(Math.max(0, had - there[i]));
            long held = sender.heldNs(there[i], killedNs);
            longestHeldNs.accumulateAndGet(held, Math::max);
            assertThat(there[i]).isLessThanOrEqualTo(sender.sent());
            assertThat(held)
                    .as(
                            "ns for which the recorder had message %d of %d; the machine stood still for %d ns",
                            there[i], sender.sent(), stalledNs)
                    .isLessThanOrEqualTo(FLUSH_BOUND_NS + stalledNs);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".gvt")).toList();
        }
    }

    /** How many messages of each sender the files hold; none is missing between the first and the last. */
    private static int[] kept(Path folder, int senders) throws IOException {
        List<BitSet> all = Stream.generate(BitSet::new).limit(senders).toList();
        for (Path file : files(folder)) {
            try (TraceSource source = TraceSources.openFile(file);
                    RecordCursor records = source.records(Selection.all())) {
                while (records.next()) {
                    if (records.kind() == RecordKind.MESSAGE) {
                        Numbered message = Numbered.of(records.buffer(), records.offset(), records.length());
                        BitSet sent = all.get(message.sender());
                        assertThat(sent.get(message.number()))
                                .as("%s a second time, in %s", message, file.getFileName())
                                .isFalse();
                        sent.set(message.number());
                    }
                }
            } catch (NotATraceException e) {
                assertThat(file).as("made, but its header was not written yet").isEmptyFile();
            }
        }
        int[] kept = new int[senders];
        for (int i = 0; i < senders; i++) {
            kept[i] = all.get(i).nextClearBit(0);
            assertThat(all.get(i).length()).as("none is missing in between").isEqualTo(kept[i]);
        }
        return kept;
    }

    /** How long this process was not given a processor, at most: then the recorder may have had none either. */
    private static final class Stalls extends Thread {
        volatile long longestNs;

        Stalls() {
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    long from = System.nanoTime();
                    Thread.sleep(5);
                    longestNs = Math.max(longestNs, System.nanoTime() - from - 5 * MS);
                }
            } catch (InterruptedException e) {
                currentThread().interrupt();
            }
        }
    }
}
