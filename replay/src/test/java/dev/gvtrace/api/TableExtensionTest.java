// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.api.extension.Event;
import dev.gvtrace.api.extension.RowSink;
import dev.gvtrace.api.extension.TableExtension;
import dev.gvtrace.api.extension.TraceReader;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tables of extensions: what they see, what rows may hold, and what becomes of their faults. */
class TableExtensionTest {
    private static final Path TRACE = Path.of("../samples/traces/workload-2026.gvt");
    private static final Column NUMBER = new Column("number", ColumnType.INT64, "A number.");

    /** A table that does the same with each event, and the rest at the end. */
    private record Scripted(TableSchema schema, BiConsumer<Event, RowSink> onEvent, Consumer<RowSink> atEnd)
            implements TableExtension {
        @Override
        public TraceReader start(RowSink rows) {
            return new TraceReader() {
                @Override
                public void event(Event event) {
                    onEvent.accept(event, rows);
                }

                @Override
                public void end() {
                    atEnd.accept(rows);
                }
            };
        }
    }

    private static TableSchema schema(Column... columns) {
        return new TableSchema("scripted", "A row.", List.of(columns));
    }

    private static Scripted onEvent(BiConsumer<Event, RowSink> action) {
        return new Scripted(schema(NUMBER), action, rows -> {});
    }

    private static Scripted atEnd(Consumer<RowSink> action, Column... columns) {
        return new Scripted(schema(columns), (event, rows) -> {}, action);
    }

    private static TableCatalog catalog(TableExtension extension) throws ProviderException {
        return TableCatalog.of(EventBinding.of(List.of()), List.of(new TableAdapter(extension)));
    }

