// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.source;

import static dev.gvtrace.trace.gvt.TestTraces.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TrustedKeys;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.gvt.TestTraces;
import dev.gvtrace.trace.gvt.TestTraces.MemoryOutput;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import dev.gvtrace.trace.tracereplay.TraceReplayWriter;
import dev.gvtrace.trace.verify.LedgerReport;
import dev.gvtrace.trace.verify.RecordingReport;
import dev.gvtrace.trace.verify.RecordingVerifier;
import dev.gvtrace.trace.verify.Stamps;
import dev.gvtrace.trace.verify.TraceVerifier;
import dev.gvtrace.trace.verify.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces read and verified from stores other than files. */
final class ByteSourceTest {
    private static final String NAME = "s3://bucket/a.gvt";

    @TempDir
    private Path folder;

    /** What a store throws. */
    private interface Failure {
        void at(long position) throws IOException;
    }

    /** A store that fails for every read that touches a range. */
    private static final class Store implements ByteSource {
        private final byte[] bytes;
        private final Failure failure;
        private long from = Long.MAX_VALUE;
        private long to = Long.MAX_VALUE;
        private boolean closed;

        Store(byte[] bytes, Failure failure) {
            this.bytes = bytes;
            this.failure = failure;
        }

        Store failing(long begin, long end) {
            from = begin;
            to = end;
            return this;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws IOException {
            if (position < to && position + length > from) {
                failure.at(position);
            }
            System.arraycopy(bytes, (int) position, into, offset, length);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static byte[] gvt(boolean sealed) throws IOException {
        MemoryOutput out = new MemoryOutput();
        try (TraceWriter writer =
                new TraceWriter(out, TestTraces.opening(), TestTraces.options(), TestTraces.INDEXER)) {
            for (int n = 1; n <= 40; n++) {
                TestTraces.message(writer, n);
                if (n % 10 == 0) {
                    writer.flush();
                }
            }
            if (sealed) {
                writer.seal(Closing.end(START + 50, "end of test"));
            }
        }
        return out.bytes();
    }

    private static byte[] tracereplay() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceReplayWriter writer = new TraceReplayWriter(out, TestTraces.opening())) {
            for (int n = 1; n <= 40; n++) {
                byte[] packet = TestTraces.packet(n);
                writer.packet(packet, 0, packet.length);
            }
        }
        return out.toByteArray();
    }

    /** Traces in both layouts: whole, growing (not sealed yet), cut, damaged. */
    private static Map<String, byte[]> traces() throws IOException {
        Map<String, byte[]> traces = new LinkedHashMap<>();
        byte[] sealed = gvt(true);
        byte[] plain = tracereplay();
        traces.put("sealed", sealed);
        traces.put("growing", gvt(false));
        traces.put("cut", Arrays.copyOf(sealed, sealed.length * 2 / 3));
        byte[] damaged = sealed.clone();
        damaged[sealed.length / 2] ^= 1;
        traces.put("damaged", damaged);
        traces.put("tracereplay", plain);
        traces.put("tracereplay, cut", Arrays.copyOf(plain, plain.length - 5));
        traces.put("tracereplay, compressed", Zstd.compress(plain));
        return traces;
    }

    private static VerifyReport verify(ByteSource source) throws IOException {
        return TraceVerifier.verify(source, TrustedKeys.none(), TestTraces.INDEXER);
    }

    @Test
    void aTraceInMemoryIsReadAndVerifiedLikeItsFile() throws IOException {
        for (Map.Entry<String, byte[]> trace : traces().entrySet()) {
            Path file = Files.write(folder.resolve(trace.getKey()), trace.getValue());
            ByteSource inMemory = ByteSource.of(file.toString(), trace.getValue());
            try (TraceSource onDisk = TraceSources.openFile(file);
                    TraceSource source = TraceSources.open(inMemory)) {
                assertThat(TestTraces.records(source))
                        .as(trace.getKey())
                        .isEqualTo(TestTraces.records(onDisk))
                        .hasSizeGreaterThan(10);
                assertThat(source.summary()).as(trace.getKey()).isEqualTo(onDisk.summary());
            }
            assertThat(verify(inMemory))
                    .as(trace.getKey())
                    .isEqualTo(TraceVerifier.verify(file, TrustedKeys.none(), TestTraces.INDEXER));
        }
    }

