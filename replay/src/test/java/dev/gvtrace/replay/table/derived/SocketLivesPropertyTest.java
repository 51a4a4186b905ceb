// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.SocketInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets end when no descriptor of any thread refers to them. */
class SocketLivesPropertyTest {
    @Provide
    Arbitrary<List<RandomWorkload.Step>> steps() {
        return RandomWorkload.steps();
    }

    /** Checks everything after each event. */
    private static final class Oracle {
        private final Map<SocketInfo, Long> begun = new IdentityHashMap<>();
        private final Map<SocketInfo, Long> ends = new IdentityHashMap<>();
        private Set<SocketInfo> before = Collections.newSetFromMap(new IdentityHashMap<>());

        void event(EventContext event) {
            Set<SocketInfo> now = Collections.newSetFromMap(new IdentityHashMap<>());
            boolean end = Effect.of(event) == Effect.END;
            for (ThreadInfo thread : event.sandbox().threads()) {
                if (!end || thread != event.thread()) {
                    add(thread, now);
                }
            }
            for (SocketInfo socket : now) {
                begun.putIfAbsent(socket, event.number());
            }
            for (SocketInfo socket : before) {
                if (!now.contains(socket)) {
                    ends.put(socket, event.event().timeNs());
                }
            }
            before = now;
        }

        private static void add(ThreadInfo thread, Set<SocketInfo> to) {
            for (FdInfo fd : thread.descriptors().all()) {
                if (fd.socket() != null) {
                    to.add(fd.socket());
                }
            }
        }

        List<Long> sortedEnds() {
            return begun.keySet().stream()
                    .map(socket -> ends.getOrDefault(socket, 0L))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    private static List<Long> found(List<SocketLife> lives) {
        return lives.stream().map(SocketLife::endNs).sorted().collect(Collectors.toList());
    }

    private static void compare(TraceSource source) {
        Oracle oracle = new Oracle();
        List<SocketLife> lives = new ArrayList<>();
        SocketLives followed = new SocketLives(lives::add, life -> {});
        new TraceReplay(source, ReplayOptions.DEFAULT).run(1, event -> {
            oracle.event(event);
            followed.event(event);
            return true;
        });
        followed.finish();
        assertThat(found(lives)).isEqualTo(oracle.sortedEnds());
    }

    @Property(tries = 300)
    void endsAreThoseThatALookAtEverythingFinds(@ForAll("steps") List<RandomWorkload.Step> steps) throws Exception {
        RandomWorkload.of(steps).opened(source -> {
            compare(source);
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentry/tour", "sentry/shell", "sentry/churn-bare", "traces/sys", "traces/shell"})
    void inRecordingsToo(String name) throws Exception {
        try (TraceSource source = TraceSources.open(Traces.stream(name))) {
            compare(source);
        }
    }
}
