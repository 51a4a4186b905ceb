// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.files.PreviousTrace;
import dev.gvtrace.capture.files.Retention;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Closing;
import dev.gvtrace.trace.EndCause;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.copy.RepairedCopy;
import dev.gvtrace.trace.copy.TraceRepairer;
import dev.gvtrace.trace.gvt.TraceWriter;
import dev.gvtrace.trace.gvt.WriterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sandboxes that were left by their recorder; {@link RealRunscTest} has real ones. */
@Timeout(60)
class UnrecordedSandboxesTest {
    private static final long LATER = 4_000_000_000_000_000_000L;
    private static final String NAME = "20250101T000000.000Z-SANDBOX-1.gvt";

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void theyAreNamed() throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        write(out.resolve(NAME.replace("SANDBOX", "quiet")), "quiet", false, EndCause.UNKNOWN);
        FakeRunsc runsc = FakeRunsc.make(dir, """
                case "$*" in
                  list*) echo '[{"id":"busy","status":"running","pid":PID1},{"id":"quiet","status":"running","pid":PID2},
                    {"id":"other","status":"running","pid":3},{"id":"none","status":"running","pid":4},
                    {"id":"over","status":"stopped","pid":5}]' ;;
                  *list\\ busy) echo 'SESSIONS (1)'; echo '"Default"'; printf '\\tSink: "remote", dropped: 64461\\n' ;;
                  *list\\ none) echo 'SESSIONS (0)' ;;
                  *) echo 'SESSIONS (1)'; echo '"Default"'; printf '\\tSink: "remote", dropped: 0\\n' ;;
                esac
                """.replace("PID1", "1").replace("PID2", "2"));
        CaptureOptions options =
                CaptureOptions.of(dir.resolve("s"), out).withRetention(new Retention(0, null, 0, null, 0));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, line -> {})) {
            new UnrecordedSandboxes(server, new Runsc(runsc.program(), null), log::add).log();
        }
        assertThat(log).hasSize(3);
        assertThat(log.get(0))
                .startsWith("2 sandboxes run whose session has had no recorder")
                .endsWith(": busy (64461 messages dropped), quiet (nothing dropped yet)");
        assertThat(log.get(1)).contains("without a session").endsWith(": none");
        assertThat(log.get(2)).contains("not connected here").endsWith(": other");
    }

    @Test
    void aRunscThatIsNotThereIsAnError() throws Exception {
        CaptureOptions options = CaptureOptions.of(dir.resolve("s"), dir.resolve("out"))
                .withRetention(new Retention(0, null, 0, null, 0));
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, line -> {})) {
            UnrecordedSandboxes forgotten =
                    new UnrecordedSandboxes(server, new Runsc(dir.resolve("missing"), null), log::add);
            assertThatThrownBy(forgotten::log).isInstanceOf(IOException.class);
        }
        assertThat(log).isEmpty();
    }

    @Test
    void theLastTraceOfASandboxShowsHowMuchIsKnown() throws Exception {
        Path first = dir.resolve("20250101T000000.000Z-c-1.gvt");
        Path second = dir.resolve("20250101T000000.000Z-c-1.0001.gvt");
        Path another = dir.resolve("20250102T000000.000Z-c-2.gvt");
        assertThat(PreviousTrace.of(dir, "c", 1, Set.of())).isEmpty();
        write(first, "c", true, EndCause.UNKNOWN);
        write(second, "c", false, EndCause.UNKNOWN);
        write(dir.resolve("20250103T000000.000Z-c-x-2.gvt"), "c-x", true, EndCause.RECORDER_STOPPED);

        PreviousTrace killed = PreviousTrace.of(dir, "c", 1, Set.of()).orElseThrow();
        assertThat(killed)
                .isEqualTo(new PreviousTrace(LATER + 2, 17, false, EndCause.UNKNOWN, killed.recording(), second));
        assertThat(killed.recording()).isNotNull();
        assertThat(killed.earlier().text().decoded())
                .isEqualTo(
                        "20250101T000000.000Z-c-1.0001.gvt, recording " + killed.recording() + ", left without a seal");

        // made long after the recorder's end, and sealed
        Path copy = RepairedCopy.beside(second);
        TraceRepairer.repair(
                second, copy, WriterOptions.defaults(), new PacketIndexer(), "mender", LATER + 1_000_000_000_000L);
        assertThat(PreviousTrace.of(dir, "c", 1, Set.of()).orElseThrow())
                .isEqualTo(new PreviousTrace(LATER + 2, 17, false, EndCause.UNKNOWN, killed.recording(), copy));
        Files.delete(copy);
        assertThat(PreviousTrace.of(dir, "c", 1, Set.of(second)).orElseThrow().sealed())
                .isTrue();

        write(another, "c", true, EndCause.RECORDER_STOPPED);
        PreviousTrace stopped = PreviousTrace.of(dir, "c", 1, Set.of()).orElseThrow();
        assertThat(stopped.sealed()).isTrue();
        assertThat(stopped.dropped()).isEqualTo(17 + 5);
        assertThat(stopped.cause()).isEqualTo(EndCause.RECORDER_STOPPED);
    }

    @Test
    void aRecorderThatWasKilledBetweenTwoFilesHasNotWrittenEverything() throws Exception {
        Path first = dir.resolve("20250101T000000.000Z-c-1.gvt");
        write(first, "c", Closing.continued(LATER + 3, "rotated"));
        assertThat(PreviousTrace.of(dir, "c", 1, Set.of()).orElseThrow().sealed())
                .isFalse();
    }

    /** The id was given again. */
    @Test
    void aTraceOfASandboxThatHasEndedIsNotOfTheOneThatRuns() throws Exception {
        write(dir.resolve("20250101T000000.000Z-c-1.gvt"), "c", true, EndCause.SANDBOX_KILLED);
        assertThat(PreviousTrace.of(dir, "c", 1, Set.of())).isEmpty();
    }

    private static void write(Path file, String sandbox, boolean sealed, EndCause cause) throws IOException {
        write(file, sandbox, sealed ? Closing.end(LATER + 3, "test", cause) : null);
    }

    /** Unsealed without a closing. */
    private static void write(Path file, String sandbox, @Nullable Closing closing) throws IOException {
        Opening opening = Opening.builder(TraceOrigin.LIVE, LATER)
                .sandbox(Text.ofUtf8(sandbox))
                .build();
        try (TraceWriter writer = TraceWriter.create(file, opening, WriterOptions.defaults(), new PacketIndexer())) {
            for (int i = 1; i <= 2; i++) {
                byte[] packet = FakeSentry.message(9, 17 * (i - 1), LATER + i, "c", 10);
                writer.message(LATER + i, packet, 0, packet.length);
            }
            if (closing != null && closing.cause() == EndCause.RECORDER_STOPPED) {
                writer.gap(new Gap(LATER + 2, LATER + 3, 5, Gap.REPORTED_AT_THE_END));
            }
            writer.flush();
            if (closing != null) {
                writer.seal(closing);
            }
        }
    }
}
