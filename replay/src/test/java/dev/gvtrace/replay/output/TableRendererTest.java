// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.query.TableSink.Column;
import dev.gvtrace.replay.query.TableSink.Indented;
import dev.gvtrace.replay.query.TableSink.Time;
import dev.gvtrace.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableRendererTest {
    private static final List<Column> COLUMNS =
            List.of(Column.number("pid"), Column.text("start"), Column.text("name"), Column.text("args"));

    private static String rendered(TableRenderer.Format format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableRenderer renderer = new TableRenderer(out, format);
        renderer.columns(COLUMNS);
        renderer.row(Arrays.asList(
                7L, new Time(1_700_000_000_000_000_001L), new Indented(1, "a\u001b[2J"), List.of("x", "y")));
        renderer.row(Arrays.asList(1234L, null, "b,\"c\"", null));
        renderer.finish();
        return out.toString(StandardCharsets.UTF_8);
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
        TableRenderer renderer = new TableRenderer(out, TableRenderer.Format.TABLE);
        renderer.columns(List.of(Column.text("name"), Column.text("args")));
        for (String name : List.of("\u65e5\u672c\u8a9e", "e\u0301", "\uff76\uff85", "\ud83d\ude00", "plain")) {
            renderer.row(List.of(ByteText.fromUnicode(name), "x"));
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
