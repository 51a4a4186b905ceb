// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableRendererTest {
    private static final TableSchema COLUMNS = TableSchema.listing(
            Column.of("pid", ColumnType.INT64),
            Column.of("start", ColumnType.TIME),
            Column.text("name"),
            Column.of("args", ColumnType.TEXT_LIST),
            Column.of("depth", ColumnType.INT64));

    private static String rendered(TableRenderer.Format format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableRenderer renderer = TableRenderer.ofTree(out, format, COLUMNS, "name", "depth");
        renderer.row(
                Row.of(COLUMNS, Arrays.asList(7L, 1_700_000_000_000_000_001L, "a\u001b[2J", List.of("x", "y"), 1)));
        renderer.row(Row.of(COLUMNS, Arrays.asList(1234L, null, "b,\"c\"", null, 0)));
        renderer.finish();
        assertThat(renderer.rows()).isEqualTo(2);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String rendered(TableRenderer.Format format, Column column, Object... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableSchema schema = TableSchema.listing(column);
        TableRenderer renderer = new TableRenderer(out, format, schema);
        for (Object value : values) {
            renderer.row(Row.of(schema, Arrays.asList(value)));
        }
        renderer.finish();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void eachTypeHasOneForm() {
        Object[][] cases = {
            {ColumnType.BOOL, true, "true", "true"},
            {ColumnType.INT64, -1L, "-1", "-1"},
            {ColumnType.UINT64, -1L, "18446744073709551615", "18446744073709551615"},
            {ColumnType.DOUBLE, 1.5, "1.5", "1.5"},
            {ColumnType.DOUBLE, Double.POSITIVE_INFINITY, "Infinity", "null"},
            {ColumnType.DURATION, 5L, "5", "5"},
            {ColumnType.TIME, 0L, "1970-01-01T00:00:00.000000000Z", "\"1970-01-01T00:00:00.000000000Z\""},
            {ColumnType.ADDRESS, new byte[] {127, 0, 0, 1}, "127.0.0.1", "\"127.0.0.1\""},
            {ColumnType.BYTES, ByteText.toText("\u00ff"), "\\xff", "\"\ufffd\""},
            {ColumnType.TEXT_LIST, List.of(), "", "[]"},
        };
        for (Object[] each : cases) {
            Column column = Column.of("c", (ColumnType) each[0]);
            assertThat(rendered(TableRenderer.Format.CSV, column, each[1])).isEqualTo("c\r\n" + each[2] + "\r\n");
            assertThat(rendered(TableRenderer.Format.JSON, column, each[1])).isEqualTo("{\"c\":" + each[3] + "}\n");
        }
    }

    @Test
    void tableSetsNumbersToTheRightAndEscapesControls() {
        assertThat(rendered(TableRenderer.Format.TABLE))
                .isEqualTo(" PID  START                           NAME        ARGS\n"
                        + "   7  2023-11-14T22:13:20.000000001Z    a\\x1b[2J  x y\n"
                        + "1234                                  b,\"c\"\n");
    }

    @Test
    void columnsFitWideAndCombiningCharacters() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableSchema schema = TableSchema.listing(Column.text("name"), Column.text("args"));
        TableRenderer renderer = new TableRenderer(out, TableRenderer.Format.TABLE, schema);
        for (String name : List.of("\u65e5\u672c\u8a9e", "e\u0301", "\uff76\uff85", "\ud83d\ude00", "plain")) {
            renderer.row(Row.of(schema, List.of(name, "x")));
        }
        renderer.finish();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "NAME    ARGS\n\u65e5\u672c\u8a9e  x\ne\u0301       x\n\uff76\uff85      x\n\ud83d\ude00      x\nplain   x\n");
    }

    @Test
    void jsonHasOneObjectALineWithTheColumnsAsKeys() {
        assertThat(rendered(TableRenderer.Format.JSON))
                .isEqualTo(
                        "{\"pid\":7,\"start\":\"2023-11-14T22:13:20.000000001Z\",\"name\":\"a\\u001b[2J\",\"args\":[\"x\",\"y\"]}\n"
                                + "{\"pid\":1234,\"start\":null,\"name\":\"b,\\\"c\\\"\",\"args\":null}\n");
    }

    @Test
    void csvQuotesWhatNeedsIt() {
        assertThat(rendered(TableRenderer.Format.CSV))
                .isEqualTo("pid,start,name,args\r\n"
                        + "7,2023-11-14T22:13:20.000000001Z,  a\\x1b[2J,x y\r\n"
                        + "1234,,\"b,\"\"c\"\"\",\r\n");
    }
}
