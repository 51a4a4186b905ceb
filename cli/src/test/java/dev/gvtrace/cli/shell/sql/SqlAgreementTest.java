// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random questions over recordings have the same answers in SQL and in the language. */
class SqlAgreementTest {
    private static final List<String> TABLES = List.of(
            "events", "processes", "executions", "files", "connections", "identities", "containers", "messages");

    /** Fields of events beside its own columns. */
    private static final List<String> FIELDS = List.of(
            "proc.name",
            "proc.pname",
            "proc.pid",
            "proc.cmdline",
            "proc.aname[2]",
            "fd.name",
            "fd.num",
            "fd.type",
            "fd.directory",
            "fd.sport",
            "user.uid",
            "evt.category",
            "evt.rawres",
            "evt.is_open_write",
            "evt.arg.flags",
            "container.id");

    private static final List<SampleTables> SAMPLES = new ArrayList<>();
    /** By sample and column, values that occur and that the language can write without an escape. */
    private static final Map<String, List<String>> VALUES = new HashMap<>();

    private static int answers;
    private static int answersWithRows;

    @BeforeContainer
    static void open() throws Exception {
        SAMPLES.add(new SampleTables("web-break-in"));
        SAMPLES.add(new SampleTables("workload-2026"));
        SAMPLES.add(new SampleTables("pod-2022", "raw-2026", "hide-hardened"));
    }

    @AfterContainer
    static void close() throws Exception {
        for (SampleTables sample : SAMPLES) {
            sample.close();
        }
        assertThat(answersWithRows)
                .as("answers with several rows among " + answers)
                .isGreaterThan(answers / 4);
    }

    /** The same question twice. */
    private record Asked(String sql, String language) {}

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs();
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void answersAreTheSame(@ForAll("seeds") long seed) throws RequestException {
        Random random = new Random(seed);
        int sample = random.nextInt(SAMPLES.size());
        Asked asked = new Questions(random, sample).next();
        List<List<String>> sql;
        List<List<String>> language;
        try {
            sql = rounded(SAMPLES.get(sample).sql(asked.sql()));
            language = rounded(SAMPLES.get(sample).language(asked.language()));
        } catch (RequestException e) {
            throw new IllegalStateException(asked.sql() + "\n" + asked.language(), e);
        }
        answers++;
        answersWithRows += sql.size() > 1 ? 1 : 0;
        assertThat(sql).as(asked.sql() + "\n" + asked.language()).isEqualTo(language);
    }

