// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.output.TableRenderer.Format;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows in each format: escaping, alignment, and missing values. */
class RenderedFormatsTest {
    private static final TableSchema FILES =
            TableSchema.listing(Column.of("pid", ColumnType.INT64), Column.text("name"));
    private static final TableSchema TREE = TableSchema.listing(
            Column.of("pid", ColumnType.INT64), Column.text("name"), Column.of("level", ColumnType.INT64));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static Row file(Object pid, Object name) {
        return Row.of(FILES, Arrays.asList(pid, name instanceof String text ? Text.ofUtf8(text) : name));
    }

    private String printed(TableRenderer renderer, Row... rows) {
        for (Row row : rows) {
            renderer.row(row);
        }
        renderer.finish();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String printed(Format format, Row... rows) {
        return printed(new TableRenderer(out, format, FILES), rows);
    }

    /** A name that an attacker chose, and its form in a table, in JSON, in CSV and in Markdown. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " :: ",
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '`',
            value = {
                "plain :: plain :: \"plain\" :: plain :: plain",
                "a|b :: a|b :: \"a|b\" :: a|b :: a\\|b",
                "=1+2 :: =1+2 :: \"=1+2\" ::  =1+2 :: =1\\+2",
                "a\"b :: a\"b :: \"a\\\"b\" :: \"a\"\"b\" :: a\"b",
                "a,b :: a,b :: \"a,b\" :: \"a,b\" :: a,b",
                "<b>*x*</b> :: <b>*x*</b> :: \"<b>*x*</b>\" :: <b>*x*</b> :: \\<b\\>\\*x\\*\\</b\\>"
            })
    void namesStayText(String name, String table, String json, String csv, String markdown) {
        assertThat(printed(Format.TABLE, file(7L, name))).contains("  7  " + table + "\n");
        out.reset();
        assertThat(printed(Format.JSON, file(7L, name))).isEqualTo("{\"pid\":7,\"name\":" + json + "}\n");
        out.reset();
        assertThat(printed(Format.CSV, file(7L, name))).isEqualTo("pid,name\r\n7," + csv + "\r\n");
        out.reset();
        assertThat(printed(Format.MARKDOWN, file(7L, name))).endsWith("| 7 | " + markdown + " |\n");
    }

    /** No format prints a control character, and those for users no bidirectional override either. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void controlCharactersAreEscapedEverywhere(Format format) {
        String shown =
                printed(format, file(7L, ByteText.toText("a\u001b[2Jb\u00ff\n\u00e2\u0080\u00aec")), file(8L, "plain"));
        assertThat(shown.replace("\r\n", "\n").lines()).hasSizeLessThan(6);
        assertThat(shown).doesNotContain("\u001b", "\u00ff");
        assertThat(shown.contains("\u202e")).isEqualTo(format == Format.JSON);
    }

    @Test
    void aTableSetsNumbersToTheRightUnderTheirHeading() {
        assertThat(printed(Format.TABLE, file(7L, "a"), file(123_456L, null), file(null, "c")))
                .isEqualTo("   PID  NAME\n     7  a\n123456\n        c\n");
    }

    @Test
    void aMarkdownTableHasItsHeadingOnce() {
        assertThat(printed(Format.MARKDOWN, file(7L, "a"), file(null, null)))
                .isEqualTo("| pid | name |\n| ---: | --- |\n| 7 | a |\n|  |  |\n");
    }

    @Test
    void withoutRowsOnlyCsvHasAHeading() {
        assertThat(printed(Format.TABLE)).isEmpty();
        assertThat(printed(Format.JSON)).isEmpty();
        assertThat(printed(Format.MARKDOWN)).isEmpty();
        assertThat(printed(Format.CSV)).isEqualTo("pid,name\r\n");
    }

    @Test
    void noValueIsNullInJsonAndNothingElsewhere() {
        assertThat(printed(Format.JSON, file(null, null))).isEqualTo("{\"pid\":null,\"name\":null}\n");
        out.reset();
        assertThat(printed(Format.CSV, file(null, null))).isEqualTo("pid,name\r\n,\r\n");
    }

    /** Memory is bounded: five hundred rows are set together, and widths only grow. */
    @Test
    void aLongTableIsPrintedInPages() {
        TableRenderer renderer = new TableRenderer(out, Format.TABLE, FILES);
        for (int i = 0; i < 499; i++) {
            renderer.row(file((long) i, "x"));
        }
        assertThat(out.size()).isZero();
        renderer.row(file(499L, "x"));
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(501);
        renderer.row(file(1_000_000L, "x"));
        renderer.row(file(1L, "x"));
        renderer.finish();
        assertThat(renderer.rows()).isEqualTo(502);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).isEqualTo("PID  NAME");
        assertThat(lines.subList(500, 503)).containsExactly("499  x", "1000000  x", "      1  x");
    }

    /** A very long cell widens its column to a limit, and is printed whole. */
    @Test
    void aWideCellHasALimitedEffect() {
        TableSchema schema = TableSchema.listing(Column.text("name"), Column.text("next"));
        TableRenderer renderer = new TableRenderer(out, Format.TABLE, schema);
        renderer.row(Row.of(schema, List.of(Text.ofUtf8("w".repeat(1000)), Text.ofUtf8("a"))));
        renderer.row(Row.of(schema, List.of(Text.ofUtf8("n"), Text.ofUtf8("b"))));
        renderer.finish();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(1)).isEqualTo("w".repeat(1000) + "  a");
        assertThat(lines.get(2)).isEqualTo("n" + " ".repeat(399) + "  b");
    }

    private static Row node(long pid, String name, long level) {
        return Row.of(TREE, List.of(pid, Text.ofUtf8(name), level));
    }

    @Test
    void aTreeIsIndentedWhereItIsRead() {
        Row[] nodes = {node(1, "init", 0), node(2, "sh", 1), node(3, "id", 2)};
        assertThat(printed(TableRenderer.ofTree(out, Format.TABLE, TREE, "name", "level"), nodes))
                .isEqualTo("PID  NAME\n  1  init\n  2    sh\n  3      id\n");
        out.reset();
        assertThat(printed(TableRenderer.ofTree(out, Format.JSON, TREE, "name", "level"), nodes))
                .isEqualTo("{\"pid\":1,\"name\":\"init\"}\n{\"pid\":2,\"name\":\"sh\"}\n{\"pid\":3,\"name\":\"id\"}\n");
    }

    /** A chain of forks would grow its table with the square of its length. */
    @Test
    void aTreeIsNotIndentedWithoutEnd() {
        String shown =
                printed(TableRenderer.ofTree(out, Format.TABLE, TREE, "name", "level"), node(1, "deep", 1_000_000));
        assertThat(shown.lines().toList().get(1)).isEqualTo("  1  " + " ".repeat(200) + "deep");
    }

    @Test
    void rowsOfAReportNameItInJson() {
        assertThat(printed(
                        new TableRenderer(out, Format.JSON, FILES).beginningWith("report", "summary"), file(7L, "a")))
                .isEqualTo("{\"report\":\"summary\",\"pid\":7,\"name\":\"a\"}\n");
        out.reset();
        assertThat(printed(new TableRenderer(out, Format.CSV, FILES).beginningWith("report", "summary"), file(7L, "a")))
                .isEqualTo("pid,name\r\n7,a\r\n");
    }

    @Test
    void aFailedOutputIsReportedToTheCaller() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("full");
            }
        };
        TableRenderer renderer = new TableRenderer(full, Format.JSON, FILES);
        assertThatThrownBy(() -> renderer.row(file(7L, "a")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("full");
    }
}
