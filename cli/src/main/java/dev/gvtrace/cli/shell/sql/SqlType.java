// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.table.CellText;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * How SQL has the columns of a type: as which type a table function passes the cells on, and what the view makes of
 * them. Texts are passed on by {@link #utf8}, all else by {@link #put}.
 */
enum SqlType {
    BOOLEAN("BOOLEAN", DuckDBColumnType.BOOLEAN, "%s") {
        @Override
        void put(Cells cells, int column, DuckDBWritableVector out, long row) {
            out.setBoolean(row, cells.booleanAt(column));
        }
    },
    NUMBER("BIGINT", DuckDBColumnType.BIGINT, "%s") {
        @Override
        void put(Cells cells, int column, DuckDBWritableVector out, long row) {
            out.setLong(row, cells.longAt(column));
        }
    },
    UNSIGNED("UBIGINT", DuckDBColumnType.UBIGINT, "%s") {
        @Override
        void put(Cells cells, int column, DuckDBWritableVector out, long row) {
            long bits = cells.longAt(column);
            BigInteger value = BigInteger.valueOf(bits);
            out.setUint64(row, bits < 0 ? value.add(TWO_POW_64) : value);
        }
    },
    DECIMAL("DOUBLE", DuckDBColumnType.DOUBLE, "%s") {
        @Override
        void put(Cells cells, int column, DuckDBWritableVector out, long row) {
            out.setDouble(row, cells.doubleAt(column));
        }
    },
    TEXT("VARCHAR", DuckDBColumnType.VARCHAR, "%s") {
        @Override
        byte @Nullable [] utf8(Cells cells, int column) {
            Text text = cells.textAt(column);
            return text == null ? null : SqlText.utf8(text);
        }
    },
    /** The vectors of table functions take no such times, so they pass as numbers. */
    TIME("TIMESTAMP_NS", DuckDBColumnType.BIGINT, "make_timestamp_ns(%s)") {
        @Override
        void put(Cells cells, int column, DuckDBWritableVector out, long row) {
            long ns = cells.longAt(column);
            if (ns < EARLIEST || ns > LATEST) {
                out.setNull(row);
            } else {
                out.setLong(row, ns);
            }
        }
    },
    ADDRESS("VARCHAR", DuckDBColumnType.VARCHAR, "%s") {
        @Override
        byte @Nullable [] utf8(Cells cells, int column) {
            String address = CellText.ascii(cells, column);
            return address == null ? null : address.getBytes(StandardCharsets.US_ASCII);
        }
    },
    /** The vectors take no lists: they pass as one text, in which each item follows a separator. */
    TEXTS("VARCHAR[]", DuckDBColumnType.VARCHAR, "string_split(%s, chr(31))[2:]") {
        @Override
        byte @Nullable [] utf8(Cells cells, int column) {
            List<Text> texts = cells.textsAt(column);
            if (texts == null) {
                return null;
            }
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (Text text : texts) {
                joined.write(SEPARATOR);
                for (byte b : SqlText.utf8(text)) {
                    if (b == SEPARATOR) {
                        joined.writeBytes(SqlText.ofByte(b).getBytes(StandardCharsets.UTF_8));
                    } else {
                        joined.write(b);
                    }
                }
            }
            return joined.toByteArray();
        }
    };

    private static final BigInteger TWO_POW_64 = BigInteger.ONE.shiftLeft(Long.SIZE);
    private static final byte SEPARATOR = 0x1f;
    /** 1677-09-22, the first that DuckDB can hold. */
    private static final long EARLIEST = -9_223_286_400_000_000_000L;
    /** The next one is infinity to DuckDB. */
    private static final long LATEST = Long.MAX_VALUE - 1;

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

    /** True if cells pass as text. */
    boolean isText() {
        return passed == DuckDBColumnType.VARCHAR;
    }

    /** The expression of the view over a column of the table function, a quoted name. */
    String made(String column) {
        return made.formatted(column);
    }

    /** The text that a cell passes as; null without a value. */
    byte @Nullable [] utf8(Cells cells, int column) {
        throw new IllegalStateException(this + " is not text");
    }

    /** Passes a cell that has a value on to a row. */
    void put(Cells cells, int column, DuckDBWritableVector out, long row) {
        throw new IllegalStateException(this + " is text");
    }
}