    /** Means are computed in another order. */
    private static List<List<String>> rounded(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream()
                        .map(cell -> cell.matches("-?\\d+\\.\\d+(E-?\\d+)?")
                                ? new BigDecimal(cell)
                                        .round(new MathContext(12))
                                        .toString()
                                : cell)
                        .toList())
                .toList();
    }

    /** Makes random questions to one sample. */
    private static final class Questions {
        private final Random random;
        private final int sample;
        private final String table;
        private final List<Column> columns;

        Questions(Random random, int sample) throws RequestException {
            this.random = random;
            this.sample = sample;
            table = pick(TABLES);
            List<String> names = new ArrayList<>();
            if (table.equals("events")) {
                names.addAll(FIELDS);
            }
            names.addAll(
                    SAMPLES.get(sample).tables().catalog().find(table).schema().names());
            columns = SAMPLES.get(sample)
                    .tables()
                    .catalog()
                    .scan(ScanRequest.of(table).withColumns(names))
                    .schema()
                    .columns();
        }

        private <T> T pick(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }

        /** Columns of which the order of the values is the same: addresses are text in SQL. */
        private Column ordered() {
            return pick(columns.stream()
                    .filter(column -> column.type() != ColumnType.ADDRESS && column.type() != ColumnType.TEXT_LIST)
                    .toList());
        }

        private List<Column> some() {
            Map<String, Column> chosen = new LinkedHashMap<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                Column column = ordered();
                chosen.put(column.name(), column);
            }
            return List.copyOf(chosen.values());
        }

        private static String names(List<Column> of) {
            return of.stream().map(Column::name).collect(Collectors.joining(","));
        }

        private static String quoted(List<Column> of) {
            return of.stream().map(column -> TableViews.quoted(column.name())).collect(Collectors.joining(", "));
        }

        Asked next() throws RequestException {
            Asked condition = random.nextInt(4) == 0 ? new Asked("true", "") : condition(2);
            String rows = table + " " + condition.language();
            String from = " FROM " + table + " WHERE " + condition.sql();
            List<Column> keys = some();
            int limit = 1 + random.nextInt(20);
            return switch (random.nextInt(6)) {
                case 0 -> new Asked("SELECT count(*)" + from, rows + " | count");
                case 1 ->
                    new Asked(
                            "SELECT " + quoted(keys) + ", count(*) n" + from + " GROUP BY ALL ORDER BY n DESC, "
                                    + quoted(keys) + " LIMIT " + limit,
                            rows + " | count by " + names(keys) + " | limit " + limit);
                case 2 -> aggregate(rows, from, keys);
                case 3 ->
                    new Asked(
                            "SELECT DISTINCT " + quoted(keys) + from + " ORDER BY " + quoted(keys),
                            rows + " | distinct " + names(keys) + " | sort " + names(keys));
                case 4 -> sorted(rows, from, keys, limit);
                default ->
                    new Asked(
                            "SELECT " + quoted(keys.subList(0, 1)) + from + " ORDER BY 1 DESC LIMIT " + limit,
                            rows + " | fields " + keys.get(0).name() + " | top " + limit + " by "
                                    + keys.get(0).name());
            };
        }

        private Asked aggregate(String rows, String from, List<Column> keys) {
            Column of = ordered();
            boolean number = of.type().isNumber();
            String function = pick(number ? List.of("sum", "min", "max", "avg") : List.of("min", "max"));
            String order = function.equals("min") ? "m" : "m DESC";
            List<Column> by =
                    keys.stream().filter(key -> !key.name().equals(of.name())).toList();
            String measured = function + "(" + TableViews.quoted(of.name()) + ") m";
            if (of.type() == ColumnType.BOOL) {
                measured = function + "(" + TableViews.quoted(of.name()) + "::int)::bool m";
            }
            return by.isEmpty()
                    ? new Asked("SELECT " + measured + from, rows + " | " + function + " " + of.name())
                    : new Asked(
                            "SELECT " + quoted(by) + ", " + measured + from + " GROUP BY " + quoted(by) + " ORDER BY "
                                    + order + ", " + quoted(by),
                            rows + " | " + function + " " + of.name() + " by " + names(by));
        }

        private Asked sorted(String rows, String from, List<Column> keys, int limit) {
            List<String> sql = new ArrayList<>();
            List<String> language = new ArrayList<>();
            for (Column key : keys) {
                boolean descending = random.nextBoolean();
                sql.add(TableViews.quoted(key.name()) + (descending ? " DESC" : ""));
                language.add(key.name() + (descending ? ":desc" : ""));
            }
            return new Asked(
                    "SELECT " + quoted(keys) + from + " ORDER BY " + String.join(", ", sql) + " LIMIT " + limit,
                    rows + " | fields " + names(keys) + " | sort " + String.join(",", language) + " | limit " + limit);
        }

        private Asked condition(int depth) throws RequestException {
            int kind = depth == 0 ? 0 : random.nextInt(5);
            if (kind < 2) {
                return check();
            }
            Asked left = condition(depth - 1);
            if (kind == 2) {
                return new Asked("NOT (" + left.sql() + ")", "not (" + left.language() + ")");
            }
            Asked right = condition(depth - 1);
            String operator = kind == 3 ? "and" : "or";
            return new Asked(
                    "(" + left.sql() + ") " + operator + " (" + right.sql() + ")",
                    "(" + left.language() + ") " + operator + " (" + right.language() + ")");
        }

        /** A check, which is false without a value. */
        private Asked check() throws RequestException {
            List<Column> checked = columns.stream()
                    .filter(column -> switch (column.type()) {
                        case BOOL, INT64, UINT64, TEXT -> true;
                        case DOUBLE, BYTES, TIME, DURATION, ADDRESS, TEXT_LIST -> false;
                    })
                    // conditions on events name fields
                    .filter(column -> !table.equals("events") || FIELDS.contains(column.name()))
                    .filter(column -> !column.name().equals("evt.arg.flags"))
                    .toList();
            Column column = pick(checked);
            String sql = TableViews.quoted(column.name());
            if (random.nextInt(8) == 0) {
                return new Asked(sql + " IS NOT NULL", column.name() + " exists");
            }
            List<String> values = values(column);
            if (values.isEmpty()) {
                return new Asked(sql + " IS NOT NULL", column.name() + " exists");
            }
            String value = pick(values);
            return switch (column.type()) {
                case BOOL -> compared(sql, column, "=", value, value);
                case TEXT -> text(sql, column, value);
                default -> compared(sql, column, pick(List.of("=", "!=", "<", "<=", ">", ">=")), value, value);
            };
        }

        private Asked text(String sql, Column column, String value) throws RequestException {
            String part = value.substring(random.nextInt(value.length()));
            return switch (random.nextInt(5)) {
                case 0 -> compared(sql, column, "=", "'" + value + "'", '"' + value + '"');
                case 1 -> compared(sql, column, "!=", "'" + value + "'", '"' + value + '"');
                case 2 ->
                    new Asked(
                            "coalesce(contains(" + sql + ", '" + part + "'), false)",
                            column.name() + " contains \"" + part + '"');
                case 3 -> {
                    String begin = value.substring(0, 1 + random.nextInt(value.length()));
                    yield new Asked(
                            "coalesce(starts_with(" + sql + ", '" + begin + "'), false)",
                            column.name() + " startswith \"" + begin + '"');
                }
                default -> {
                    String other = pick(values(column));
                    yield new Asked(
                            "coalesce(" + sql + " IN ('" + value + "', '" + other + "'), false)",
                            column.name() + " in (\"" + value + "\", \"" + other + "\")");
                }
            };
        }

        private static Asked compared(String sql, Column column, String operator, String inSql, String inLanguage) {
            return new Asked(
                    "coalesce(" + sql + " " + operator + " " + inSql + ", false)",
                    column.name() + " " + operator + " " + inLanguage);
        }

        private List<String> values(Column column) throws RequestException {
            String key = sample + " " + table + " " + column.name();
            List<String> known = VALUES.get(key);
            if (known == null) {
                Set<String> plain = new TreeSet<>();
                for (List<String> row :
                        SAMPLES.get(sample).language(table + " | distinct " + column.name() + " | limit 200")) {
                    String value = row.get(row.size() - 1);
                    if (value.matches("[\\w./:@ -]{1,60}")) {
                        plain.add(value);
                    }
                }
                known = new ArrayList<>(plain);
                Collections.sort(known);
                VALUES.put(key, known);
            }
            return known;
        }
    }
}
