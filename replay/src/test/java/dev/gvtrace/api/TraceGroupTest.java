// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.gvtrace.api.GvtraceException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several traces asked together. */
class TraceGroupTest {
    private static final Path SAMPLES = Path.of("../samples/traces");
    private static final Path SAMPLE = SAMPLES.resolve("web-break-in.gvt");
    private static final Rules EACH_EVENT = Rules.ofText("r.yaml", """
            - rule: Each event
              desc: d
              condition: evt.num > 0
              output: number %evt.num
              priority: INFO
            """);

    @TempDir
    private Path folder;

    private static void fails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(GvtraceException.class))
                .extracting(GvtraceException::kind)
                .isEqualTo(kind);
    }

    private static List<MemoryStore> stores(int count) throws IOException {
        byte[] bytes = Files.readAllBytes(SAMPLE);
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new MemoryStore("store " + i, bytes))
                .toList();
    }

    @Test
    void rowsBeginWithTheNumberOfTheirTraceForAnyNumberOfThreads() {
        TableQuery query = TableQuery.of("processes").columns("pid", "name");
        List<List<String>> answers = new ArrayList<>();
        try (TraceGroup group = TraceGroup.open(List.of(SAMPLES))) {
            assertThat(group.traces()).hasSizeGreaterThan(5);
            for (int threads : new int[] {1, 2, 5}) {
                List<String> answer = new ArrayList<>();
                try (Rows rows = group.scan(query.threads(threads))) {
                    assertThat(rows.schema().columns())
                            .extracting(Column::name)
                            .containsExactly("trace", "pid", "name");
                    while (rows.next()) {
                        answer.add(rows.copy().toString());
                    }
                    assertThat(rows.outcomes())
                            .extracting(TraceOutcome::files)
                            .isEqualTo(group.traces().stream().map(Trace::files).toList());
                }
                answers.add(answer);
            }
            List<String> singly = new ArrayList<>();
            for (Trace trace : group.traces()) {
                try (TraceGroup one = TraceGroup.of(List.of(trace));
                        Rows rows = one.scan(query)) {
                    while (rows.next()) {
                        assertThat(rows.longAt(0)).isEqualTo(1);
                        singly.add(rows.shown(1) + " " + rows.shown(2));
                    }
                }
            }
            assertThat(answers.get(0)).hasSameSizeAs(singly);
        }
        assertThat(answers).containsOnly(answers.get(0));
    }

    @Test
    void alertsComeTraceByTraceForAnyNumberOfThreads() {
        List<List<String>> streams = new ArrayList<>();
        for (int threads : new int[] {1, 2, 5}) {
            List<String> found = new ArrayList<>();
            try (TraceGroup group = TraceGroup.open(List.of(SAMPLES));
                    AlertStream alerts =
                            group.alerts(AlertQuery.of(EACH_EVENT).failedExecs().threads(threads))) {
                alerts.forEachRemaining(alert -> found.add(alert.trace() + " " + alert.toJson()));
                assertThat(alerts.outcomes().stream()
                                .mapToLong(TraceOutcome::events)
                                .sum())
                        .isEqualTo(found.size());
                assertThat(alerts.outcomes())
                        .extracting(TraceOutcome::trace)
                        .isEqualTo(IntStream.rangeClosed(1, group.traces().size())
                                .boxed()
                                .toList());
            }
            streams.add(found);
        }
        assertThat(streams).containsOnly(streams.get(0));
    }

    @Test
    void fewTracesAreReadBeyondTheOneWhoseAlertsAreTaken() throws IOException {
        List<MemoryStore> stores = stores(12);
        try (TraceGroup group = TraceGroup.openStores(stores)) {
            stores.forEach(store -> store.read = false);
            try (AlertStream alerts = group.alerts(AlertQuery.of(EACH_EVENT).threads(2))) {
                assertThat(alerts.next().eventNumber()).isEqualTo(1);
            }
            assertThat(stores.stream().filter(store -> store.read)).hasSizeBetween(1, 4);
            assertThat(threads("alerts-")).isEmpty();
            try (Rows rows = group.scan(TableQuery.of("events").threads(2))) {
                assertThat(rows.next()).isTrue();
            }
            assertThat(stores.stream().filter(store -> store.read)).hasSizeBetween(1, 4);
            assertThat(threads("scan-")).isEmpty();
        }
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    @Test
    void damageBelongsToItsTrace() throws IOException {
        List<MemoryStore> stores = stores(3);
        stores.get(1).failsFrom = stores.get(1).bytes.length / 2;
        try (TraceGroup group = TraceGroup.openStores(stores);
                AlertStream alerts = group.alerts(EACH_EVENT)) {
            long[] counts = new long[4];
            alerts.forEachRemaining(alert -> counts[alert.trace()]++);
            assertThat(counts[3]).isEqualTo(counts[1]).isGreaterThan(counts[2]);
            assertThat(alerts.outcomes())
                    .extracting(outcome -> outcome.damage().isEmpty())
                    .containsExactly(true, false, true);
            assertThat(alerts.damage()).isEqualTo(alerts.outcomes().get(1).damage());
            assertThat(alerts.damage().get(0)).asString().startsWith("store 2: ");
        }
    }

    @Test
    void aTraceWhoseReadingFailsHidesNoOther() throws IOException {
        List<MemoryStore> stores = stores(3);
        try (TraceGroup group = TraceGroup.openStores(stores);
                AlertStream alerts = group.alerts(AlertQuery.of(EACH_EVENT).threads(1))) {
            stores.get(1).broken = new AssertionError("a store with a defect");
            int[] counts = new int[4];
            List<GvtraceException> failures = new ArrayList<>();
            for (boolean more = true; more; ) {
                try {
                    while (alerts.hasNext()) {
                        counts[alerts.next().trace()]++;
                    }
                    more = false;
                } catch (GvtraceException e) {
                    failures.add(e);
                }
            }
            assertThat(failures)
                    .singleElement()
                    .extracting(GvtraceException::kind)
                    .isEqualTo(Kind.INTERNAL);
            assertThat(counts[3]).isEqualTo(counts[1]).isPositive();
            assertThat(alerts.outcomes())
                    .extracting(TraceOutcome::failure)
                    .extracting(Objects::nonNull)
                    .containsExactly(false, true, false);
        }
    }

    @Test
    void aTraceThatCannotBeOpenedIsNamedAndLeftOut() throws IOException {
        Files.copy(SAMPLE, folder.resolve("a.gvt"));
        byte[] bytes = Files.readAllBytes(SAMPLE);
        bytes[9] ^= 1;
        Files.write(folder.resolve("b.gvt"), bytes);
        Files.copy(SAMPLES.resolve("pod-2026.gvt"), folder.resolve("c.gvt"));
        List<GvtraceException> refused = new ArrayList<>();
        try (TraceGroup group = TraceGroup.open(List.of(folder), refused::add)) {
            assertThat(group.traces()).hasSize(2);
            assertThat(refused).singleElement().asString().contains("b.gvt");
        }
        assertThatThrownBy(() -> TraceGroup.open(List.of(folder))).isInstanceOf(GvtraceException.class);
        IllegalStateException own = new IllegalStateException("of the caller");
        assertThatThrownBy(() -> TraceGroup.open(List.of(folder), problem -> {
                    throw own;
                }))
                .isSameAs(own);
        assertThatThrownBy(() -> Verifier.withoutKey().verify(List.of(folder), found -> {
                    throw own;
                }))
                .isSameAs(own);
    }

    @Test
    void closingATraceClosesAllItsReaders() {
        TraceGroup group = TraceGroup.open(List.of(SAMPLE, SAMPLES.resolve("pod-2026.gvt")));
        AlertStream alerts = group.alerts(EACH_EVENT);
        Rows rows = group.scan(TableQuery.of("events"));
        group.traces().get(1).close();
        fails(Kind.CLOSED, alerts::hasNext);
        fails(Kind.CLOSED, rows::next);
        fails(Kind.CLOSED, () -> group.alerts(EACH_EVENT));
        fails(Kind.CLOSED, () -> group.scan(TableQuery.of("events")));
        group.close();
        group.close();
        fails(Kind.CLOSED, () -> group.traces().get(0).info());
        try (TraceGroup none = TraceGroup.of(List.of());
                AlertStream nothing = none.alerts(EACH_EVENT)) {
            assertThat(nothing.hasNext()).isFalse();
        }
    }

    @Test
    void refusesInvalidRequestsAtOnce() {
        fails(Kind.INVALID_REQUEST, () -> AlertQuery.of(EACH_EVENT).from("12"));
        fails(Kind.INVALID_REQUEST, () -> AlertQuery.of(EACH_EVENT).threads(0));
        fails(Kind.INVALID_REQUEST, () -> TableQuery.of("events").threads(0));
    }

    @Test
    void ofATraceAPartIsEnough() {
        try (Trace trace = Trace.open(SAMPLE);
                AlertStream some =
                        trace.alerts(AlertQuery.of(EACH_EVENT).from("evt:10").to("evt:12"))) {
            assertThat(Stream.iterate(some, AlertStream::hasNext, each -> each)
                            .map(each -> each.next().eventNumber()))
                    .containsExactly(10L, 11L, 12L);
        }
    }

    /** A trace in memory that can be broken while it is open. */
    private static final class MemoryStore implements TraceStore {
        final String name;
        final byte[] bytes;
        volatile boolean read;
        volatile int failsFrom = Integer.MAX_VALUE;
        volatile AssertionError broken;

        MemoryStore(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws IOException {
            read = true;
            if (broken != null) {
                throw broken;
            }
            if (position + length > failsFrom && position < bytes.length - 2000) {
                throw new IOException("unreachable");
            }
            System.arraycopy(bytes, (int) position, into, offset, length);
        }
    }
}
