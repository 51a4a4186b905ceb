// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is pushed down into a table gives the rows that would be left of all its rows. */
class TablePushDownTest {
    private static final TableCatalog TABLES = Installed.tables();
    private static final Path SAMPLES = Path.of("../samples/traces");
    /** Most values of a column that conditions are made of. */
    private static final int VALUES = 3;

    private static final Map<String, TraceSource> OPEN = new LinkedHashMap<>();

    @BeforeAll
    static void open() throws IOException {
        for (String sample : List.of("web-break-in", "pod-2026", "hide-hardened")) {
            OPEN.put(sample, TraceSources.open(SAMPLES.resolve(sample + ".gvt")));
        }
    }

    @AfterAll
    static void close() throws IOException {
        for (TraceSource source : OPEN.values()) {
            source.close();
        }
    }

    static Stream<Arguments> tablesOfSamples() {
        return Stream.of("web-break-in", "pod-2026", "hide-hardened")
                .flatMap(sample -> Stream.of(
                                "processes", "descriptors", "sockets", "environment", "gaps", "weird", "messages")
                        .map(table -> Arguments.of(sample, table)));
    }

    private static List<Row> rows(String sample, ScanRequest request) throws RequestException {
        TraceTables tables = new TraceTables(List.of(Objects.requireNonNull(OPEN.get(sample))), TABLES, false, 1);
        List<Row> rows = new ArrayList<>();
        try (Cursor cursor = tables.scan(request)) {
            while (cursor.next()) {
                rows.add(cursor.row());
            }
        }
        return rows;
    }

    private static List<Row> kept(List<Row> rows, Predicate<Row> wanted) {
        return rows.stream().filter(wanted).toList();
    }

    /** The values of these columns of a row, each with its column's name. */
    private static List<String> cells(Row row, List<String> columns) {
        return columns.stream()
                .map(name -> name + "=" + value(row, row.schema().indexOf(name)))
                .toList();
    }

    private static Object value(Row row, int column) {
        if (row.isNull(column)) {
            return "none";
        }
        return switch (row.schema().columns().get(column).type()) {
            case BOOL -> row.booleanAt(column);
            case TEXT, BYTES -> String.valueOf(row.textAt(column));
            default -> row.longAt(column);
        };
    }

    /** Conditions about one column, each with what it means. */
    private static Map<String, Predicate<Row>> conditions(Column column, int index, List<Row> rows) {
        Map<String, Predicate<Row>> conditions = new LinkedHashMap<>();
        String name = column.name();
        conditions.put(name + " exists", row -> !row.isNull(index));
        conditions.put("not " + name + " exists", row -> row.isNull(index));
        rows.stream()
                .filter(row -> !row.isNull(index))
                .map(row -> value(row, index))
                .distinct()
                .filter(value -> value.toString().matches("[ -~&&[^'\"\\\\]]+"))
                .limit(VALUES)
                .forEach(value -> {
                    String quoted = value instanceof String ? "'" + value + "'" : value.toString();
                    conditions.put(
                            name + " = " + quoted, row -> value(row, index).equals(value));
                    conditions.put(
                            "not " + name + " in (" + quoted + ", 4711)",
                            row -> row.isNull(index) || !Set.of(value).contains(value(row, index)));
                    if (value instanceof Long number) {
                        conditions.put(name + " > " + quoted, row -> !row.isNull(index) && row.longAt(index) > number);
                    } else if (value instanceof String text) {
                        String part = text.substring(text.length() / 2);
                        conditions.put(
                                name + " contains '" + part + "'",
                                row -> !row.isNull(index)
                                        && value(row, index).toString().contains(part));
                    }
                });
        if (column.type() == ColumnType.BOOL) {
            conditions.keySet().removeIf(condition -> condition.contains(" in "));
        }
        return conditions;
    }

