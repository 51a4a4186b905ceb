// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.delivery.Destination;
import dev.gvtrace.cli.capture.delivery.DestinationOption;
import dev.gvtrace.cli.capture.delivery.RejectedException;
import dev.gvtrace.cli.capture.delivery.TlsFiles;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.ChainHead;
import dev.gvtrace.trace.LedgerHead;
import dev.gvtrace.trace.anchor.AnchorLine;
import dev.gvtrace.trace.anchor.AnchorSource;
import dev.gvtrace.trace.ledger.LedgerWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to files, programs and receivers over HTTP, and to those that fail in each way. */
@Timeout(60)
class AnchorOutputTest {
    private static final long FOREVER = TimeUnit.DAYS.toNanos(1);
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONG_MILLIS = 20_000;

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    /** A delivery. */
    private interface Delivery {
        void deliver(byte[] line) throws IOException, InterruptedException;
    }

    private static final class Fake implements Destination {
        private final Delivery delivery;
        private final CountDownLatch aborted = new CountDownLatch(1);
        private final List<AnchorLine> taken = new CopyOnWriteArrayList<>();

        Fake(Delivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public void deliver(byte[] line) throws IOException, InterruptedException {
            delivery.deliver(line);
            taken.add(decode(line, line.length - 1));
        }

        @Override
        public void abort() {
            aborted.countDown();
        }
    }

