// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.DerivedCursor;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that DuckDB returns, with the types of columns that the shell prints. What these cannot hold has no value,
 * and is counted.
 */
final class SqlRows extends DerivedCursor {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final ResultSet result;
    private final List<Kind> kinds;
    private final long[] unheld;
    private @Nullable Row row;

    /** How values of a type of SQL are read. */
    enum Kind {
        BOOLEAN(ColumnType.BOOL),
        NUMBER(ColumnType.INT64),
        UNSIGNED(ColumnType.UINT64),
        DECIMAL(ColumnType.DOUBLE),
        TEXT(ColumnType.TEXT),
        BYTES(ColumnType.BYTES),
        TIME(ColumnType.TIME),
        ZONED_TIME(ColumnType.TIME),
        LIST(ColumnType.TEXT_LIST),
        /** All else as text. */
        OTHER(ColumnType.TEXT);

        private final ColumnType type;

        Kind(ColumnType type) {
            this.type = type;
        }

        static Kind of(String sqlType) {
            if (sqlType.endsWith("[]")) {
                return LIST;
            }
            if (sqlType.startsWith("DECIMAL")) {
                return sqlType.endsWith(",0)") ? NUMBER : DECIMAL;
            }
            return switch (sqlType) {
                case "BOOLEAN" -> BOOLEAN;
                case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> NUMBER;
                case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> UNSIGNED;
                case "FLOAT", "DOUBLE" -> DECIMAL;
                case "VARCHAR" -> TEXT;
                case "BLOB" -> BYTES;
                case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> TIME;
                case "TIMESTAMP WITH TIME ZONE" -> ZONED_TIME;
                default -> OTHER;
            };
        }
    }

    private SqlRows(ResultSet result, TableSchema schema, List<Kind> kinds) {
        super(schema);
        this.result = result;
        this.kinds = kinds;
        unheld = new long[kinds.size()];
    }

    /**
     * Reads a result; closing it is left to the statement. Names of columns may come from values, as those of PIVOT do.
     */
    static SqlRows of(ResultSet result) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        List<Column> columns = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            Kind kind = Kind.of(meta.getColumnTypeName(i));
            kinds.add(kind);
            columns.add(Column.of(unique(Escapes.message(meta.getColumnLabel(i)), names), kind.type));
        }
        return new SqlRows(result, new TableSchema("sql", "", columns), kinds);
    }

    private static String unique(String label, Set<String> names) {
        String name = label;
        for (int i = 2; !names.add(name); i++) {
            name = label + "_" + i;
        }
        return name;
    }

    @Override
    public boolean next() {
        try {
            if (!result.next()) {
                row = null;
                return false;
            }
            List<@Nullable Object> values = new ArrayList<>(kinds.size());
            for (int i = 0; i < kinds.size(); i++) {
                values.add(value(i));
            }
            row = Row.of(schema(), values);
            return true;
        } catch (SQLException e) {
            throw new FailedException(e);
        }
    }

    /** DuckDB could not make the next row. */
    static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private @Nullable Object value(int i) throws SQLException {
        Object value = result.getObject(i + 1);
        if (value == null) {
            return null;
        }
        Object held = switch (kinds.get(i)) {
            case BOOLEAN -> value;
            case NUMBER -> whole(value, false);
            case UNSIGNED -> whole(value, true);
            case DECIMAL -> ((Number) value).doubleValue();
            case TEXT -> SqlText.toText((String) value);
            case BYTES -> Text.ofBytes(bytes((Blob) value));
            case TIME -> ns(result.getObject(i + 1, LocalDateTime.class));
            case ZONED_TIME ->
                ns(((OffsetDateTime) value)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDateTime());
            case LIST ->
                Arrays.stream((Object[]) ((Array) value).getArray())
                        .map(item -> SqlText.toText(String.valueOf(item)))
                        .toList();
            case OTHER -> SqlText.toText(String.valueOf(result.getString(i + 1)));
        };
        if (held == null) {
            unheld[i]++;
        }
        return held;
    }

    private static @Nullable Long whole(Object number, boolean unsigned) {
        if (number instanceof BigInteger || number instanceof BigDecimal) {
            BigInteger big = number instanceof BigDecimal decimal ? decimal.toBigInteger() : (BigInteger) number;
            boolean fits = unsigned ? big.signum() >= 0 && big.bitLength() <= Long.SIZE : big.bitLength() < Long.SIZE;
            return fits ? (Long) big.longValue() : null;
        }
        return ((Number) number).longValue();
    }

    private static byte[] bytes(Blob blob) throws SQLException {
        return blob.getBytes(1, Math.toIntExact(blob.length()));
    }

    /** A time in nanoseconds; null if it is outside what 64 bits can hold. */
    private static @Nullable Long ns(@Nullable LocalDateTime time) {
        if (time == null) {
            return null;
        }
        try {
            Instant instant = time.toInstant(ZoneOffset.UTC);
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NS_PER_SECOND), instant.getNano());
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** Sentences about what is missing in the rows. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < unheld.length; i++) {
            if (unheld[i] > 0) {
                notes.add("sql: column '" + schema().columns().get(i).name() + "': " + unheld[i]
                        + (unheld[i] == 1 ? " value exceeds" : " values exceed") + " 64 bits and is left out");
            }
        }
        return notes;
    }

    @Override
    protected Cells origin() {
        Row current = row;
        if (current == null) {
            throw new IllegalStateException("no current row");
        }
        return current;
    }

    @Override
    public void close() {
        row = null;
    }
}
