// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static dev.gvtrace.replay.pipeline.SmallTrace.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Read;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a replay reports of a trace: bounds, losses, violations and the end. */
class TraceReplayTest {
    @TempDir
    private Path folder;

    /** Records what it receives: events by their paths, the rest by a word. */
    private static final class Notes implements ReplayListener {
        private static final OutputTemplate<EventContext> SHOWN = Objects.requireNonNull(
                OutputTemplate.compile("%evt.type %fd.name", Installed.binding(), new ArrayList<>()));

        final List<String> lines = new ArrayList<>();
        private final boolean packets;
        int most = Integer.MAX_VALUE;

        Notes(boolean packets) {
            this.packets = packets;
        }

        @Override
        public boolean wantsMessages() {
            return packets;
        }

        @Override
        public boolean message(long sequence, long receivedNs, byte[] packet, int offset, int length) {
            lines.add("#" + sequence);
            return true;
        }

        @Override
        public boolean event(EventContext event) {
            lines.add(SHOWN.render(event).decoded().replace("openat ", ""));
            return --most > 0;
        }

        @Override
        public void gap(long fromNs, long toNs, long lost, Text cause) {
            lines.add("lost " + lost + ": " + cause.decoded());
        }

        @Override
        public void violation(long receivedNs, String detail) {
            lines.add("violation: " + detail);
        }

        @Override
        public void silent(SilentThread thread) {
            lines.add("silent " + thread.tid());
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            lines.add(complete ? "end" : "stopped, " + state.processes().size() + " processes");
        }
    }

    private SmallTrace trace(TraceOrigin origin) throws IOException {
        return new SmallTrace(folder.resolve("t.gvt"), origin);
    }

    /** Processes 7 and 8 by turns; the fourth message is from before the third one's time. */
    private TraceSource fiveOpens() throws IOException {
        return trace(TraceOrigin.LIVE)
                .open(1, 7, "/1")
                .open(2, 8, "/2")
                .open(4, 7, "/3")
                .open(3, 8, "/4")
                .open(5, 7, "/5")
                .sealed();
    }

    private static List<String> replay(TraceSource source, ReplayOptions options) throws IOException {
        return replay(source, options, new Notes(false));
    }

    private static List<String> replay(TraceSource source, ReplayOptions options, Notes notes) throws IOException {
        try (source) {
            new TraceReplay(source, options).run(1, notes);
        }
        return notes.lines;
    }

    private static Moment moment(String text) throws Exception {
        return text.startsWith("@")
                ? new Moment(Moment.Kind.ABSOLUTE, at(Integer.parseInt(text.substring(1))))
                : Moment.parse(text);
    }

