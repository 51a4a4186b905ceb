// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.pipeline.PassRows;
import dev.gvtrace.replay.pipeline.TraceTables;
import dev.gvtrace.replay.query.arrangement.Arrangement;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryCatalogTest {
    /** The arguments of commands that require some. */
    private static final Map<String, String> WORDS = Map.of(
            "around", " evt:1",
            "who", " 1",
            "file", " /etc/passwd",
            "grep", " passwd",
            "story", " 1",
            "origin", " /etc/passwd");

    private static Question parse(String line) throws RequestException {
        return QueryCatalog.parse(line, Installed.tables());
    }

    private static List<Row> answer(String line, String... samples) throws RequestException, IOException {
        List<TraceSource> sources = new ArrayList<>();
        try {
            for (String sample : samples) {
                sources.add(TraceSources.open(Path.of("../samples/traces/" + sample + ".gvt")));
            }
            TraceTables tables = new TraceTables(sources, Installed.tables(), false);
            Question question = parse(line);
            List<Row> rows = new ArrayList<>();
            try (Cursor cursor = question.arrange(new PassRows(tables.scan(question.requests())), note -> {})) {
                while (cursor.next()) {
                    rows.add(cursor.row());
                }
            }
            return rows;
        } finally {
            for (TraceSource source : sources) {
                source.close();
            }
        }
    }

    @Test
    void commandsAreRequestsToTables() throws RequestException {
        Question lsof = parse("lsof 7 8 --at evt:3");
        assertThat(lsof.request().table()).isEqualTo("descriptors");
        assertThat(lsof.request().processes()).containsExactlyInAnyOrder(7L, 8L);
        assertThat(lsof.request().at()).isEqualTo(Moment.parse("evt:3"));
        Question events = parse("events --limit 3 evt.type in ('open', close) --from +1s");
        assertThat(events.request().condition()).isEqualTo("evt.type in ('open', close)");
        assertThat(events.request().limit()).isEqualTo(3);
        assertThat(events.request().from()).isEqualTo(Moment.parse("+1s"));
        assertThat(parse("lsof 7@evt:3").request())
                .isEqualTo(parse("lsof 7 --at evt:3").request());
        assertThatThrownBy(() -> parse("lsof 7@evt:3 --at evt:4")).hasMessageContaining("expected one moment");
    }

    @Test
    void everyCommandRequestsExistingColumns() throws RequestException {
        for (QueryCatalog.Info command : QueryCatalog.all()) {
            Question question = parse(command.name() + WORDS.getOrDefault(command.name(), ""));
            for (ScanRequest request : question.requests()) {
                assertThat(Installed.tables().scan(request).schema().columns())
                        .as(command.name())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void stagesReadOnlyTheColumnsTheyName() throws RequestException {
        assertThat(parse("events evt.type = openat | count by proc.name")
                        .request()
                        .columns())
                .containsExactly("proc.name");
        assertThat(parse("events | where evt.type = openat | where proc.pid = 1 | count")
                        .request())
                .satisfies(request -> {
                    assertThat(request.condition()).isEqualTo("(evt.type = openat) and (proc.pid = 1)");
                    assertThat(request.columns()).containsExactly("evt");
                });
        assertThat(parse("events | sort evt.latency | fields proc.aname[2], evt")
                        .request()
                        .columns())
                .containsExactly("evt.latency", "proc.aname[2]", "evt");
        assertThat(parse("events|timeline every 10s").request().columns()).containsExactly("time");
    }

    @Test
    void aStageMayNameWhatIsNotShown() throws RequestException, IOException {
        List<Row> rows = answer("events | sort proc.name:desc | limit 3", "web-break-in");
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).schema().names())
                .isEqualTo(parse("events").request().columns());
    }

    @Test
    void aBarInsideAWordIsPartOfTheWord() throws RequestException {
        assertThat(parse("events proc.name regex a|b |count").request().condition())
                .isEqualTo("proc.name regex a|b");
        assertThat(parse("events proc.name = ' | ' | count").request().condition())
                .isEqualTo("proc.name = ' | '");
    }

    @Test
    void severalTracesAreCountedTogetherOrEachByItsNumber() throws RequestException, IOException {
        List<Row> one = answer("events | count", "web-break-in");
        List<Row> both = answer("events | count", "web-break-in", "web-break-in");
        assertThat(both.get(0).longAt(0)).isEqualTo(2 * one.get(0).longAt(0));
        List<Row> each = answer("events | count by trace", "web-break-in", "web-break-in");
        assertThat(each)
                .hasSize(2)
                .allSatisfy(
                        row -> assertThat(row.longAt(1)).isEqualTo(one.get(0).longAt(0)));
        assertThatThrownBy(() -> answer("events | count by trace", "web-break-in"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("unknown column 'trace'");
    }

    @Test
    void wrongStagesAreErrorsBeforeATraceIsRead() {
        for (String line : List.of(
                "events |",
                "events | | count",
                "| count",
                "events | count by nope.name",
                "events | count by proc.name | sort evt.type",
                "events | where nope = 1",
                "pstree 7 | count by nope")) {
            assertThatThrownBy(() -> parse(line)).as(line).isInstanceOf(RequestException.class);
        }
    }

    @Test
    void whoPrintsAProcessAndItsAncestors() throws RequestException, IOException {
        List<Row> all = answer("ps", "web-break-in");
        Row last = all.get(all.size() - 1);
        List<Row> chain = answer("who " + last.longAt(0), "web-break-in");
        assertThat(chain.get(0)).isEqualTo(last);
        for (int i = 1; i < chain.size(); i++) {
            assertThat(chain.get(i).longAt(0)).isEqualTo(chain.get(i - 1).longAt(1));
        }
        assertThat(chain.get(chain.size() - 1).isNull(1)).isTrue();
        assertThat(answer("who 987654", "web-break-in")).isEmpty();
    }

    @Test
    void aroundAnEventAreItsNeighbours() throws RequestException, IOException {
        List<Row> rows = answer("around evt:100 -1s +1ms", "web-break-in");
        long time =
                answer("events --from evt:100 --limit 1", "web-break-in").get(0).longAt(1);
        assertThat(rows).anyMatch(row -> row.longAt(0) == 100).anyMatch(row -> row.longAt(1) < time);
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.longAt(1)).isBetween(time - 1_000_000_000L, time + 1_000_000L));
        assertThatThrownBy(() -> answer("around evt:99999999", "web-break-in"))
                .isInstanceOf(RequestException.class)
                .hasMessageMatching("there is no evt:99999999: the trace ends with evt:\\d+");
        assertThatThrownBy(() -> answer("around evt:1", "web-break-in", "workload-2026"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("in each of 2 traces");
        assertThatThrownBy(() -> parse("around 12")).hasMessageContaining("expected an event and times");
    }

    @Test
    void aWordIsFoundWhereverItStands() throws RequestException, IOException {
        List<Row> rows = answer("grep SHADOW", "web-break-in");
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(String.valueOf(row.textAt(7))).containsIgnoringCase("shadow"));
        assertThat(answer("grep 'no such \\ \"text\"'", "web-break-in")).isEmpty();
    }

    @Test
    void theReverseShellIsAShellOnASocketAndItsCopiesAreNot() throws RequestException, IOException {
        assertThat(answer("shells", "web-break-in")).singleElement().satisfies(row -> {
            assertThat(row.longAt(0)).isEqualTo(13);
            assertThat(String.valueOf(row.textAt(4))).contains("203.0.113.9:4444");
        });
        assertThat(answer("shells | count", "web-break-in").get(0).longAt(0)).isEqualTo(1);
    }

    @Test
    void aPathHasALife() throws RequestException, IOException {
        List<Row> opened = answer("events fd.name = /etc/shadow", "web-break-in");
        assertThat(answer("file /etc/shadow", "web-break-in")).isNotEmpty().containsAll(opened);
        assertThatThrownBy(() -> parse("file")).hasMessageContaining("expected one PATH");
        assertThatThrownBy(() -> parse("file /a /b")).hasMessageContaining("expected one PATH");
    }

    @Test
    void aTableOfAProviderIsACommand() throws RequestException, IOException {
        List<Row> rows = answer("tally events > 1 and type startswith e --limit 2", "web-break-in");
        assertThat(rows).isNotEmpty().hasSizeLessThanOrEqualTo(2).allSatisfy(row -> {
            assertThat(row.textAt(0).display()).startsWith("e");
            assertThat(row.longAt(1)).isGreaterThan(1);
        });
        assertThat(answer("processes uid = 0 --at evt:100", "web-break-in")).isNotEmpty();
        assertThatThrownBy(() -> parse("tallies"))
                .hasMessageStartingWith("unknown command 'tallies'; expected one of summary, ps,");
    }

    @Test
    void aTreeIsMadeForEachTrace() throws RequestException, IOException {
        List<Row> one = answer("pstree --at evt:200", "web-break-in");
        int depth = one.get(0).schema().indexOf(Arrangement.DEPTH);
        assertThat(one.get(0).longAt(depth)).isZero();
        assertThat(one).anyMatch(row -> row.longAt(depth) > 1);
        assertThat(one.get(0).schema().names()).doesNotContain("orphan");
        assertThat(one).hasSameSizeAs(answer("ps --at evt:200", "web-break-in"));

        List<Row> both = answer("pstree --at evt:200", "web-break-in", "pod-2026", "web-break-in");
        assertThat(both.stream().map(row -> row.longAt(0)).distinct()).containsExactly(1L, 2L, 3L);
        int name = both.get(0).schema().indexOf("name");
        assertThat(both.stream().filter(row -> row.longAt(0) == 3).map(row -> row.textAt(name)))
                .containsExactlyElementsOf(
                        one.stream().map(row -> row.textAt(name - 1)).toList());
    }

    @Test
    void aTreeCanBeginAtAProcess() throws RequestException, IOException {
        List<Row> all = answer("pstree --at evt:200", "web-break-in");
        int depth = all.get(0).schema().indexOf(Arrangement.DEPTH);
        int first = 0;
        while (all.get(first).longAt(depth) == 0) {
            first++;
        }
        long top = all.get(first).longAt(0);
        int end = first + 1;
        while (end < all.size() && all.get(end).longAt(depth) > all.get(first).longAt(depth)) {
            end++;
        }
        List<Row> below = answer("pstree " + top + " --at evt:200", "pod-2026", "web-break-in").stream()
                .filter(row -> row.longAt(0) == 2)
                .toList();
        assertThat(below.stream().map(row -> row.longAt(1)))
                .containsExactlyElementsOf(all.subList(first, end).stream()
                        .map(row -> row.longAt(0))
                        .toList());
        assertThat(below.get(0).longAt(depth + 1)).isZero();
    }
}