    private static List<Row> scan(TableExtension extension, ScanRequest request) throws Exception {
        try (TraceSource source = TraceSources.open(TRACE);
                Rows rows = new Rows(
                        List.of(),
                        new TraceTables(List.of(source), catalog(extension), false).scan(request),
                        closed -> {})) {
            List<Row> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.copy());
            }
            return all;
        }
    }

    private static List<Row> scan(TableExtension extension) throws Exception {
        return scan(extension, ScanRequest.of("scripted"));
    }

    private static void fails(TableExtension extension, String place, String what) {
        assertThatThrownBy(() -> scan(extension))
                .isInstanceOfSatisfying(
                        GvtraceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_EXTENSION))
                .hasMessageStartingWith("extension " + extension.getClass().getName() + ": table 'scripted'" + place)
                .hasMessageEndingWith(what);
    }

    @Test
    void cellsOfAllTypesComeBack() throws Exception {
        Column[] columns = Arrays.stream(ColumnType.values())
                .map(type -> new Column("c_" + type, type, "A cell."))
                .toArray(Column[]::new);
        InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, 7});
        BigInteger great = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
        Text text = Text.ofBytes(new byte[] {'a', (byte) 0xff});
        List<Row> rows = scan(atEnd(
                sink -> {
                    sink.add(
                            true,
                            7,
                            great,
                            0.5,
                            "ü",
                            text,
                            Instant.ofEpochSecond(2, 3),
                            Duration.ofNanos(5),
                            address,
                            List.of(text, "b"));
                    sink.add(new Object[columns.length]);
                    sink.add(false, -7L, 7, Double.NaN, text, "x", 2L, 3L, address, List.of());
                },
                columns));
        Row first = rows.get(0);
        assertThat(first.booleanAt(0)).isTrue();
        assertThat(first.longAt(1)).isEqualTo(7);
        assertThat(first.longAt(2)).isEqualTo(-1);
        assertThat(first.doubleAt(3)).isEqualTo(0.5);
        assertThat(first.textAt(4)).isEqualTo(Text.ofUtf8("ü"));
        assertThat(first.textAt(5)).isEqualTo(text);
        assertThat(first.longAt(6)).isEqualTo(2_000_000_003L);
        assertThat(first.longAt(7)).isEqualTo(5);
        assertThat(first.addressAt(8)).isEqualTo(address);
        assertThat(first.textsAt(9)).containsExactly(text, Text.ofUtf8("b"));
        for (int i = 0; i < columns.length; i++) {
            assertThat(rows.get(1).isNull(i)).as(columns[i].name()).isTrue();
        }
        assertThat(rows.get(2).isNull(3)).isTrue();
        assertThat(rows.get(2).textsAt(9)).isEmpty();
    }

    @Test
    void conditionsColumnsSpansAndLimitsArePushedDown() throws Exception {
        Scripted numbers = onEvent((event, rows) -> rows.add(event.number()));
        List<Row> found =
                scan(numbers, ScanRequest.of("scripted").where("number > 10").limit(2));
        assertThat(found).extracting(row -> row.longAt(0)).containsExactly(11L, 12L);
        assertThatThrownBy(() -> scan(numbers, ScanRequest.of("scripted").withColumns(List.of("numbr"))))
                .hasMessageContaining("nearest: number");
    }

    @Test
    void aCellThatDoesNotFitIsAnErrorWithItsColumn() {
        fails(
                atEnd(rows -> rows.add("7"), NUMBER),
                " at the end of the trace: ",
                "column 'number': expected an Integer or Long for INT64, found java.lang.String");
        fails(
                atEnd(rows -> rows.add(BigInteger.TEN.negate()), new Column("u", ColumnType.UINT64, "A number.")),
                " at the end of the trace: ",
                "column 'u': expected an Integer, Long or BigInteger of at most 64 bits for UINT64,"
                        + " found java.math.BigInteger -10");
        fails(
                atEnd(rows -> rows.add(Instant.MAX), new Column("t", ColumnType.TIME, "A time.")),
                " at the end of the trace: ",
                "found java.time.Instant " + Instant.MAX);
        fails(
                atEnd(rows -> rows.add(Arrays.asList("a", null)), new Column("l", ColumnType.TEXT_LIST, "A list.")),
                " at the end of the trace: ",
                "expected a List of Text or String for TEXT_LIST," + " found java.util.Arrays$ArrayList with null");
        fails(atEnd(rows -> rows.add(1, 2), NUMBER), " at the end of the trace: ", "a row has 2 cells, expected 1");
    }

    @Test
    void anExceptionIsAnErrorWithItsPlace() {
        fails(
                onEvent((event, rows) -> {
                    if (event.number() == 3) {
                        throw new IllegalStateException("boom");
                    }
                }),
                " at event 3: ",
                "java.lang.IllegalStateException: boom");
        fails(
                atEnd(
                        rows -> {
                            throw new AssertionError("no end");
                        },
                        NUMBER),
                " at the end of the trace: ",
                "java.lang.AssertionError: no end");
    }

    @Test
    void aTableThatDoesNotStartIsAnError() {
        fails(new Unstartable(rows -> null), ": ", "expected a value, found null");
        fails(
                new Unstartable(rows -> {
                    throw new UnsupportedOperationException("not today");
                }),
                ": ",
                "java.lang.UnsupportedOperationException: not today");
    }

    private interface Starting {
        @Nullable
        TraceReader start(RowSink rows);
    }

    private record Unstartable(Starting starting) implements TableExtension {
        @Override
        public TableSchema schema() {
            return TableExtensionTest.schema(NUMBER);
        }

        @Override
        @SuppressWarnings("NullAway") // what is tested
        public TraceReader start(RowSink rows) {
            return starting.start(rows);
        }
    }

    @Test
    void anInvalidSchemaIsRefusedWithTheExtension() {
        Scripted blank = atEnd(rows -> {}, new Column("a b", ColumnType.TEXT, "A cell."));
        Scripted twice = atEnd(rows -> {}, NUMBER, NUMBER);
        for (Scripted wrong : List.of(blank, twice)) {
            assertThatThrownBy(() -> catalog(wrong))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining(Scripted.class.getName());
        }
        assertThatThrownBy(() -> catalog(new Scripted(
                        new TableSchema("gaps", "A row.", List.of(NUMBER)), (event, rows) -> {}, rows -> {})))
                .hasMessageContaining("'gaps'")
                .hasMessageContaining(Scripted.class.getName());
    }

    @Test
    void anEventCannotBeReadWhenItIsOver() throws Exception {
        AtomicReference<Event> kept = new AtomicReference<>();
        scan(onEvent((event, rows) -> kept.set(event)));
        assertThatThrownBy(() -> kept.get().number())
                .isInstanceOfSatisfying(
                        GvtraceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        assertThatThrownBy(() -> kept.get().text("proc.name")).hasMessageContaining("the event is over");
    }

    @Test
    void fieldsOfAnEventAreThoseOfTheTableOfEvents() throws Exception {
        List<String> names = List.of(
                "evt.num",
                "evt.type",
                "proc.name",
                "proc.pid",
                "fd.name",
                "fd.sip",
                "fd.sport",
                "evt.failed",
                "proc.aname[1]",
                "evt.rawtime",
                "proc.args",
                "evt.arg.flags",
                "gvisor.cmdline");
        List<List<@Nullable Object>> seen = new ArrayList<>();
        scan(onEvent((event, rows) -> seen.add(names.stream().map(event::value).toList())));
        List<List<@Nullable Object>> expected = new ArrayList<>();
        try (Trace trace = Trace.open(TRACE);
                Rows rows = trace.scan(TableQuery.of("events").columns(names.toArray(String[]::new)))) {
            while (rows.next()) {
                List<@Nullable Object> cells = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    cells.add(cell(rows, i));
                }
                expected.add(cells);
            }
        }
        assertThat(seen).hasSizeGreaterThan(50).isEqualTo(expected);
    }

    private static @Nullable Object cell(Row row, int column) {
        if (row.isNull(column)) {
            return null;
        }
        return switch (row.schema().columns().get(column).type()) {
            case BOOL -> row.booleanAt(column);
            case INT64, UINT64, TIME, DURATION -> row.longAt(column);
            case DOUBLE -> row.doubleAt(column);
            case TEXT, BYTES -> row.textAt(column);
            case ADDRESS -> row.addressAt(column);
            case TEXT_LIST -> row.textsAt(column);
        };
    }

    @Test
    void typedReadsAndTheRestOfAnEvent() throws Exception {
        List<Row> threads = scan(onEvent((event, sink) -> sink.add(event.threadId())));
        List<Long> tids = new ArrayList<>();
        try (Trace trace = Trace.open(TRACE);
                Rows rows = trace.scan(TableQuery.of("events").columns("tid"))) {
            while (rows.next()) {
                tids.add(rows.longAt(0));
            }
        }
        assertThat(threads).extracting(row -> row.longAt(0)).isEqualTo(tids);
        List<Row> rows = scan(new Scripted(
                schema(NUMBER, new Column("same", ColumnType.BOOL, "True if all are the same.")),
                (event, sink) -> sink.add(
                        event.number("proc.pid", -1),
                        event.pid() == event.number("proc.pid", 0)
                                && event.timeNs() == event.number("evt.rawtime", 0)
                                && Text.ofUtf8(event.type()).equals(event.text("evt.type"))),
                sink -> {}));
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.booleanAt(1)).isTrue());
    }

    @Test
    void aFieldThatCannotBeReadIsAnErrorWithTheReason() {
        fails(
                onEvent((event, rows) -> event.value("proc.nmae")),
                " at event 1: ",
                "nonexistent field proc.nmae; nearest: proc.name");
        fails(
                onEvent((event, rows) -> event.value("evt.deltatime")),
                " at event 1: ",
                "field 'evt.deltatime' depends on the events before: expected one that depends on the event");
        fails(
                onEvent((event, rows) -> event.text("proc.pid")),
                " at event 1: ",
                "field 'proc.pid' is INT64, expected a text");
        fails(
                onEvent((event, rows) -> event.number("proc.name", 0)),
                " at event 1: ",
                "field 'proc.name' is CHARBUF, expected a number");
    }
}
