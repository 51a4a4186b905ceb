// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.state.Addresses;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.text.Text;
import java.math.BigInteger;
import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBWritableVector;

/**
 * How SQL has the columns of a type: as which type a table function passes the cells on, and what the view makes of
 * them.
 */
enum SqlType {
    BOOLEAN("BOOLEAN", DuckDBColumnType.BOOLEAN, "%s") {
        @Override
        long put(Cells cells, int column, DuckDBWritableVector out, long row) {
            out.setBoolean(row, cells.booleanAt(column));
            return 1;
        }
    },
    NUMBER("BIGINT", DuckDBColumnType.BIGINT, "%s") {
        @Override
        long put(Cells cells, int column, DuckDBWritableVector out, long row) {
            out.setLong(row, cells.longAt(column));
            return Long.BYTES;
        }
    },
    UNSIGNED("UBIGINT", DuckDBColumnType.UBIGINT, "%s") {
        @Override
        long put(Cells cells, int column, DuckDBWritableVector out, long row) {
            long bits = cells.longAt(column);
            BigInteger value = BigInteger.valueOf(bits);
            out.setUint64(row, bits < 0 ? value.add(TWO_POW_64) : value);
            return Long.BYTES;
        }
    },
    DECIMAL("DOUBLE", DuckDBColumnType.DOUBLE, "%s") {
        @Override
        long put(Cells cells, int column, DuckDBWritableVector out, long row) {
            out.setDouble(row, cells.doubleAt(column));
            return Double.BYTES;
        }
    },
    TEXT("VARCHAR", DuckDBColumnType.VARCHAR, "%s") {
        @Override
        long put(Cells cells, int column, DuckDBWritableVector out, long row) {
            Text text = cells.textAt(column);
            return text == null ? putNull(out, row) : putText(SqlText.of(text), out, row);
        }
    },
    /** The vectors of table functions take no such times, so they pass as numbers. */
    TIME("TIMESTAMP_NS", DuckDBColumnType.BIGINT, "make_timestamp_ns(%s)") {
        @Override
        long put(Cells cells, int column, DuckDBWritableVector out, long row) {
            long ns = cells.longAt(column);
            if (ns < EARLIEST || ns > LATEST) {
                return putNull(out, row);
            }
            out.setLong(row, ns);
            return Long.BYTES;
        }
    },
    ADDRESS("VARCHAR", DuckDBColumnType.VARCHAR, "%s") {
        @Override
        long put(Cells cells, int column, DuckDBWritableVector out, long row) {
            byte[] address = cells.addressAt(column);
            return address == null ? putNull(out, row) : putText(Addresses.text(address), out, row);
        }
    },
    /** The vectors take no lists: they pass as one text, in which each item follows a separator. */
    TEXTS("VARCHAR[]", DuckDBColumnType.VARCHAR, "string_split(%s, chr(31))[2:]") {
        @Override
        long put(Cells cells, int column, DuckDBWritableVector out, long row) {
            List<Text> texts = cells.textsAt(column);
            if (texts == null) {
                return putNull(out, row);
            }
            StringBuilder joined = new StringBuilder();
            for (Text text : texts) {
                joined.append(SEPARATOR)
                        .append(SqlText.of(text).replace(SEPARATOR, SqlText.ofByte(SEPARATOR.charAt(0))));
            }
            return putText(joined.toString(), out, row);
        }
    };

    private static final BigInteger TWO_POW_64 = BigInteger.ONE.shiftLeft(Long.SIZE);
    private static final String SEPARATOR = "\u001f";
    /** 1677-09-22: the times before it and the last one are errors or infinity to DuckDB. */
    private static final long EARLIEST = -9_223_286_400_000_000_000L;

    private static final long LATEST = Long.MAX_VALUE - 1;
    /** What a text takes in a vector beside its bytes. */
    private static final int TEXT_BYTES = 16;

    private final String sqlName;
    private final DuckDBColumnType passed;
    private final String made;

    SqlType(String sqlName, DuckDBColumnType passed, String made) {
        this.sqlName = sqlName;
        this.passed = passed;
        this.made = made;
    }

    /** How SQL has columns of this type. */
    static SqlType of(ColumnType type) {
        return switch (type) {
            case BOOL -> BOOLEAN;
            case INT64, DURATION -> NUMBER;
            case UINT64 -> UNSIGNED;
            case DOUBLE -> DECIMAL;
            case TEXT, BYTES -> TEXT;
            case TIME -> TIME;
            case ADDRESS -> ADDRESS;
            case TEXT_LIST -> TEXTS;
        };
    }

    /** Its name in SQL. */
    String sqlName() {
        return sqlName;
    }

    /** The type that a table function passes on. */
    DuckDBColumnType passed() {
        return passed;
    }

    /** The expression of the view over a column of the table function, a quoted name. */
    String made(String column) {
        return made.formatted(column);
    }

    /** Passes a cell that has a value on to a row; the number of bytes that it takes there. */
    abstract long put(Cells cells, int column, DuckDBWritableVector out, long row);

    private static long putNull(DuckDBWritableVector out, long row) {
        out.setNull(row);
        return 1;
    }

    private static long putText(String text, DuckDBWritableVector out, long row) {
        out.setString(row, text);
        return TEXT_BYTES + text.length();
    }
}