    @Test
    void unreadableRangesAreDamageWithTheReason() throws IOException {
        List<Failure> failures = List.of(
                at -> {
                    throw new IOException("no route to host");
                },
                at -> {
                    throw new IllegalStateException("no route to host");
                },
                at -> {
                    throw new UncheckedIOException(new IOException("no route to host"));
                });
        for (Map.Entry<String, byte[]> trace : traces().entrySet()) {
            int size = trace.getValue().length;
            for (int from = 0; from < size; from += Math.max(1, size / 25)) {
                Failure failure = failures.get(from % failures.size());
                Store store = new Store(trace.getValue(), failure).failing(from, from + 40);
                check(trace.getKey() + " at " + from, store, "no route to host");
            }
        }
    }

    @Test
    void aStoreThatEndsBeforeItsSizeIsDamaged() throws IOException {
        for (Map.Entry<String, byte[]> trace : traces().entrySet()) {
            int size = trace.getValue().length;
            for (int from = 0; from < size; from += Math.max(1, size / 25)) {
                Store store = new Store(trace.getValue(), at -> {
                            throw new EOFException();
                        })
                        .failing(from, size);
                check(trace.getKey() + " from " + from, store, "the file ends before byte ");
            }
        }
    }

    /** Reads and verifies a store that fails somewhere: the damage, or the exception, has store, offset and reason. */
    private static void check(String what, Store store, String reason) throws IOException {
        List<Damage> damage = new ArrayList<>();
        try {
            VerifyReport report = verify(store);
            damage.addAll(report.findings());
            try (TraceSource source = TraceSources.open(store);
                    RecordCursor cursor = source.records(Selection.all())) {
                damage.addAll(source.summary().damage());
                TestTraces.records(cursor);
                damage.addAll(cursor.damage());
            }
        } catch (CorruptTraceException e) {
            damage.add(new Damage(e.file(), e.offset(), 0, e.reason(), true));
        }
        assertThat(store.closed || !damage.isEmpty()).as(what).isTrue();
        assertThat(damage).as(what).isNotEmpty().allSatisfy(each -> {
            assertThat(each.file()).isEqualTo(NAME);
            assertThat(each.offset()).isBetween(0L, store.size());
        });
        assertThat(damage).as(what).anySatisfy(each -> assertThat(each.what()).contains(reason));
    }

