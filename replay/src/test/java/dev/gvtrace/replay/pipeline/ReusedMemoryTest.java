// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pools reused by later replays save work and do not change results. */
class ReusedMemoryTest {
    @Test
    void resultsDoNotDependOnWhatWasReplayedBefore() throws IOException {
        List<Path> traces = new ArrayList<>(SplitPartsTest.samples());
        assertThat(traces).hasSizeGreaterThan(4);
        Map<Path, List<String>> forwards = replayAll(traces);
        Collections.reverse(traces);
        Map<Path, List<String>> backwards = replayAll(traces);
        assertThat(forwards).isEqualTo(backwards);
        assertThat(forwards.values()).allSatisfy(told -> assertThat(told).isNotEmpty());
    }

    /** Asked for the opening, a source reads its first block: that of a short trace is all of it. */
    @Test
    void takesTheOpeningFromTheFirstRecord() throws IOException {
        Path trace = Path.of("../samples/traces/web-break-in.gvt");
        try (TraceSource source = TraceSources.open(trace)) {
            Text host = source.opening().host();
            List<String> hosts = new ArrayList<>();
            new TraceReplay(new Silent(source), ReplayOptions.DEFAULT)
                    .run(1, event -> hosts.add(event.sandbox().hostname()));
            assertThat(hosts).isNotEmpty().containsOnly(host.isEmpty() ? null : ByteText.of(host));
        }
    }

    private static Map<Path, List<String>> replayAll(List<Path> traces) throws IOException {
        Map<Path, List<String>> told = new HashMap<>();
        for (Path trace : traces) {
            List<String> events = new ArrayList<>();
            try (TraceSource source = TraceSources.open(trace)) {
                new TraceReplay(source, ReplayOptions.DEFAULT).run(1, event -> events.add(text(event)));
            }
            told.put(trace, events);
        }
        return told;
    }

    private static String text(EventContext applied) {
        ThreadInfo thread = applied.thread();
        return applied.event().timeNs() + " " + applied.event().type().name() + " "
                + applied.event().message().context().processName() + " "
                + applied.event().message().context().containerId() + " "
                + (thread == null ? "" : thread.process().pid() + thread.name() + applied.fdName());
    }

    private record Silent(TraceSource source) implements TraceSource {
        @Override
        public Opening opening() {
            throw new AssertionError("asked for the opening");
        }

        @Override
        public TraceSummary summary() {
            return source.summary();
        }

        @Override
        public RecordCursor records(Selection selection) {
            return source.records(selection);
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