    /**
     * A time bounds what is shown from below event by event, and from above after the last message, in order of
     * arrival, that is not later. @N is N seconds after the start.
     */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,     -,     /1 /2 /3 /4 /5 end",
                "@0,    end,   /1 /2 /3 /4 /5 end",
                "@2,    -,     /2 /3 /4 /5 end",
                "@4,    -,     /3 /5 end",
                "@6,    -,     end",
                "+1s,   -,     /2 /3 /4 /5 end",
                "-1s,   -,     /3 /5 end",
                "evt:3, -,     /3 /4 /5 end",
                "evt:9, -,     end",
                "-,     @0,    'stopped, 0 processes'",
                "-,     @1,    '/1 stopped, 1 processes'",
                "-,     @3,    '/1 /2 /3 /4 stopped, 2 processes'",
                "-,     @4,    '/1 /2 /3 /4 stopped, 2 processes'",
                "-,     @5,    /1 /2 /3 /4 /5 end",
                "-,     +1s,   '/1 /2 stopped, 2 processes'",
                "-,     -3s,   '/1 /2 stopped, 2 processes'",
                "-,     evt:2, '/1 /2 stopped, 2 processes'",
                "evt:2, evt:3, '/2 /3 stopped, 2 processes'",
                "@2,    @2,    '/2 stopped, 2 processes'",
                "@4,    @3,    '/3 stopped, 2 processes'"
            })
    void momentsBoundWhatIsShown(String from, String to, String shown) throws Exception {
        ReplayOptions options =
                ReplayOptions.DEFAULT.between(from == null ? null : moment(from), to == null ? null : moment(to));
        assertThat(String.join(" ", replay(fiveOpens(), options))).isEqualTo(shown);
    }

    @Test
    void eventsBeforeTheFirstMomentBuildState() throws Exception {
        TraceSource source = trace(TraceOrigin.LIVE)
                .open(1, 7, "/first")
                .packet(Packets.of(Read.newBuilder()
                        .setContextData(ContextData.newBuilder()
                                .setTimeNs(at(3))
                                .setThreadId(7)
                                .setThreadGroupId(7)
                                .setContainerId("c1"))
                        .setExit(Exit.newBuilder().setResult(1))
                        .setFd(5)
                        .build()))
                .sealed();
        assertThat(replay(source, ReplayOptions.DEFAULT.between(moment("@2"), null)))
                .containsExactly("read /first", "end");
    }

    @Test
    void aListenerEndsTheReading() throws Exception {
        Notes notes = new Notes(false);
        notes.most = 2;
        assertThat(replay(fiveOpens(), ReplayOptions.DEFAULT, notes))
                .containsExactly("/1", "/2", "stopped, 2 processes");
    }

    @Test
    void packetsComeBeforeTheirEventsFromTheFirstMomentOn() throws Exception {
        assertThat(replay(fiveOpens(), ReplayOptions.DEFAULT.between(moment("@4"), null), new Notes(true)))
                .containsExactly("#3", "/3", "#5", "/5", "end");
        assertThat(replay(fiveAgain(), ReplayOptions.DEFAULT.between(moment("evt:4"), null), new Notes(true)))
                .containsExactly("#4", "/4", "#5", "/5", "end");
    }

    private TraceSource fiveAgain() throws IOException {
        SmallTrace again = new SmallTrace(folder.resolve("again.gvt"), TraceOrigin.LIVE);
        for (int i = 1; i <= 5; i++) {
            again.open(i, 7, "/" + i);
        }
        return again.sealed();
    }

    /** A recorder wrote gaps from the Sentry's counter; an import has only the counter. */
    @Test
    void lossesComeFromGapsOrFromTheCounter() throws Exception {
        TraceSource live = trace(TraceOrigin.LIVE)
                .open(1, 7, "/1")
                .drops(3)
                .gap(3, Gap.SOCKET_FULL)
                .open(2, 7, "/2")
                .sealed();
        assertThat(replay(live, ReplayOptions.DEFAULT))
                .containsExactly("/1", "lost 3: " + Gap.SOCKET_FULL.decoded(), "/2", "end");
        TraceSource imported = new SmallTrace(folder.resolve("import.gvt"), TraceOrigin.IMPORT)
                .open(1, 7, "/1")
                .drops(3)
                .open(2, 7, "/2")
                .sealed();
        assertThat(replay(imported, ReplayOptions.DEFAULT)).containsExactly("/1", "/2", "lost 3: drop counter", "end");
    }

    @Test
    void anInvalidMessageIsAViolation() throws Exception {
        try (TraceSource source = trace(TraceOrigin.LIVE)
                .open(1, 7, "/1")
                .packet(new byte[] {8, 0})
                .packet(new byte[] {4, 0, 7, 0, 0, 0, 0, 0})
                .packet(new byte[] {8, 0, 7, 0, 0, 0, 0, 0, (byte) 0xff})
                .open(2, 7, "/2")
                .sealed()) {
            Notes notes = new Notes(false);
            ReplayResult result = new TraceReplay(source, ReplayOptions.DEFAULT).run(1, notes);
            assertThat(notes.lines)
                    .containsExactly(
                            "/1",
                            "violation: packet of 2 bytes is not a message",
                            "violation: packet of 8 bytes is not a message",
                            "violation: packet of 9 bytes is not a message",
                            "/2",
                            "end");
            assertThat(result).isEqualTo(new ReplayResult(5, 2, 3, 0, List.of()));
        }
    }

    @Test
    void aThreadWithoutMessagesIsSilentAtTheEnd() throws Exception {
        TraceSource source = trace(TraceOrigin.LIVE)
                .open(1, 7, "/1")
                .clone(2, 7, 9)
                .open(3, 7, "/2")
                .sealed();
        assertThat(replay(source, ReplayOptions.DEFAULT))
                .containsSubsequence("/1", "/2", "silent 9", "end")
                .anyMatch(line -> line.startsWith("silent <NA>"));
        TraceSource stopped = new SmallTrace(folder.resolve("stopped.gvt"), TraceOrigin.LIVE)
                .clone(2, 7, 9)
                .open(3, 7, "/2")
                .open(4, 7, "/3")
                .sealed();
        assertThat(replay(stopped, ReplayOptions.DEFAULT.between(null, moment("@3"))))
                .as("what comes later is not known")
                .noneMatch(line -> line.startsWith("silent"));
    }

    @Test
    void noThreadIsNeededAndNoneChangesAnything() throws Exception {
        List<String> ahead = replay(fiveOpens(), ReplayOptions.DEFAULT);
        ReplayOptions alone = ReplayOptions.DEFAULT.atOnce(8, 2);
        assertThat(alone.readAhead()).isZero();
        assertThat(replay(fiveAgain(), alone)).isEqualTo(ahead);
    }
}