    @Test
    void aStoreThatIsClosedEndsTheReading() throws IOException {
        Store store = new Store(gvt(true), at -> {
            throw new ClosedChannelException();
        });
        try (TraceSource source = TraceSources.open(store);
                RecordCursor cursor = source.records(Selection.all())) {
            store.failing(0, Long.MAX_VALUE);
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(NAME);
        }
        assertThatThrownBy(() -> verify(store)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aStoreThatGrowsIsReadUpToTheSizeItHad() throws IOException {
        byte[] grown = gvt(true);
        int size = grown.length / 2;
        ByteSource growing = new ByteSource() {
            private long now = size;

            @Override
            public String name() {
                return "growing";
            }

            @Override
            public long size() {
                long before = now;
                now = grown.length;
                return before;
            }

            @Override
            public void readFully(long position, byte[] into, int offset, int length) {
                assertThat(position + length).isLessThanOrEqualTo(size);
                System.arraycopy(grown, (int) position, into, offset, length);
            }

            @Override
            public void close() {}
        };
        try (TraceSource then = TraceSources.open(ByteSource.of("growing", Arrays.copyOf(grown, size)));
                TraceSource source = TraceSources.open(growing)) {
            assertThat(source.summary()).isEqualTo(then.summary());
            assertThat(TestTraces.records(source)).isEqualTo(TestTraces.records(then));
        }
    }

    @Test
    void severalThreadsReadOneSourceAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Map.Entry<String, byte[]> trace : traces().entrySet()) {
                Path file = Files.write(folder.resolve(trace.getKey()), trace.getValue());
                try (ByteSource source = ByteSource.file(file);
                        TraceSource shared = TraceSources.openFile(file)) {
                    List<String> records = TestTraces.records(shared);
                    VerifyReport report = verify(source);
                    List<Callable<Boolean>> readers = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        readers.add(() -> TestTraces.records(shared).equals(records)
                                && verify(source).equals(report));
                    }
                    for (var result : threads.invokeAll(readers)) {
                        assertThat(result.get()).as(trace.getKey()).isTrue();
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anOpenedSourceIsClosedWithItsTraceAndAVerifiedOneStaysOpen() throws IOException {
        Failure never = at -> {};
        Store opened = new Store(gvt(true), never);
        TraceSources.open(opened).close();
        assertThat(opened.closed).isTrue();
        Store verified = new Store(gvt(true), never);
        verify(verified);
        assertThat(verified.closed).isFalse();
        Store other = new Store("no trace at all".getBytes(java.nio.charset.StandardCharsets.UTF_8), never);
        assertThatThrownBy(() -> TraceSources.open(other))
                .isInstanceOf(NotATraceException.class)
                .hasMessageContaining(NAME);
        assertThat(other.closed).isTrue();
        Store good = new Store(gvt(true), never);
        Store bad = new Store(new byte[3], never);
        Store unopened = new Store(gvt(true), never);
        assertThatThrownBy(() -> TraceSources.openSources(List.of(good, bad, unopened)))
                .isInstanceOf(NotATraceException.class);
        assertThat(List.of(good, bad, unopened)).allMatch(store -> store.closed);
    }

    @Test
    void refusesAStoreWithoutASize() {
        for (Exception thrown : List.of(new IOException("gone"), new IllegalStateException("gone"))) {
            ByteSource source = new ByteSource() {
                @Override
                public String name() {
                    return NAME;
                }

                @Override
                public long size() throws IOException {
                    if (thrown instanceof IOException e) {
                        throw e;
                    }
                    throw (RuntimeException) thrown;
                }

                @Override
                public void readFully(long position, byte[] into, int offset, int length) {}

                @Override
                public void close() {}
            };
            assertThatThrownBy(() -> TraceSources.open(source))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gone");
            assertThatThrownBy(() -> verify(source)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void filesOfOneRecordingAreOneTraceFromAnyStore() throws IOException {
        List<ByteSource> sources = new ArrayList<>();
        WriterOptions options = TestTraces.options();
        for (int segment = 0; segment < 3; segment++) {
            MemoryOutput out = new MemoryOutput();
            try (TraceWriter writer = new TraceWriter(out, TestTraces.opening(), options, TestTraces.INDEXER)) {
                for (int n = 1; n <= 10; n++) {
                    TestTraces.message(writer, segment * 10 + n);
                }
                Seal seal = writer.seal(
                        segment < 2 ? Closing.continued(START, "rotated") : Closing.end(START, "end of test"));
                options = options.following(seal);
            }
            sources.add(ByteSource.of("part-" + segment, out.bytes()));
        }
        List<TraceSource> opened = TraceSources.openSources(List.of(sources.get(2), sources.get(0), sources.get(1)));
        assertThat(opened).hasSize(1);
        try (TraceSource whole = opened.get(0)) {
            assertThat(whole.files()).containsExactly("part-0", "part-1", "part-2");
            assertThat(whole.summary().messages()).isEqualTo(30);
            assertThat(whole.summary().ending()).isEqualTo(Ending.SEALED);
            assertThat(whole.summary().damage()).isEmpty();
        }
        assertThat(verdicts(sources)).containsExactly(Verdict.YES, Verdict.YES);
        assertThat(verdicts(sources.subList(0, 2))).containsExactly(Verdict.YES, Verdict.NO);
        assertThat(verdicts(List.of())).isEmpty();
    }

    /** Of the one recording: intact, complete. */
    private static List<Verdict> verdicts(List<ByteSource> sources) throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        RecordingVerifier.Listener listener = new RecordingVerifier.Listener() {
            @Override
            public void recording(RecordingReport report) {
                verdicts.add(report.verdicts().intact());
                verdicts.add(report.verdicts().complete());
            }

            @Override
            public void ledger(LedgerReport report) {
                throw new AssertionError("no ledger was given");
            }

            @Override
            public void unreadable(IOException why) {
                throw new UncheckedIOException(why);
            }
        };
        boolean any = new RecordingVerifier(TrustedKeys.none(), Stamps.notAsked(), () -> TestTraces.INDEXER, listener)
                .verifySources(sources);
        assertThat(any).isEqualTo(!sources.isEmpty());
        return verdicts;
    }

    @Test
    void standardInputIsReadLikeAnyStore() throws IOException {
        InputStream before = System.in;
        try {
            for (Map.Entry<String, byte[]> trace : traces().entrySet()) {
                System.setIn(new java.io.ByteArrayInputStream(trace.getValue()));
                try (TraceSource source = TraceSources.open(Path.of("-"));
                        TraceSource inMemory = TraceSources.open(ByteSource.of("-", trace.getValue()))) {
                    assertThat(TestTraces.records(source)).isEqualTo(TestTraces.records(inMemory));
                    assertThat(source.files()).containsExactly("-");
                }
            }
        } finally {
            System.setIn(before);
        }
    }
}
