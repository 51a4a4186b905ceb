// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.cli.capture.delivery.RejectedException;
import dev.gvtrace.cli.capture.delivery.RetryLaterException;
import dev.gvtrace.replay.engine.Alert;
import dev.gvtrace.replay.rule.item.Priority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queue, retries, limits and counters, with destinations that fail in each way. */
@Timeout(60)
class AlertOutputTest {
    private static final long LONG_MILLIS = 30_000;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();

    /** A delivery. */
    private interface Delivery {
        void deliver(byte[] encoded) throws IOException, InterruptedException;
    }

    private final class Fake implements AlertDestination {
        private final Delivery delivery;
        private final CountDownLatch aborted = new CountDownLatch(1);

        Fake(Delivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public byte[] encode(Alert alert) {
            return alert.output().bytes();
        }

        @Override
        public void deliver(byte[] encoded) throws IOException, InterruptedException {
            delivery.deliver(encoded);
            taken.add(new String(encoded, StandardCharsets.UTF_8));
        }

        @Override
        public void abort() {
            aborted.countDown();
        }
    }

    private AlertOutputs outputs(AlertDestination destination, AlertOutput.Limits limits) throws IOException {
        AlertOutputs outputs = new AlertOutputs();
        outputs.add(destination, limits, new StandingThreads(), log::add);
        return outputs;
    }

    private static void raise(AlertOutputs outputs, int count) {
        for (int i = 0; i < count; i++) {
            outputs.alert(TestAlerts.of("r", Priority.NOTICE, Integer.toString(i)));
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void afterFailuresEveryAlertIsDeliveredInOrder() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        AlertOutputs outputs = outputs(
                new Fake(encoded -> {
                    int attempt = attempts.incrementAndGet();
                    if (attempt % 3 == 1) {
                        throw new IOException("down");
                    } else if (attempt % 3 == 2) {
                        throw new IllegalStateException("a bug");
                    }
                }),
                TestAlerts.LIMITS);
        raise(outputs, 50);
        assertThat(outputs.close(LONG_MILLIS)).isTrue();

        assertThat(taken).isEqualTo(numbers(50));
        AlertOutput output = outputs.all().get(0);
        assertThat(output.delivered(Priority.NOTICE)).isEqualTo(50);
        assertThat(output.retries()).isEqualTo(100);
        assertThat(output.dropped(AlertOutput.Drop.QUEUE)).isZero();
        assertThat(output.trouble()).isNull();
        assertThat(log).contains("alerts to fake are delivered again");
    }

    @Test
    void anAlertThatIsRefusedDoesNotHoldTheOthers() throws Exception {
        AlertOutputs outputs = outputs(
                new Fake(encoded -> {
                    if (encoded[0] == '3') {
                        throw new RejectedException("status 400");
                    }
                }),
                TestAlerts.LIMITS);
        raise(outputs, 6);
        assertThat(outputs.close(LONG_MILLIS)).isTrue();
        assertThat(taken).containsExactly("0", "1", "2", "4", "5");
        assertThat(outputs.all().get(0).dropped(AlertOutput.Drop.REJECTED)).isEqualTo(1);
        assertThat(log).contains("alerts to fake are refused: status 400");
    }

    @Test
    void aDeliveryThatHangsIsAborted() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        List<Fake> self = new ArrayList<>();
        self.add(new Fake(encoded -> {
            if (attempts.getAndIncrement() == 0) {
                self.get(0).aborted.await();
                throw new IOException("aborted");
            }
        }));
        AlertOutputs outputs = outputs(self.get(0), TestAlerts.LIMITS);
        raise(outputs, 3);
        while (taken.size() < 3) {
            outputs.check();
            Thread.sleep(1);
        }
        assertThat(outputs.close(LONG_MILLIS)).isTrue();
        assertThat(taken).isEqualTo(numbers(3));
    }

    @Test
    void aDestinationThatNeverComesBackCostsAlertsAndNoTime() throws Exception {
        AlertOutputs outputs = outputs(
                new Fake(encoded -> {
                    new CountDownLatch(1).await();
                }),
                TestAlerts.LIMITS);
        for (int i = 0; i < 30; i++) {
            outputs.alert(TestAlerts.of("r", Priority.NOTICE, "x".repeat(1000)));
        }
        AlertOutput output = outputs.all().get(0);
        assertThat(output.waiting()).isLessThanOrEqualTo(10);
        assertThat(output.waitingBytes()).isLessThanOrEqualTo(10_000);
        outputs.close(1);
        assertThat(output.dropped(AlertOutput.Drop.QUEUE)).isEqualTo(30);
        assertThat(log)
                .anySatisfy(line -> assertThat(line)
                        .contains("30 alerts dropped so far: fake", "a replay of the traces finds them"));
    }

    @Test
    void failuresAtTheEndAreReported() throws Exception {
        AlertOutputs outputs = outputs(
                new Fake(encoded -> {
                    throw new RetryLaterException("status 503", Duration.ofSeconds(1));
                }),
                TestAlerts.LIMITS);
        raise(outputs, 4);
        assertThat(outputs.close(300)).isFalse();
        assertThat(outputs.all().get(0).dropped(AlertOutput.Drop.QUEUE)).isEqualTo(4);
        assertThat(log).contains("4 alerts dropped so far: fake fails: status 503; a replay of the traces finds them");
    }

    @Test
    void prioritiesAndRatesAreKept() throws Exception {
        AlertOutputs outputs = outputs(
                new Fake(encoded -> {}), new AlertOutput.Limits(Priority.WARNING, 2, 10_000, 1, 1, LONG_MILLIS));
        for (int i = 0; i < 5; i++) {
            outputs.alert(TestAlerts.of("many", Priority.ERROR, "many"));
            outputs.alert(TestAlerts.of("low", Priority.NOTICE, "low"));
        }
        outputs.alert(TestAlerts.of("once", Priority.WARNING, "once"));
        assertThat(outputs.close(LONG_MILLIS)).isTrue();
        assertThat(taken).containsExactly("many", "many", "once");
        assertThat(outputs.all().get(0).dropped(AlertOutput.Drop.RATE)).isEqualTo(3);
        assertThat(outputs.raised(Priority.NOTICE)).isEqualTo(5);
        assertThat(log)
                .contains("3 alerts not sent to fake so far, the last one of rule 'many': more than 2 of a rule"
                        + " in a minute (--alert-rate)");
    }

    @Test
    void refreshingRetriesAtOnce() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        AlertOutputs outputs = outputs(
                new Fake(encoded -> {
                    if (attempts.getAndIncrement() == 0) {
                        failed.countDown();
                        throw new IOException("down");
                    }
                }),
                new AlertOutput.Limits(Priority.DEBUG, 0, 10_000, 3_600_000_000_000L, 3_600_000_000_000L, LONG_MILLIS));
        raise(outputs, 1);
        failed.await();
        while (taken.isEmpty()) {
            outputs.refresh();
            Thread.sleep(1);
        }
        assertThat(outputs.close(LONG_MILLIS)).isTrue();
    }
}