    @ParameterizedTest
    @MethodSource("tablesOfSamples")
    void aConditionLeavesTheRowsThatFulfilIt(String sample, String table) throws Exception {
        List<Row> all = rows(sample, ScanRequest.of(table));
        if (all.isEmpty()) {
            return;
        }
        List<Column> columns = all.get(0).schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            for (Map.Entry<String, Predicate<Row>> each :
                    conditions(columns.get(i), i, all).entrySet()) {
                assertThat(rows(sample, ScanRequest.of(table).where(each.getKey())))
                        .as(each.getKey())
                        .isEqualTo(kept(all, each.getValue()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tablesOfSamples")
    void columnsComeInTheRequestedOrder(String sample, String table) throws Exception {
        List<Row> all = rows(sample, ScanRequest.of(table));
        List<String> names = new ArrayList<>(
                Objects.requireNonNull(TABLES.find(table)).schema().names());
        Collections.reverse(names);
        for (List<String> wanted : List.of(names, names.subList(0, 1), List.of(names.get(1), names.get(0)))) {
            List<Row> found = rows(sample, ScanRequest.of(table).withColumns(wanted));
            assertThat(found).hasSameSizeAs(all);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).schema().names()).isEqualTo(wanted);
                assertThat(cells(found.get(i), wanted)).isEqualTo(cells(all.get(i), wanted));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tablesOfSamples")
    void aLimitLeavesTheFirstRows(String sample, String table) throws Exception {
        List<Row> all = rows(sample, ScanRequest.of(table));
        for (int most : List.of(0, 1, all.size() / 2, all.size(), all.size() + 1)) {
            assertThat(rows(sample, ScanRequest.of(table).limit(most)))
                    .isEqualTo(all.subList(0, Math.min(most, all.size())));
        }
    }

    /** The condition comes first, then the limit; the condition's column need not be among those that are returned. */
    @ParameterizedTest
    @ValueSource(strings = {"web-break-in", "pod-2026"})
    void allPushDownsTogether(String sample) throws Exception {
        ScanRequest request = ScanRequest.of("descriptors").at(Moment.parse("evt:40"));
        List<Row> descriptors = rows(sample, request);
        int pid = descriptors.get(0).schema().indexOf("pid");
        long last = descriptors.get(descriptors.size() - 1).longAt(pid);
        List<String> expected = kept(descriptors, row -> row.longAt(pid) == last).stream()
                .limit(2)
                .map(row -> cells(row, List.of("name", "fd")).toString())
                .toList();
        List<Row> found = rows(
                sample,
                request.where("pid = " + last)
                        .withColumns(List.of("name", "fd"))
                        .limit(2));
        assertThat(found.stream().map(row -> cells(row, List.of("name", "fd")).toString()))
                .isEqualTo(expected)
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"processes", "descriptors", "sockets", "environment"})
    void requestedProcessesHaveTheirRowsAtTheMoment(String table) throws Exception {
        ScanRequest request = ScanRequest.of(table).at(Moment.parse("evt:200"));
        List<Row> all = rows("web-break-in", request);
        int pid = all.get(0).schema().indexOf("pid");
        Set<Long> wanted = Set.of(all.get(all.size() - 1).longAt(pid), 1_000_000L);
        assertThat(rows("web-break-in", request.ofProcesses(wanted)))
                .isEqualTo(kept(all, row -> wanted.contains(row.longAt(pid))))
                .isNotEmpty();
        assertThat(rows("web-break-in", request.ofProcesses(Set.of(1_000_000L))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evt.num <= 40", "proc.name = sh", "evt.type in (openat, connect) and evt.failed = false"})
    void eventsBetweenTwoMomentsAreThoseOfAllThatLieBetweenThem(String condition) throws Exception {
        ScanRequest request = ScanRequest.of("events").where(condition);
        List<Row> all = rows("web-break-in", request);
        int evt = all.get(0).schema().indexOf("evt");
        int time = all.get(0).schema().indexOf("time");
        long fromEvent = all.get(all.size() / 3).longAt(evt);
        long toEvent = all.get(all.size() / 3 * 2).longAt(evt);
        assertThat(rows(
                        "web-break-in",
                        request.between(Moment.parse("evt:" + fromEvent), Moment.parse("evt:" + toEvent))))
                .isEqualTo(kept(all, row -> row.longAt(evt) >= fromEvent && row.longAt(evt) <= toEvent));
        long fromNs = all.get(all.size() / 3).longAt(time);
        assertThat(rows("web-break-in", request.between(new Moment(Moment.Kind.ABSOLUTE, fromNs), null)))
                .isEqualTo(kept(all, row -> row.longAt(time) >= fromNs));
    }
}
