// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.text.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceApiTest {
    private static final Path SAMPLE = Path.of("../samples/traces/web-break-in.gvt");
    private static final String RULE = """
            - rule: Shell
              desc: d
              condition: evt.type = execve and proc.name = sh
              output: shell of %proc.pname
              priority: WARNING
              tags: [b, a]
            """;

    @TempDir
    private Path folder;

    private static void fails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(GvtraceException.class))
                .extracting(GvtraceException::kind)
                .isEqualTo(kind);
    }

    @Test
    void infoIsWhatTheFileHolds() {
        try (Trace trace = Trace.open(SAMPLE)) {
            TraceInfo info = trace.info();
            assertThat(info.sealed()).isTrue();
            assertThat(info.ending()).isEqualTo("sealed");
            assertThat(info.origin()).isEqualTo("import");
            assertThat(info.files()).containsExactly(Text.ofUtf8(SAMPLE.toString()));
            assertThat(info.messages()).isEqualTo(info.records().get("message")).isPositive();
            assertThat(info.types().values().stream().mapToLong(n -> n).sum()).isEqualTo(info.messages());
            assertThat(info.firstTime()).isBefore(info.lastTime());
            assertThat(info.containers()).hasSize(1);
            assertThat(info.damage()).isEmpty();
            assertThat(info.recording()).isNotNull();
            assertThat(info.endingText()).isEqualTo("sealed");
            assertThat(info.closingReason()).isNotNull();
            assertThat(info.importedFrom()).isNotNull();
            assertThat(info.created()).isNotNull();
            assertThat(info.peer()).isNull();
            assertThat(info.sandbox()).isNull();
            assertThat(info.session()).isNull();
            assertThat(info.gapCount()).isEqualTo(info.gaps().size());
            assertThat(info.lostByCause().values().stream().mapToLong(n -> n).sum())
                    .isEqualTo(info.lost());
            assertThat(info.seal()).hasSize(64);
        }
    }

    @Test
    void rowsHaveTheRequestedColumnsAndOutliveTheirCursor() {
        Row kept;
        try (Trace trace = Trace.open(SAMPLE)) {
            TableQuery query = TableQuery.of("events")
                    .columns("evt.num", "proc.name", "evt.failed")
                    .where("evt.type = execve and proc.name = sh");
            try (Rows rows = trace.scan(query)) {
                assertThat(rows.schema().columns())
                        .extracting(Column::name)
                        .containsExactly("evt.num", "proc.name", "evt.failed");
                assertThat(rows.next()).isTrue();
                assertThat(rows.longAt(0)).isEqualTo(442);
                assertThat(rows.textAt(1)).isEqualTo(Text.ofUtf8("sh"));
                assertThat(rows.shown(0)).isEqualTo(Text.ofUtf8("442"));
                fails(Kind.INVALID_REQUEST, () -> rows.longAt(1));
                fails(Kind.INVALID_REQUEST, () -> rows.textAt(3));
                kept = rows.copy();
                assertThat(rows.next()).isFalse();
                assertThat(rows.damage()).isEmpty();
            }
        }
        assertThat(kept.longAt(0)).isEqualTo(442);
        assertThat(kept.textAt(kept.schema().indexOf("proc.name"))).hasToString("sh");
        assertThat(kept).hasToString("events {evt.num=442, proc.name=sh, evt.failed=false}");
        fails(Kind.INVALID_REQUEST, () -> kept.schema().indexOf("none"));
    }

    @Test
    void tablesAreThoseOfAMomentWhereOneIsGiven() {
        try (Trace trace = Trace.open(SAMPLE)) {
            assertThat(trace.tables()).extracting(TableSchema::name).contains("events", "processes");
            TableQuery all = TableQuery.of("processes");
            long before = count(trace, all.at("evt:2"));
            assertThat(before).isPositive().isLessThan(count(trace, all.at("evt:463")));
            assertThat(count(trace, all.at("evt:463").limit(1))).isEqualTo(1);
            TableQuery events = TableQuery.of("events");
            assertThat(count(trace, events.from("evt:10").to("evt:20"))).isBetween(1L, 11L);
            assertThat(count(
                            trace,
                            events.from(trace.info().firstTime())
                                    .to(trace.info().lastTime())))
                    .isEqualTo(count(trace, events));
        }
    }

    private static long count(Trace trace, TableQuery query) {
        long count = 0;
        try (Rows rows = trace.scan(query)) {
            while (rows.next()) {
                count++;
            }
        }
        return count;
    }

    @Test
    void refusesInvalidRequestsAtOnce() {
        try (Trace trace = Trace.open(SAMPLE)) {
            fails(Kind.INVALID_REQUEST, () -> trace.scan(TableQuery.of("nothing")));
            fails(Kind.INVALID_REQUEST, () -> trace.scan(TableQuery.of("events").columns("no.such")));
            fails(Kind.INVALID_REQUEST, () -> trace.scan(TableQuery.of("events").where("evt.num =")));
            fails(Kind.INVALID_REQUEST, () -> trace.scan(TableQuery.of("events").from("12")));
            fails(Kind.INVALID_REQUEST, () -> TableQuery.of("events").limit(-1));
        }
    }

    @Test
    void alertsComeInOrderAndAreOwned() {
        Rules rules = Rules.ofText("r.yaml", RULE);
        assertThat(rules.names()).containsExactly("Shell");
        assertThat(rules.warnings()).isEmpty();
        List<Alert> found = new ArrayList<>();
        try (Trace trace = Trace.open(SAMPLE);
                AlertStream alerts = trace.alerts(rules)) {
            alerts.forEachRemaining(found::add);
            assertThatThrownBy(alerts::next).isInstanceOf(NoSuchElementException.class);
            assertThat(alerts.damage()).isEmpty();
        }
        Alert alert = found.get(0);
        assertThat(found).hasSize(1);
        assertThat(alert.rule()).isEqualTo("Shell");
        assertThat(alert.priority()).isEqualTo(Priority.WARNING);
        assertThat(alert.tags()).containsExactly("a", "b");
        assertThat(alert.output()).isEqualTo(Text.ofUtf8("shell of ping"));
        assertThat(alert.fields()).containsEntry("proc.pname", Text.ofUtf8("ping"));
        assertThat(alert.eventNumber()).isEqualTo(442);
        assertThat(alert.toLine()).startsWith("04:21:11.555601107: Warning shell of ping");
        assertThat(alert.toJson())
                .startsWith("{\"hostname\":")
                .contains("\"rule\":\"Shell\"")
                .endsWith("}");
    }

    @Test
    void aStreamOfManyAlertsIsBoundedAndCanBeLeft() {
        Rules rules = Rules.ofText(
                "r.yaml", "- rule: All\n  desc: d\n  condition: evt.num > 0\n  output: o %evt.num\n  priority: INFO\n");
        try (Trace trace = Trace.open(SAMPLE)) {
            AlertStream left = trace.alerts(rules);
            assertThat(left.next().eventNumber()).isEqualTo(1);
            left.close();
            left.close();
            fails(Kind.CLOSED, left::hasNext);
            long last = 0;
            try (AlertStream all = trace.alerts(rules)) {
                while (all.hasNext()) {
                    long number = all.next().eventNumber();
                    assertThat(number).isGreaterThan(last);
                    last = number;
                }
            }
            assertThat(last).isEqualTo(count(trace, TableQuery.of("events")));
        }
    }

    @Test
    void rulesThatDoNotLoadNameTheirPlaces() {
        assertThatThrownBy(() -> Rules.ofText("bad.yaml", RULE.replace("proc.name", "no.name")))
                .asInstanceOf(type(InvalidRulesException.class))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(Kind.INVALID_RULES);
                    RuleProblem problem = e.problems().get(0);
                    assertThat(problem.file()).isEqualTo("bad.yaml");
                    assertThat(problem.line()).isEqualTo(3);
                    assertThat(problem.column()).isEqualTo(36);
                    assertThat(problem.message()).contains("no.name");
                });
        assertThatThrownBy(() -> Rules.load(folder.resolve("none.yaml")))
                .isInstanceOf(InvalidRulesException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void rulesComeFromFilesTextsAndStreamsTogether() throws IOException {
        Path list = Files.writeString(folder.resolve("list.yaml"), "- list: shells\n  items: [sh, bash]\n");
        String rule = RULE.replace("proc.name = sh", "proc.name in (shells)");
        RuleSource stream = RuleSource.ofStream(
                "macro.yaml",
                new ByteArrayInputStream(
                        "- macro: unused\n  condition: evt.num > 0\n".getBytes(StandardCharsets.UTF_8)));
        List<RuleSource> sources = List.of(RuleSource.of(list), stream, RuleSource.ofText("rule.yaml", rule));
        RuleCheck check = Rules.check(sources);
        assertThat(check.successful()).isTrue();
        assertThat(check.files()).containsExactly(list.toString(), "macro.yaml", "rule.yaml");
        assertThat(check.rules().names()).containsExactly("Shell");
        assertThat(check.warnings()).extracting(RuleProblem::file).contains("macro.yaml");
        assertThat(check.warnings()).isEqualTo(check.rules().warnings());
    }

    @Test
    void checksPrintErrorsInEachFormat() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };
        RuleCheck check = Rules.check(List.of(
                RuleSource.ofText("bad.yaml", RULE.replace("proc.name", "no.name")),
                RuleSource.ofStream("gone.yaml", broken)));
        assertThat(check.successful()).isFalse();
        assertThat(check.errors()).extracting(RuleProblem::file).containsExactly("bad.yaml", "gone.yaml");
        assertThat(check.errors().get(1).message()).isEqualTo("not readable: gone");
        assertThatThrownBy(check::rules)
                .asInstanceOf(type(InvalidRulesException.class))
                .satisfies(e -> assertThat(e.problems()).isEqualTo(check.errors()));
        assertThat(check.toText()).startsWith("bad.yaml: invalid, 1 error\n").contains("no.name");
        assertThat(check.toJson()).startsWith("{\"falco_load_results\":[{");
        assertThat(check.toSarif("1.2.3")).contains("\"version\":\"1.2.3\"", "bad.yaml");
    }

    @Test
    void theCatalogNamesFieldsAndTables() {
        assertThat(Catalog.fields())
                .filteredOn(field -> field.name().equals("proc.aname"))
                .singleElement()
                .satisfies(field -> {
                    assertThat(field.type()).isEqualTo("CHARBUF");
                    assertThat(field.argument()).isEqualTo(FieldInfo.Argument.OPTIONAL_INDEX);
                    assertThat(field.origin()).isEqualTo(FieldInfo.Origin.SENTRY);
                    assertThat(field.limits()).isEmpty();
                    assertThat(field.description()).isNotEmpty();
                });
        try (Trace trace = Trace.open(SAMPLE)) {
            assertThat(Catalog.tables()).isEqualTo(trace.tables());
        }
    }

    @Test
    void aVerificationHasTheDetailsOfItsFiles() {
        try (Trace trace = Trace.open(SAMPLE)) {
            Verification verified =
                    Verifier.withoutKey().verify(List.of(SAMPLE)).get(0);
            assertThat(verified.ledger()).isNull();
            VerifiedFile file = verified.details().get(0);
            assertThat(verified.details()).hasSize(1);
            assertThat(file.file()).isEqualTo(verified.files().get(0));
            assertThat(file.seal()).isEqualTo(trace.info().seal());
            assertThat(file.messages()).isEqualTo(trace.info().messages());
            assertThat(file.ending()).isEqualTo("sealed");
            assertThat(file.signature()).isEqualTo(VerifiedFile.Signature.NONE);
            assertThat(file.damage()).isEmpty();
        }
        fails(Kind.NOT_READABLE, () -> Verifier.withKey(SAMPLE));
    }

    @Test
    void aStoreIsReadByPositionAndClosedOnce() throws IOException {
        MemoryStore store = new MemoryStore(Files.readAllBytes(SAMPLE));
        try (Trace trace = Trace.open(store);
                Trace file = Trace.open(SAMPLE)) {
            assertThat(trace.info().seal()).isEqualTo(file.info().seal());
            assertThat(trace.info().files()).containsExactly(Text.ofUtf8("memory"));
            assertThat(count(trace, TableQuery.of("events"))).isEqualTo(count(file, TableQuery.of("events")));
        }
        assertThat(store.closed).hasValue(1);
        List<Verification> verified = Verifier.withoutKey().verifyStores(List.of(store));
        assertThat(verified).singleElement().extracting(Verification::intact).isEqualTo(Verdict.YES);
        assertThat(store.closed).hasValue(1);
    }

    @Test
    void whatAStoreThrowsIsDamageOrOurException() throws IOException {
        MemoryStore broken = new MemoryStore(Files.readAllBytes(SAMPLE));
        broken.failsFrom = broken.bytes.length / 2;
        try (Trace trace = Trace.open(broken)) {
            TraceInfo info = trace.info();
            assertThat(info.damage()).isNotEmpty();
            assertThat(info.damage().get(0).file()).isEqualTo(Text.ofUtf8("memory"));
            try (Rows rows = trace.scan(TableQuery.of("events"))) {
                while (rows.next()) {
                    assertThat(rows.isNull(0)).isFalse();
                }
                assertThat(rows.damage()).isNotEmpty();
            }
            try (AlertStream alerts = trace.alerts(Rules.ofText("r.yaml", RULE))) {
                alerts.forEachRemaining(alert -> {});
                assertThat(alerts.damage()).isNotEmpty();
            }
        }
        MemoryStore without = new MemoryStore(new byte[0]);
        without.hasNoSize = true;
        fails(Kind.NOT_READABLE, () -> Trace.open(without));
        fails(Kind.NOT_A_TRACE, () -> Trace.open(new MemoryStore(new byte[] {1, 2, 3})));
        assertThat(without.closed).hasValue(1);
    }

    @Test
    void reportsWhyAFileCannotBeOpened() throws IOException {
        fails(Kind.NOT_READABLE, () -> Trace.open(folder.resolve("none.gvt")));
        fails(Kind.NOT_A_TRACE, () -> Trace.open(folder));
        byte[] bytes = Files.readAllBytes(SAMPLE);
        bytes[9] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged.gvt"), bytes);
        assertThatThrownBy(() -> Trace.open(damaged))
                .asInstanceOf(type(GvtraceException.class))
                .extracting(GvtraceException::kind)
                .isIn(Kind.DAMAGED, Kind.UNSUPPORTED_VERSION);
    }

    @Test
    void aDirectoryHasSeveralTraces() throws IOException {
        Files.copy(SAMPLE, folder.resolve("a.gvt"));
        Files.copy(Path.of("../samples/traces/pod-2026.gvt"), folder.resolve("b.gvt"));
        Files.writeString(folder.resolve("note.txt"), "no trace");
        List<Trace> traces = Trace.openAll(List.of(folder));
        assertThat(traces).hasSize(2);
        traces.forEach(Trace::close);
        List<Verification> verified = Verifier.withoutKey().verify(List.of(folder));
        assertThat(verified).hasSize(2).allMatch(each -> each.intact() == Verdict.YES);
        assertThat(verified).allMatch(each -> each.subject() == Verification.Subject.RECORDING);
    }

    @Test
    void aClosedTraceClosesItsReaders() {
        Trace trace = Trace.open(SAMPLE);
        Rows rows = trace.scan(TableQuery.of("events"));
        AlertStream alerts = trace.alerts(Rules.ofText("r.yaml", RULE));
        assertThat(rows.next()).isTrue();
        trace.close();
        trace.close();
        fails(Kind.CLOSED, rows::next);
        fails(Kind.CLOSED, alerts::hasNext);
        fails(Kind.CLOSED, trace::info);
        fails(Kind.CLOSED, () -> trace.scan(TableQuery.of("events")));
    }

    /** What is counted meanwhile would show damage that the trace doesn't have. */
    @Test
    void aTraceThatIsClosedWhileItIsCountedHasNoInfo() throws Exception {
        AtomicReference<Thread> closing = new AtomicReference<>();
        MemoryStore store = new MemoryStore(Files.readAllBytes(SAMPLE));
        Trace trace = Trace.open(store);
        store.beforeRead = () -> {
            if (closing.get() == null) {
                Thread thread = new Thread(trace::close);
                closing.set(thread);
                thread.start();
                while (isOpen(trace)) {
                    Thread.onSpinWait();
                }
            }
        };
        fails(Kind.CLOSED, trace::info);
        closing.get().join();
        assertThat(store.closed).hasValue(1);
    }

    private static boolean isOpen(Trace trace) {
        try {
            trace.scan(TableQuery.of("events")).close();
            return true;
        } catch (GvtraceException e) {
            return e.kind() != Kind.CLOSED;
        }
    }

    @Test
    void manyThreadsReadOneTrace() {
        Rules rules = Rules.ofText("r.yaml", RULE);
        try (Trace trace = Trace.open(SAMPLE)) {
            long events = count(trace, TableQuery.of("events"));
            assertThat(IntStream.range(0, 6).parallel().mapToObj(i -> count(trace, TableQuery.of("events"))))
                    .containsOnly(events);
            assertThat(IntStream.range(0, 6).parallel().mapToObj(i -> {
                        try (AlertStream alerts = trace.alerts(rules)) {
                            return alerts.next().toJson();
                        }
                    }))
                    .hasSize(6)
                    .containsOnly(trace.alerts(rules).next().toJson());
        }
    }

    /** Bytes in memory that fail on request, with an exception that no store declares. */
    private static final class MemoryStore implements TraceStore {
        final byte[] bytes;
        final AtomicInteger closed = new AtomicInteger();
        int failsFrom = Integer.MAX_VALUE;
        boolean hasNoSize;
        Runnable beforeRead = () -> {};

        MemoryStore(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public long size() {
            if (hasNoSize) {
                throw new IllegalStateException("gone");
            }
            return bytes.length;
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws IOException {
            beforeRead.run();
            if (position + length > failsFrom && position < bytes.length - 2000) {
                throw new IllegalStateException("unreachable");
            }
            System.arraycopy(
                    Arrays.copyOfRange(bytes, (int) position, (int) position + length), 0, into, offset, length);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
