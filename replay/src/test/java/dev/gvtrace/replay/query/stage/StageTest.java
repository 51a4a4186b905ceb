// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StageTest {
    private static final long SECOND = 1_000_000_000L;
    private static final TableSchema CALLS = TableSchema.listing(
            Column.of("time", ColumnType.TIME),
            Column.text("name"),
            Column.of("bytes", ColumnType.INT64),
            Column.of("mask", ColumnType.UINT64),
            Column.of("load", ColumnType.DOUBLE),
            Column.of("failed", ColumnType.BOOL),
            Column.of("address", ColumnType.ADDRESS),
            Column.of("tags", ColumnType.TEXT_LIST));

    private static final List<Row> ROWS = List.of(
            call(1, "sh", 10L, 1L, 0.5, false, new byte[] {10, 0, 0, 2}, List.of("b")),
            call(1, "curl", 700L, -1L, 1.5, true, new byte[] {10, 0, 0, 1}, List.of("a", "b")),
            call(3, "sh", null, 2L, null, false, null, null),
            call(3, "cat", -5L, null, 4.0, null, new byte[] {10, 0, 0, 2}, List.of("a")));

    private static Row call(long seconds, @Nullable Object... values) {
        List<@Nullable Object> all = new ArrayList<>();
        all.add(seconds * SECOND + seconds);
        all.addAll(Arrays.asList(values));
        return Row.of(CALLS, all);
    }

    private final List<String> notes = new ArrayList<>();

    private List<String> answer(String stage) throws RequestException {
        return answer(stage, CALLS, ROWS);
    }

    private List<String> answer(String stage, TableSchema schema, List<Row> rows) throws RequestException {
        List<String> answer = new ArrayList<>();
        try (Cursor given = new RowsCursor(schema, new Nothing(schema), rows::iterator);
                Cursor cursor = StageParser.parse(List.of(stage.split(" ")))
                        .over(schema)
                        .rows(given, notes::add)) {
            while (cursor.next()) {
                answer.add(IntStream.range(0, cursor.schema().columns().size())
                        .mapToObj(i -> String.valueOf(CellText.of(cursor, i)))
                        .collect(Collectors.joining(" ")));
            }
        }
        return answer;
    }

    /** Closes nothing. */
    private static final class Nothing extends DerivedCursor {
        Nothing(TableSchema schema) {
            super(schema);
        }

        @Override
        public boolean next() {
            return false;
        }

        @Override
        protected Cells origin() {
            throw new IllegalStateException("no current row");
        }

        @Override
        public void close() {}
    }

    @Test
    void countsGroupsLargestFirstThenByTheirValues() throws RequestException {
        assertThat(answer("count by name")).containsExactly("sh 2", "cat 1", "curl 1");
        assertThat(answer("count by failed,name")).containsExactly("false sh 2", "true curl 1", "null cat 1");
        assertThat(answer("count by address")).containsExactly("10.0.0.2 2", "10.0.0.1 1", "null 1");
        assertThat(answer("count by tags")).containsExactly("a 1", "a b 1", "b 1", "null 1");
    }

    @Test
    void countsAllRowsAsOneGroupAlsoWithoutARow() throws RequestException {
        assertThat(answer("count")).containsExactly("4");
        assertThat(answer("count", CALLS, List.of())).containsExactly("0");
        assertThat(answer("count by name", CALLS, List.of())).isEmpty();
        assertThat(answer("sum bytes", CALLS, List.of())).containsExactly("null");
    }

    @Test
    void addsNumbersOfEachTypeAndLeavesOutMissingOnes() throws RequestException {
        assertThat(answer("sum bytes")).containsExactly("705");
        assertThat(answer("sum bytes by name")).containsExactly("curl 700", "sh 10", "cat -5");
        assertThat(answer("sum load")).containsExactly("6.0");
        assertThat(answer("avg bytes")).containsExactly("235.0");
        assertThat(answer("avg load by name")).containsExactly("cat 4.0", "curl 1.5", "sh 0.5");
        assertThat(answer("avg mask by name")).containsExactly("curl 1.8446744073709552E19", "sh 1.5", "cat null");
    }

    @Test
    void aSumThatDoesNotFitHasNoValue() throws RequestException {
        TableSchema one = TableSchema.listing(Column.of("n", ColumnType.INT64), Column.of("u", ColumnType.UINT64));
        Row most = Row.of(one, List.of(Long.MAX_VALUE, -1L));
        Row unit = Row.of(one, List.of(1L, 1L));
        assertThat(answer("sum n", one, List.of(most, unit))).containsExactly("null");
        assertThat(answer("sum u", one, List.of(most, unit))).containsExactly("null");
        assertThat(answer("sum u", one, List.of(most))).containsExactly("18446744073709551615");
        assertThat(answer("avg n", one, List.of(most, most))).containsExactly("9.223372036854776E18");
    }

    @Test
    void findsExtremesOfWhateverHasAnOrder() throws RequestException {
        assertThat(answer("max bytes")).containsExactly("700");
        assertThat(answer("min bytes by name")).containsExactly("cat -5", "sh 10", "curl 700");
        assertThat(answer("max mask")).containsExactly("18446744073709551615");
        assertThat(answer("min name")).containsExactly("cat");
        assertThat(answer("max address")).containsExactly("10.0.0.2");
        assertThat(answer("min time")).containsExactly("1970-01-01T00:00:01.000000001Z");
    }

    @Test
    void sortsWithMissingValuesLastInBothDirections() throws RequestException {
        assertThat(answer("sort bytes"))
                .extracting(line -> line.split(" ")[1])
                .containsExactly("cat", "sh", "curl", "sh");
        assertThat(answer("sort bytes:desc"))
                .extracting(line -> line.split(" ")[1])
                .containsExactly("curl", "sh", "cat", "sh");
        assertThat(answer("sort name:desc,bytes:desc"))
                .extracting(line -> line.split(" ")[2])
                .containsExactly("10", "null", "700", "-5");
    }

    @Test
    void topIsTheGreatestOfANumber() throws RequestException {
        assertThat(answer("top 1 by bytes")).singleElement().asString().contains(" curl 700 ");
        assertThat(answer("top 2")).extracting(line -> line.split(" ")[1]).containsExactly("cat", "curl");
        assertThatThrownBy(() -> answer("top", TableSchema.listing(Column.text("name")), List.of()))
                .hasMessageContaining("expected top N by one of name");
    }

    @Test
    void aTimelineCountsSpansOldestFirst() throws RequestException {
        assertThat(answer("timeline"))
                .containsExactly("1970-01-01T00:00:01.000000000Z 2", "1970-01-01T00:00:03.000000000Z 2");
        assertThat(answer("timeline every 1m by name"))
                .containsExactly(
                        "1970-01-01T00:00:00.000000000Z cat 1",
                        "1970-01-01T00:00:00.000000000Z curl 1",
                        "1970-01-01T00:00:00.000000000Z sh 2");
        assertThatThrownBy(() -> answer("timeline", TableSchema.listing(Column.text("name")), List.of()))
                .hasMessageContaining("no time");
    }

    @Test
    void choosesColumnsRowsAndCombinations() throws RequestException {
        assertThat(answer("fields bytes, name")).containsExactly("10 sh", "700 curl", "null sh", "-5 cat");
        assertThat(answer("distinct name")).containsExactly("cat", "curl", "sh");
        assertThat(answer("limit 1")).singleElement().asString().contains(" sh 10 ");
        assertThat(answer("where bytes > 5 and name != sh"))
                .singleElement()
                .asString()
                .contains(" curl ");
        assertThat(answer("where failed = true")).hasSize(1);
        assertThat(answer("where tags intersects (a)")).hasSize(2);
        assertThat(answer("where not bytes exists")).hasSize(1);
    }

    @Test
    void errorsNameTheStageWhatWasFoundAndWhatWasExpected() {
        for (Map.Entry<String, String> wrong : new TreeMap<>(Map.ofEntries(
                        Map.entry("cuont", "unknown stage 'cuont'; nearest: count"),
                        Map.entry("count of", "count: unexpected 'of': expected by and columns"),
                        Map.entry("count by nme", "unknown column 'nme'; nearest: name"),
                        Map.entry("count by name,name", "count: column 'name' is named twice"),
                        Map.entry("count by name,", "a column is missing"),
                        Map.entry("sum", "sum: the column to measure is missing"),
                        Map.entry("sum name", "invalid column 'name' of type text: expected a column of numbers"),
                        Map.entry("sum bytes by bytes", "a column is named twice: bytes, bytes"),
                        Map.entry("limit", "limit: expected a number of rows"),
                        Map.entry("limit -1", "invalid number of rows '-1': expected a positive number"),
                        Map.entry("top x", "invalid number of rows 'x'"),
                        Map.entry("timeline every", "the length of a span is missing"),
                        Map.entry("timeline every 0s", "invalid span '0s'"),
                        Map.entry("timeline every day", "invalid length of time 'day'"),
                        Map.entry("where bytes >", "condition: column")))
                .entrySet()) {
            assertThatThrownBy(() -> answer(wrong.getKey()))
                    .as(wrong.getKey())
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining(wrong.getValue());
        }
    }

    @Test
    void rowsBeyondTheMemoryLimitAreNoted() throws RequestException {
        TableSchema texts = TableSchema.listing(Column.text("text"));
        String large = "x".repeat(200_000);
        List<Row> rows = IntStream.range(0, 500)
                .mapToObj(i -> Row.of(texts, List.of(large + (999 - i))))
                .toList();
        List<String> sorted = answer("sort text", texts, rows);
        assertThat(sorted.get(0)).endsWith("x500");
        assertThat(sorted).hasSizeBetween(100, 400).isSorted();
        assertThat(notes).singleElement().asString().contains((500 - sorted.size()) + " rows behind them are left out");
        notes.clear();
        List<String> groups = answer("distinct text", texts, rows);
        assertThat(groups).hasSizeBetween(100, 400);
        assertThat(notes).singleElement().asString().contains((500 - groups.size()) + " rows of other groups");
    }

    @Property(tries = 200)
    void agreesWithCountingAndSortingByHand(@ForAll List<@IntRange(max = 9) Integer> keys, @ForAll List<Long> values)
            throws RequestException {
        TableSchema schema = TableSchema.listing(Column.of("k", ColumnType.INT64), Column.of("v", ColumnType.INT64));
        int size = Math.min(keys.size(), values.size());
        List<Row> rows = new ArrayList<>();
        Map<Integer, BigInteger> sums = new TreeMap<>();
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            rows.add(Row.of(schema, List.of(keys.get(i), values.get(i))));
            sums.merge(keys.get(i), BigInteger.valueOf(values.get(i)), BigInteger::add);
            counts.merge(keys.get(i), 1, Integer::sum);
        }
        List<String> expected = new ArrayList<>();
        sums.forEach((key, sum) -> expected.add(key + " " + (sum.bitLength() < Long.SIZE ? sum : "null")));
        assertThat(answer("sum v by k", schema, rows)).containsExactlyInAnyOrderElementsOf(expected);
        expected.clear();
        counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> expected.add(entry.getKey() + " " + entry.getValue()));
        assertThat(answer("count by k", schema, rows)).containsExactlyElementsOf(expected);
        List<String> sorted = rows.stream()
                .sorted(Comparator.comparing((Row row) -> -row.longAt(0)).thenComparing(row -> row.longAt(1)))
                .map(row -> row.longAt(0) + " " + row.longAt(1))
                .toList();
        assertThat(answer("sort k:desc,v", schema, rows)).isEqualTo(sorted);
    }
}
