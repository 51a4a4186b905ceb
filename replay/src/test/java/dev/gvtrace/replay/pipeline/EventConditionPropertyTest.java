// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.Evaluation;
import dev.gvtrace.replay.filter.FilterCompiler;
import dev.gvtrace.replay.filter.FilterProgram;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A scan of {@code events} finds what trying each event by itself finds. */
class EventConditionPropertyTest {
    private static final Path TRACE = Path.of("../samples/traces/web-break-in.gvt");

    @Provide
    Arbitrary<String> conditions() {
        Arbitrary<String> check = Arbitraries.of(
                "evt.type = openat",
                "evt.type in (read, write, execve)",
                "evt.failed = true",
                "proc.name = nginx",
                "proc.name in (sh, bash, id)",
                "fd.name startswith /etc",
                "fd.name contains o",
                "fd.num > 3",
                "proc.aname[2] exists",
                "evt.num < 100",
                "user.uid = 0",
                "evt.count = 1");
        Arbitrary<String> negated = Arbitraries.oneOf(check, check.map(one -> "not (" + one + ")"));
        Arbitrary<String> all = negated.list().ofMinSize(1).ofMaxSize(3).map(parts -> String.join(" and ", parts));
        return all.list().ofMinSize(1).ofMaxSize(3).map(parts -> "(" + String.join(") or (", parts) + ")");
    }

    @Property(tries = 60)
    void aScanFindsWhatTryingEachEventFinds(
            @ForAll("conditions") String condition,
            @ForAll @IntRange(min = 0, max = 300) int first,
            @ForAll @IntRange(min = 0, max = 400) int limit)
            throws IOException, FilterException, RequestException {
        try (TraceSource source = TraceSources.open(TRACE)) {
            List<Long> expected = matches(source, condition).stream()
                    .filter(number -> number >= first)
                    .limit(limit)
                    .toList();
            ScanRequest request = ScanRequest.of("events")
                    .withColumns(List.of("evt"))
                    .where(condition)
                    .between(first == 0 ? null : Moment.parse("evt:" + first), null)
                    .limit(limit);
            List<Long> found = new ArrayList<>();
            TraceTables tables = new TraceTables(List.of(source), Installed.tables(), false);
            try (Cursor cursor = tables.scan(request)) {
                while (cursor.next()) {
                    found.add(cursor.longAt(0));
                }
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    private static List<Long> matches(TraceSource source, String condition) throws FilterException {
        FilterCompiler<EventContext> compiler = new FilterCompiler<>(Installed.binding());
        FilterProgram<EventContext> program =
                compiler.link(null, List.of(compiler.compile(FilterParser.parse(condition))));
        Evaluation<EventContext> evaluation = compiler.newEvaluation();
        List<Long> numbers = new ArrayList<>();
        new TraceReplay(source, ReplayOptions.DEFAULT).run(1, event -> {
            evaluation.start(event);
            if (program.next(evaluation, 0) >= 0) {
                numbers.add(event.number());
            }
            return true;
        });
        return numbers;
    }
}
