// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A derived table that was asked for is asked again without a reading, with the same answer. */
class KeptTablesTest {
    private static final TableCatalog TABLES = Installed.tables();
    /** Of a request that is answered by the table itself: rows that are limited are not kept. */
    private static final long ALMOST_ALL = Long.MAX_VALUE - 1;

    static Stream<Arguments> derivedTables() {
        return Stream.of("web-break-in", "pod-2026")
                .flatMap(sample -> TABLES.all().stream()
                        .filter(Table::isDerived)
                        .map(table -> table.schema().name())
                        .filter(name -> !name.equals("alerts"))
                        .map(name -> Arguments.of(sample, name)));
    }

    private static TraceSource open(String sample) throws IOException {
        return TraceSources.open(Path.of("../samples/traces", sample + ".gvt"));
    }

    /** The source, which counts its readings. */
    private static TraceSource counted(TraceSource source, AtomicInteger readings) {
        return new TraceSource() {
            @Override
            public dev.gvtrace.trace.Opening opening() {
                return source.opening();
            }

            @Override
            public dev.gvtrace.trace.TraceSummary summary() {
                return source.summary();
            }

            @Override
            public RecordCursor records(Selection selection) {
                readings.incrementAndGet();
                return source.records(selection);
            }

            @Override
            public void close() throws IOException {
                source.close();
            }
        };
    }

    private static List<String> answer(TraceTables tables, ScanRequest request) throws RequestException {
        List<String> lines = new ArrayList<>();
        try (ScanCursor cursor = tables.scan(request)) {
            while (cursor.next()) {
                lines.add(text(cursor.row()));
            }
            lines.addAll(cursor.notes());
            lines.add(cursor.results().toString());
        }
        return lines;
    }

    private static String text(Row row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.schema().columns().size(); i++) {
            text.append(row.schema().columns().get(i).name())
                    .append('=')
                    .append(value(row, i))
                    .append(' ');
        }
        return text.toString();
    }

    private static Object value(Row row, int column) {
        if (row.isNull(column)) {
            return "none";
        }
        return switch (row.schema().columns().get(column).type()) {
            case BOOL -> row.booleanAt(column);
            case DOUBLE -> row.doubleAt(column);
            case TEXT, BYTES -> String.valueOf(row.textAt(column));
            case ADDRESS -> java.util.Arrays.toString(row.addressAt(column));
            case TEXT_LIST -> String.valueOf(row.textsAt(column));
            default -> row.longAt(column);
        };
    }

    private static List<ScanRequest> requests(TraceTables tables, String name) throws RequestException {
        List<ScanRequest> requests = new ArrayList<>();
        ScanRequest all = ScanRequest.of(name);
        List<Column> columns = TABLES.find(name).schema().columns();
        requests.add(all);
        requests.add(
                all.withColumns(List.of(columns.get(2).name(), columns.get(0).name())));
        if (name.equals("processes")) {
            requests.add(all.ofProcesses(Set.of(1L, 7L, 4711L)));
        }
        try (ScanCursor cursor = tables.scan(all.limit(5))) {
            while (cursor.next()) {
                Row row = cursor.row();
                for (Column each : columns) {
                    String column = each.name();
                    int i = row.schema().indexOf(column);
                    requests.add(all.where("not " + column + " exists"));
                    boolean plain = each.type() != ColumnType.TEXT_LIST
                            && each.type() != ColumnType.ADDRESS
                            && value(row, i).toString().matches("[ -~&&[^'\"\\\\]]+");
                    if (plain && !row.isNull(i)) {
                        boolean quoted = each.type() == ColumnType.TEXT;
                        String value = quoted
                                ? "'" + value(row, i) + "'"
                                : value(row, i).toString();
                        requests.add(all.where(column + " = " + value));
                        requests.add(all.where("not " + column + " in (" + value + ")"));
                    }
                }
            }
        }
        return requests.stream().distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("derivedTables")
    void theAnswersAreThoseOfTheTableItself(String sample, String name) throws IOException, RequestException {
        try (TraceSource source = open(sample)) {
            AtomicInteger readings = new AtomicInteger();
            TraceTables tables =
                    new TraceTables(List.of(counted(source, readings), counted(source, readings)), TABLES, false, 2);
            List<ScanRequest> requests = requests(tables, name);
            assertThat(requests).hasSizeGreaterThanOrEqualTo(2);
            List<List<String>> expected = new ArrayList<>();
            for (ScanRequest request : requests) {
                expected.add(answer(tables, request.limit(ALMOST_ALL)));
            }
            readings.set(0);
            for (int i = 0; i < requests.size(); i++) {
                assertThat(answer(tables, requests.get(i)))
                        .as(requests.get(i).toString())
                        .isEqualTo(expected.get(i));
            }
            assertThat(readings).hasValue(2);
        }
    }

    @Test
    void anAnswerThatWasCancelledIsNotKept() throws IOException, RequestException {
        try (TraceSource source = open("web-break-in")) {
            AtomicInteger readings = new AtomicInteger();
            TraceTables tables = new TraceTables(List.of(counted(source, readings)), TABLES, false, 1);
            try (ScanCursor cursor = tables.scan(ScanRequest.of("executions"))) {
                cursor.next();
                cursor.cancel();
            }
            int before = readings.get();
            List<String> all = answer(tables, ScanRequest.of("executions"));
            assertThat(readings).hasValueGreaterThanOrEqualTo(before);
            assertThat(all)
                    .isEqualTo(answer(tables, ScanRequest.of("executions").limit(ALMOST_ALL)));
        }
    }
}
