// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Tables on a screen: what shrinks, what is left out, and what is said about it. */
class ScreenTableTest {
    private static final long NOON = 1_700_049_600_123_456_789L;
    private static final long DAY = 86_400_000_000_000L;
    private static final TableSchema PROCESSES = TableSchema.listing(
            Column.of("pid", ColumnType.INT64),
            Column.of("threads", ColumnType.INT64),
            Column.of("start", ColumnType.TIME),
            Column.text("container"),
            Column.text("exepath"),
            Column.text("cmdline"));

    private List<String> notes = List.of();

    private static Screen screen(int columns) {
        return new Screen(columns, false, false, false);
    }

    private String printed(TableRenderer renderer, ByteArrayOutputStream out, List<Row> rows) {
        rows.forEach(renderer::row);
        renderer.finish();
        notes = renderer.notes();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String printed(Screen screen, TableSchema schema, List<Row> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return printed(new TableRenderer(out, TableRenderer.Format.TABLE, schema).on(screen), out, rows);
    }

    private String printed(Screen screen, Object[]... rows) {
        return printed(
                screen,
                PROCESSES,
                Arrays.stream(rows)
                        .map(row -> Row.of(PROCESSES, Arrays.asList(row)))
                        .toList());
    }

    private static Object[] process(long pid, long start, String cmdline) {
        return new Object[] {pid, 1L, start, "web", "/usr/bin/python3", cmdline};
    }

    @Test
    void allIsShownWhereItFits() {
        String table = printed(screen(120), process(7, NOON, "sh"), process(1234, NOON, "python3 -m http.server"));
        assertThat(table).isEqualTo("""
                 PID  THREADS  START                           CONTAINER  EXEPATH           CMDLINE
                   7        1  2023-11-15T12:00:00.123456789Z  web        /usr/bin/python3  sh
                1234        1  2023-11-15T12:00:00.123456789Z  web        /usr/bin/python3  python3 -m http.server
                """);
        assertThat(notes).isEmpty();
    }

    @Test
    void aDateThatAllTimesShareIsLeftOutBeforeTextIsCut() {
        String table = printed(screen(90), process(7, NOON, "sh"), process(1234, NOON, "python3 -m http.server"));
        assertThat(table).contains("  12:00:00.123456789  web ").contains("python3 -m http.server");
        assertThat(notes).isEmpty();
        String two = printed(screen(90), process(7, NOON, "sh"), process(8, NOON + DAY, "python3 -m http.server"));
        assertThat(two).contains("2023-11-15T12:00:00.123Z").contains("2023-11-16T12:00:00.123Z");
        assertThat(notes).isEmpty();
    }

    @Test
    void columnsShrinkAndThenThoseThatSayLeastAreLeftOut() {
        String table = printed(
                screen(60), process(7, NOON, "sh -c 'a rather long command that goes on'"), process(8, NOON, "true"));
        assertThat(table).isEqualTo("""
                PID  START         EXEPATH           CMDLINE
                  7  12:00:00.123  /usr/bin/python3  sh -c 'a rather long c\u2026
                  8  12:00:00.123  /usr/bin/python3  true
                """);
        assertThat(notes)
                .containsExactly("2 columns left out: threads, container; times to the millisecond; --wide shows all");
    }

    @Test
    void wideShowsAllAndVerticalEachColumnInItsLine() {
        Object[] long1 = process(7, NOON, "x".repeat(300));
        assertThat(printed(new Screen(40, true, false, false), long1)).contains("x".repeat(300), "THREADS", "789Z");
        assertThat(printed(new Screen(40, false, true, false), long1, process(8, NOON, "")))
                .isEqualTo("-- row 1 --\npid        7\nthreads    1\nstart      2023-11-15T12:00:00.123456789Z\n"
                        + "container  web\nexepath    /usr/bin/python3\ncmdline    " + "x".repeat(300) + "\n"
                        + "-- row 2 --\npid        8\nthreads    1\nstart      2023-11-15T12:00:00.123456789Z\n"
                        + "container  web\nexepath    /usr/bin/python3\ncmdline\n");
        assertThat(notes).isEmpty();
    }

    @Test
    void sentencesAreWrappedInTheirColumn() {
        TableSchema story =
                new TableSchema("story", "", List.of(Column.of("evt", ColumnType.INT64), Column.prose("text", "")));
        String table = printed(
                screen(40),
                story,
                List.of(
                        Row.of(story, List.of(7L, "It read /etc/passwd, which has 1234 bytes, and sent them away.")),
                        Row.of(story, List.of(8L, "x".repeat(50)))));
        assertThat(table)
                .isEqualTo("EVT  TEXT\n  7  It read /etc/passwd, which has 1234\n"
                        + "     bytes, and sent them away.\n  8  " + "x".repeat(34) + "\n     " + "x".repeat(16)
                        + "\n");
    }

    @Test
    void treesLoseIndentationBeforeNames() {
        TableSchema tree = TableSchema.listing(Column.text("name"), Column.of("depth", ColumnType.INT64));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableRenderer renderer = TableRenderer.ofTree(out, TableRenderer.Format.TABLE, tree, "name", "depth")
                .on(screen(12));
        String table = printed(
                renderer, out, List.of(Row.of(tree, List.of("init", 0L)), Row.of(tree, List.of("a-shell", 9L))));
        assertThat(table).isEqualTo("NAME\ninit\n\u2026    a-shell\n");
    }

    @Test
    void coloursFollowTheMeaningAndNeverChangeTheText() {
        TableSchema schema = TableSchema.listing(Column.text("priority"), Column.text("res"), Column.text("name"));
        List<Row> rows = List.of(
                Row.of(schema, List.of("Critical", "ENOENT", "\u001b[2J")),
                Row.of(schema, List.of("Debug", "3", "Error")));
        String coloured = printed(new Screen(80, false, false, true), schema, rows);
        assertThat(coloured)
                .contains("\u001b[1;31mCritical\u001b[0m", "\u001b[31mENOENT\u001b[0m", "\\x1b[2J")
                .doesNotContain("\u001b[2J", "mError", "mDebug");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(printed(screen(80), schema, rows));
    }

    @Test
    void laterPagesKeepTheColumnsOfTheFirst() {
        Object[][] rows = new Object[1200][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = process(i, NOON + (i > 900 ? DAY : 0), i < 600 ? "true" : "a".repeat(i));
        }
        List<String> lines = printed(screen(70), rows).lines().toList();
        assertThat(lines).hasSize(1201);
        assertThat(lines.subList(0, 900))
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(70));
        assertThat(lines.get(700)).contains("aaa\u2026");
        assertThat(lines.get(1100)).contains("2023-11-16T12:00:00");
    }

    /** Whatever the names are, no line is wider than a screen on which each column has its least width. */
    @Property(tries = 200)
    void noLineIsWiderThanTheScreen(
            @ForAll @Size(min = 1, max = 20) List<@StringLength(max = 90) String> names,
            @ForAll @IntRange(min = 14, max = 200) int columns) {
        TableSchema schema =
                TableSchema.listing(Column.of("pid", ColumnType.INT64), Column.text("name"), Column.text("cmdline"));
        List<Row> rows = names.stream()
                .map(name -> Row.of(schema, List.of((long) name.length(), name, name + name)))
                .toList();
        List<String> lines = printed(screen(columns), schema, rows).lines().toList();
        assertThat(lines).hasSize(names.size() + 1);
        assertThat(lines).allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(columns));
    }
}