    private static AnchorLine decode(byte[] line, int length) {
        try {
            return AnchorLine.decode(line, length);
        } catch (dev.gvtrace.trace.ledger.LedgerLine.MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static ChainHead head(long recording, long blocks) {
        return new ChainHead(new UUID(0, recording), 0, "f.gvt", blocks, 9, blocks, blocks, "0a".repeat(32), false);
    }

    private Anchors anchors(Destination to, long everyNs) throws Exception {
        return anchors(to, new AnchorOutput.Schedule(everyNs, 1_000_000, 2_000_000, FOREVER));
    }

    private Anchors anchors(Destination to, AnchorOutput.Schedule schedule) throws Exception {
        AnchorSource source = new AnchorSource(Text.ofUtf8("h"), Text.ofUtf8("/d"), new UUID(1, 2), 1, 60);
        var signer = LedgerWriter.signer(
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
        Anchors anchors = new Anchors(List.of(new AnchorOutput(to.name(), to, source, signer, schedule, log::add)));
        anchors.file(head(1, 1));
        anchors.ledger(new LedgerHead(1, "0b".repeat(32)));
        return anchors;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(2);
        }
    }

    private Destination option(String output) {
        Destination made = new DestinationOption("--anchor", "anchors", log::add)
                .destination(output, new DestinationOption.Secrets(null, new TlsFiles("--anchor", null, null)));
        assertThat(made).isNotNull();
        return made;
    }

    @Test
    void aReceiverGetsAChainOfSignedAnchorsAndTheLastOne() throws Exception {
        try (AnchorReceiver receiver = new AnchorReceiver(n -> 0)) {
            Anchors anchors = anchors(option("http" + receiver.url().substring(4)), TICK);
            anchors.begin(new StandingThreads());
            await(() -> receiver.taken().size() >= 3);
            anchors.file(head(1, 2));
            assertThat(anchors.close(LONG_MILLIS)).isTrue();
            assertThat(receiver.refused()).isEmpty();
            AnchorLine last = receiver.taken().get(receiver.taken().size() - 1);
            assertThat(last.anchor().last()).isTrue();
            assertThat(receiver.taken().get(0).anchor().heads()).containsExactly(head(1, 1));
            assertThat(receiver.taken().stream()
                            .flatMap(line -> line.anchor().heads().stream())
                            .toList())
                    .containsExactly(head(1, 1), head(1, 2));
            assertThat(receiver.taken()).allMatch(line -> line.anchor().ledger() != null);
        }
    }

    @Test
    void aReceiverThatFailsForAWhileGetsTheNewestHeadsAndTheNumberOfWhatItMissed() throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        try (AnchorReceiver receiver = new AnchorReceiver(n -> status.get())) {
            Anchors anchors = anchors(option(receiver.url()), TICK);
            anchors.begin(new StandingThreads());
            await(() -> anchors.all().get(0).undelivered() >= 3);
            assertThat(anchors.trouble())
                    .contains("anchors to " + option(receiver.url()).name() + ": status 503");
            anchors.file(head(1, 7));
            status.set(0);
            await(() -> !receiver.taken().isEmpty());
            AnchorLine first = receiver.taken().get(0);
            assertThat(first.anchor().undelivered()).isGreaterThanOrEqualTo(2);
            assertThat(first.anchor().sequence()).isEqualTo(first.anchor().undelivered() + 1);
            await(() -> anchors.all().get(0).waiting() == 0);
            assertThat(anchors.close(LONG_MILLIS)).isTrue();
            List<ChainHead> heads = receiver.taken().stream()
                    .flatMap(line -> line.anchor().heads().stream())
                    .toList();
            assertThat(heads.get(heads.size() - 1)).isEqualTo(head(1, 7));
            assertThat(receiver.refused()).isEmpty();
        }
        assertThat(log)
                .anyMatch(line -> line.contains("are not delivered: status 503; retrying, recording continues"))
                .anyMatch(line -> line.contains("are delivered again"));
    }

    @Test
    void aRefusedAnchorIsCountedAndTheNextOneSent() throws Exception {
        Fake fake = new Fake(new Delivery() {
            private int calls;

            @Override
            public void deliver(byte[] line) throws IOException {
                if (calls++ < 2) {
                    throw new RejectedException("status 400");
                }
            }
        });
        Anchors anchors = anchors(fake, TICK);
        anchors.begin(new StandingThreads());
        await(() -> !fake.taken.isEmpty());
        assertThat(fake.taken.get(0).anchor().undelivered()).isEqualTo(2);
        assertThat(fake.taken.get(0).anchor().heads()).containsExactly(head(1, 1));
        assertThat(anchors.all().get(0).rejected()).isEqualTo(2);
        assertThat(anchors.close(LONG_MILLIS)).isTrue();
    }

    @Test
    void aReceiverThatHangsDelaysNothingAndIsAborted() throws Exception {
        CountDownLatch delivering = new CountDownLatch(1);
        Fake[] self = new Fake[1];
        Fake fake = new Fake(line -> {
            delivering.countDown();
            self[0].aborted.await();
            throw new IOException("aborted");
        });
        self[0] = fake;
        Anchors anchors = anchors(fake, new AnchorOutput.Schedule(FOREVER, 1_000_000, 1_000_000, 0));
        anchors.begin(new StandingThreads());
        delivering.await();
        for (int i = 0; i < 100_000; i++) {
            anchors.file(head(1, i));
        }
        assertThat(anchors.all().get(0).waiting()).isEqualTo(1);
        assertThat(fake.aborted.getCount()).isEqualTo(1);
        await(() -> {
            anchors.check();
            return fake.aborted.getCount() == 0;
        });
        assertThat(anchors.close(50)).isFalse();
        assertThat(log).anyMatch(line -> line.startsWith("the last anchor was not delivered to fake: "));
    }

    @Test
    void aDeadReceiverDoesNotHoldUpTheEnd() throws Exception {
        Anchors anchors = anchors(option("http://127.0.0.1:1/"), TICK);
        anchors.begin(new StandingThreads());
        await(() -> anchors.trouble().isPresent());
        assertThat(anchors.close(50)).isFalse();
        assertThat(log)
                .anyMatch(line ->
                        line.startsWith("the last anchor was not delivered to http://127.0.0.1:1: cannot connect;"
                                + " what was recorded after anchor 0 is not anchored there"));
    }

    @Test
    void whatIsDueBeforeTheEndIsSentEvenIfTheOutputNeverBegan() throws Exception {
        Fake fake = new Fake(line -> {});
        Anchors anchors = anchors(fake, FOREVER);
        anchors.begin(new StandingThreads());
        assertThat(anchors.close(LONG_MILLIS)).isTrue();
        assertThat(fake.taken.get(fake.taken.size() - 1).anchor().last()).isTrue();
        assertThat(fake.taken.stream().flatMap(line -> line.anchor().heads().stream()))
                .containsExactly(head(1, 1));
    }

    @Test
    void filesAndProgramsGetEachAnchorAsALine() throws Exception {
        Path file = dir.resolve("a");
        Path program = dir.resolve("take");
        Files.writeString(program, "#!/bin/sh\ncat >> " + dir.resolve("b") + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        for (String output : List.of("file:" + file, "exec:" + program)) {
            Anchors anchors = anchors(option(output), TICK);
            anchors.begin(new StandingThreads());
            await(() -> anchors.all().get(0).delivered() >= 2);
            assertThat(anchors.close(LONG_MILLIS)).isTrue();
        }
        for (Path each : List.of(file, dir.resolve("b"))) {
            List<AnchorLine> lines = new ArrayList<>();
            for (String line : Files.readAllLines(each)) {
                byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
                lines.add(decode(bytes, bytes.length));
            }
            assertThat(lines).hasSizeGreaterThanOrEqualTo(3).allMatch(AnchorLine::signatureValid);
            assertThat(lines.get(lines.size() - 1).anchor().last()).isTrue();
        }
    }
}
