// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.RowBatch;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TallyTables;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTablesTest {
    private static final Path SAMPLES = Path.of("../samples/traces");
    private static final String BREAK_IN = "web-break-in";

    private final List<TraceSource> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (TraceSource source : open) {
            source.close();
        }
        assertThat(scanThreads()).isEmpty();
    }

    private static List<String> scanThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("scan-"))
                .toList();
    }

    private CountedSource source(String sample, int repeats) throws IOException {
        CountedSource source = new CountedSource(TraceSources.open(SAMPLES.resolve(sample + ".gvt")), repeats);
        open.add(source);
        return source;
    }

    private static TraceTables tables(int threads, TraceSource... sources) throws RequestException {
        return new TraceTables(List.of(sources), Installed.tables(), false, threads);
    }

    private static List<Row> rows(TraceTables tables, ScanRequest request) throws RequestException {
        List<Row> rows = new ArrayList<>();
        try (Cursor cursor = tables.scan(request)) {
            while (cursor.next()) {
                rows.add(cursor.row());
            }
        }
        return rows;
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(Row::toString).toList();
    }

    /** What an output template prints for each event that it is not null for. */
    private static List<String> printed(TraceSource source, String template) {
        OutputTemplate<EventContext> output = OutputTemplate.compile(template, Installed.binding(), new ArrayList<>());
        List<String> lines = new ArrayList<>();
        new TraceReplay(source, ReplayOptions.DEFAULT).run(1, new ReplayListener() {
            @Override
            public boolean event(EventContext event) {
                lines.add(output.render(event).decoded());
                return true;
            }
        });
        return lines;
    }

    @Test
    void eventsHaveTypedCellsAndFieldsOnDemand() throws Exception {
        CountedSource source = source(BREAK_IN, 1);
        List<String> names = List.of("evt", "time", "type", "failed", "args", "proc.aname[2]", "fd.num", "evt.time");
        List<Row> rows = rows(tables(1, source), ScanRequest.of("events").withColumns(names));
        List<String> expected = printed(
                source, "%evt.num %evt.time.iso8601 %evt.type %evt.failed %evt.args %proc.aname[2] %fd.num %evt.time");
        List<String> actual = new ArrayList<>();
        for (Row row : rows) {
            String fields = "";
            for (int i = 2; i < names.size(); i++) {
                Text text = CellText.of(row, i);
                fields += " " + (text == null ? "<NA>" : text.decoded());
            }
            actual.add(row.longAt(0) + " " + TimeText.iso8601(row.longAt(1)) + fields);
        }
        assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(100);
        assertThat(rows).anyMatch(row -> row.isNull(6)).anyMatch(row -> !row.isNull(6) && row.longAt(6) > 2);
        assertThat(rows).anyMatch(row -> row.isNull(3)).anyMatch(row -> row.booleanAt(3));
    }

    @Test
    void conditionsOfOtherTablesAreOverTheirColumns() throws Exception {
        TraceTables tables = tables(1, source(BREAK_IN, 1));
        Moment at = Moment.parse("evt:200");
        List<Row> all = rows(tables, ScanRequest.of("descriptors").at(at));
        int pid = all.get(0).schema().indexOf("pid");
        int type = all.get(0).schema().indexOf("type");
        List<Row> expected = all.stream()
                .filter(row -> row.longAt(pid) == 1 && !Text.ofUtf8("file").equals(row.textAt(type)))
                .toList();
        ScanRequest request = ScanRequest.of("descriptors").at(at);
        assertThat(rows(tables, request.where("pid = 1 and not type in (file)")))
                .isEqualTo(expected)
                .isNotEmpty()
                .hasSizeLessThan(all.size());
        assertThat(rows(tables, request.where("tid exists"))).isEmpty();
        // a column that only the condition needs
        assertThat(texts(rows(
                        tables,
                        request.where("pid = 1 and fd = " + all.get(0).longAt(1))
                                .withColumns(List.of("type")))))
                .hasSize(1);
        assertThatThrownBy(() -> tables.scan(request.where("fd > 2 and nam = x")))
                .isInstanceOf(RequestException.class)
                .hasMessage("condition: column 12: table 'descriptors' has no column 'nam'; nearest: name");
        assertThatThrownBy(() -> tables.scan(ScanRequest.of("gaps").where("lost = many")))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("condition: column 8: ");
    }

    @Test
    void messagesAreThePacketsOfTheTrace() throws Exception {
        CountedSource source = source(BREAK_IN, 1);
        List<byte[]> packets = Traces.packets(SAMPLES.resolve(BREAK_IN + ".gvt"));
        List<Row> rows = rows(tables(1, source), ScanRequest.of("messages"));
        assertThat(rows).hasSameSizeAs(packets);
        for (int i = 0; i < packets.size(); i++) {
            ByteBuffer packet = ByteBuffer.wrap(packets.get(i)).order(ByteOrder.LITTLE_ENDIAN);
            Row row = rows.get(i);
            assertThat(row.longAt(0)).isEqualTo(i + 1);
            assertThat(row.longAt(2)).isEqualTo(packet.getShort(2));
            assertThat(row.longAt(3)).isEqualTo(packets.get(i).length);
            assertThat(row.longAt(4)).isEqualTo(packet.getInt(4));
        }
        assertThat(rows(tables(1, source), ScanRequest.of("messages").limit(2))).isEqualTo(rows.subList(0, 2));
        assertThat(rows(tables(1, source), ScanRequest.of("messages").where("size > 100")))
                .isEqualTo(rows.stream().filter(row -> row.longAt(3) > 100).toList());
    }

    @Test
    void columnsThatAreNotRequestedAreNotComputed() throws Exception {
        TraceTables tables = tables(1, source(BREAK_IN, 1));
        TallyTables.COSTLY.set(0);
        List<Row> cheap = rows(tables, ScanRequest.of("tally").withColumns(List.of("events", "type")));
        assertThat(TallyTables.COSTLY).hasValue(0);
        assertThat(cheap.get(0).schema().names()).containsExactly("events", "type");
        List<Row> all = rows(tables, ScanRequest.of("tally"));
        assertThat(TallyTables.COSTLY).hasValue(all.size());
        assertThat(all.get(0).doubleAt(2)).isEqualTo(all.get(0).longAt(1) / 2.0);
    }

    @Test
    void aLimitEndsTheReading() throws Exception {
        CountedSource source = source(BREAK_IN, 50);
        assertThat(rows(tables(1, source), ScanRequest.of("events").limit(3))).hasSize(3);
        assertThat(source.records).hasValueLessThan(30);
        source.records.set(0);
        assertThat(rows(tables(1, source), ScanRequest.of("events").limit(0))).isEmpty();
        assertThat(source.records).hasValueLessThan(30);
    }

    @Test
    void spansAndMomentsBoundWhatIsRead() throws Exception {
        TraceTables tables = tables(1, source(BREAK_IN, 1));
        ScanRequest events = ScanRequest.of("events").between(Moment.parse("evt:5"), Moment.parse("evt:9"));
        assertThat(rows(tables, events).stream().map(row -> row.longAt(0))).containsExactly(5L, 6L, 7L, 8L, 9L);
        List<Row> early = rows(tables, ScanRequest.of("processes").at(Moment.parse("evt:1")));
        List<Row> late = rows(tables, ScanRequest.of("processes").at(Moment.parse("evt:200")));
        assertThat(early).hasSizeLessThan(late.size());
        assertThat(rows(
                        tables,
                        ScanRequest.of("processes")
                                .at(Moment.parse("evt:200"))
                                .ofProcesses(Set.of(late.get(1).longAt(0)))))
                .containsExactly(late.get(1));
    }

    @Test
    void ownedRowsOutliveTheCursor() throws Exception {
        TraceTables tables = tables(1, source(BREAK_IN, 20));
        List<Row> kept = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        try (Cursor cursor = tables.scan(ScanRequest.of("events"))) {
            while (cursor.next()) {
                kept.add(cursor.row());
                texts.add(cursor.row().toString());
            }
            assertThatThrownBy(cursor::row).isInstanceOf(IllegalStateException.class);
        }
        assertThat(texts(kept)).isEqualTo(texts).hasSizeGreaterThan(2000);
    }

    @Test
    void oneReadingServesSeveralScans() throws Exception {
        CountedSource one = source(BREAK_IN, 1);
        CountedSource other = source("hide-hardened", 1);
        TraceTables tables = tables(2, one, other);
        List<ScanRequest> requests = List.of(
                ScanRequest.of("events").where("evt.type = openat"),
                ScanRequest.of("weird"),
                ScanRequest.of("events").limit(2),
                ScanRequest.of("tally"));
        List<List<Row>> together = new ArrayList<>();
        requests.forEach(request -> together.add(new ArrayList<>()));
        try (ScanPass pass = tables.scan(requests)) {
            while (pass.next()) {
                RowBatch batch = pass.batch();
                while (batch.next()) {
                    together.get(pass.scan()).add(Row.copyOf(batch));
                }
            }
            assertThat(pass.results()).hasSize(2);
        }
        assertThat(one.readings).hasValue(1);
        assertThat(other.readings).hasValue(1);
        for (int i = 0; i < requests.size(); i++) {
            assertThat(together.get(i)).isEqualTo(rows(tables, requests.get(i))).isNotEmpty();
        }
        assertThatThrownBy(() -> tables.scan(List.of(
                        ScanRequest.of("events"), ScanRequest.of("processes").at(Moment.parse("evt:3")))))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("different moments");
    }

    @Test
    void theOrderIsThatOfTheTracesForAnyNumberOfThreads() throws Exception {
        List<TraceSource> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(SAMPLES)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".gvt")).sorted().toList()) {
                CountedSource source = new CountedSource(TraceSources.open(file), 3);
                open.add(source);
                sources.add(source);
            }
        }
        TraceSource[] all = sources.toArray(new TraceSource[0]);
        for (String table : List.of("events", "weird", "tally")) {
            List<Row> serial = rows(tables(1, all), ScanRequest.of(table));
            assertThat(serial.stream().map(row -> row.longAt(0))).isSorted();
            assertThat(serial.get(serial.size() - 1).longAt(0)).isEqualTo(all.length);
            assertThat(rows(tables(4, all), ScanRequest.of(table))).isEqualTo(serial);
            assertThat(rows(tables(2, all), ScanRequest.of(table))).isEqualTo(serial);
        }
    }

    @Test
    void aReaderThatIsBehindHoldsTheReadingUp() throws Exception {
        CountedSource source = source(BREAK_IN, 400);
        int all;
        try (Cursor cursor = tables(1, source).scan(ScanRequest.of("events"))) {
            assertThat(cursor.next()).isTrue();
            all = count(cursor);
        }
        int whole = source.records.get();
        source.records.set(0);
        try (ScanCursor cursor = tables(1, source).scan(ScanRequest.of("events"))) {
            assertThat(cursor.next()).isTrue();
            awaitBlocked();
            int read = source.records.get();
            assertThat(read).isLessThan(whole / 2);
            assertThat(count(cursor)).isEqualTo(all);
        }
    }

    private static int count(Cursor cursor) {
        int count = 0;
        while (cursor.next()) {
            count++;
        }
        return count;
    }

    /** Returns when the thread that reads waits for room. */
    private static void awaitBlocked() throws InterruptedException {
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("scan-") && t.getState() == Thread.State.WAITING)) {
            Thread.sleep(1);
        }
    }

    @Test
    void closingEarlyEndsTheThreads() throws Exception {
        CountedSource one = source(BREAK_IN, 400);
        CountedSource other = source("pod-2026", 400);
        try (Cursor cursor = tables(2, one, other).scan(ScanRequest.of("events"))) {
            assertThat(cursor.next()).isTrue();
            awaitBlocked();
        }
        assertThat(scanThreads()).isEmpty();
        assertThat(one.closed).hasValue(one.readings.get());
        assertThat(other.closed).hasValue(other.readings.get());
    }

    @Test
    void cancellingFromOutsideEndsAScanThatFindsNothing() throws Exception {
        CountedSource source = source(BREAK_IN, Integer.MAX_VALUE);
        try (ScanCursor cursor = tables(1, source).scan(ScanRequest.of("events").where("evt.type = pivot_root"))) {
            Thread canceller = new Thread(() -> {
                while (source.records.get() < 10_000) {
                    Thread.onSpinWait();
                }
                cursor.cancel();
            });
            canceller.start();
            assertThat(cursor.next()).isFalse();
            canceller.join();
        }
    }

    @Test
    void failsAtTheUnreadablePlace() throws Exception {
        CountedSource good = source(BREAK_IN, 1);
        CountedSource bad = source("pod-2026", 1);
        List<Row> expected = rows(tables(1, good), ScanRequest.of("tally"));
        bad.close();
        List<Row> read = new ArrayList<>();
        try (Cursor cursor = tables(2, good, bad).scan(ScanRequest.of("tally"))) {
            assertThatThrownBy(() -> {
                        while (cursor.next()) {
                            read.add(cursor.row());
                        }
                    })
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(read).hasSameSizeAs(expected);
    }

    @Test
    void aDamagedTraceGivesTheRemainingRowsAndReportsMissingOnes(@TempDir Path folder) throws Exception {
        byte[] bytes = Files.readAllBytes(SAMPLES.resolve(BREAK_IN + ".gvt"));
        bytes[bytes.length / 2] ^= 0x55;
        Path file = Files.write(folder.resolve("damaged.gvt"), bytes);
        TraceSource damaged = TraceSources.open(file);
        open.add(damaged);
        List<Row> whole = rows(tables(1, source(BREAK_IN, 1)), ScanRequest.of("events"));
        List<Row> left = new ArrayList<>();
        try (ScanCursor cursor = tables(1, damaged).scan(ScanRequest.of("events"))) {
            while (cursor.next()) {
                left.add(cursor.row());
            }
            assertThat(cursor.results()).hasSize(1);
            assertThat(cursor.results().get(0).damage()).isNotEmpty();
        }
        assertThat(left).hasSizeLessThan(whole.size());
        assertThat(rows(tables(1, damaged), ScanRequest.of("gaps"))).isNotEmpty();
    }
}
