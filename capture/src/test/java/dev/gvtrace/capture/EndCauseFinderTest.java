// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.proto.stream.Varint;
import dev.gvtrace.proto.wire.WireHeader;
import dev.gvtrace.trace.EndCause;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cause of a connection's end; {@link RealRunscTest} has the same with real Sentries. */
@Timeout(60)
class EndCauseFinderTest {
    private static final String LIVES = "echo 'SESSIONS (COUNT)'";
    private static final String DEAD =
            "echo 'listing sessions: connecting to control server at PID 7: connection refused' >&2; exit 128";
    private static final String NEVER_HEARD_OF = "echo 'loading container: file does not exist' >&2; exit 128";
    private static final String SESSION = "{\"trace_session\":{\"points\":[{\"name\":\"sentry/task_exit\"}]}}";
    private static final int TASK_EXIT = 5;

    @TempDir
    Path dir;

    @Test
    void aSandboxThatLivesHasLostItsSessionOrHasAnother() throws Exception {
        assertThat(ended(LIVES.replace("COUNT", "0"), SESSION, message(9, 1))).isEqualTo(EndCause.SESSION_DELETED);
    }

    @Test
    void aSandboxThatLivesAndHasASession() throws Exception {
        assertThat(ended(LIVES.replace("COUNT", "1"), SESSION, message(9, 1))).isEqualTo(EndCause.SESSION_REPLACED);
    }

    @Test
    void aSandboxWhoseFirstProcessHasEnded() throws Exception {
        assertThat(ended(DEAD, SESSION, message(9, 1), message(TASK_EXIT, 1))).isEqualTo(EndCause.SANDBOX_ENDED);
    }

    /** It may report its end and continue unseen. */
    @Test
    void aLivingSandboxIsNotReportedAsEnded() throws Exception {
        assertThat(ended(LIVES.replace("COUNT", "0"), SESSION, message(TASK_EXIT, 1)))
                .isEqualTo(EndCause.SESSION_DELETED);
    }

    @Test
    void aSandboxThatDisappearedSilently() throws Exception {
        assertThat(ended(NEVER_HEARD_OF, SESSION, message(9, 1), message(TASK_EXIT, 2)))
                .isEqualTo(EndCause.SANDBOX_KILLED);
    }

    @Test
    void aSandboxWithoutEventsForEndsOfProcesses() throws Exception {
        assertThat(ended(DEAD, "{}", message(9, 1))).isEqualTo(EndCause.SANDBOX_GONE);
    }

    @Test
    void withoutRunscTheConnectionWasClosed() throws Exception {
        assertThat(ended(null, SESSION, message(9, 1))).isEqualTo(EndCause.CONNECTION_CLOSED);
    }

    @Test
    void withoutRunscATaskExitEndsTheSandbox() throws Exception {
        assertThat(ended(null, SESSION, message(TASK_EXIT, 1))).isEqualTo(EndCause.SANDBOX_ENDED);
    }

    @Test
    void noMessageAtAll() throws Exception {
        assertThat(ended(DEAD, SESSION)).isEqualTo(EndCause.NEVER_BEGAN);
    }

    private @Nullable EndCause ended(@Nullable String traceList, String session, byte[]... packets) throws Exception {
        Opening opening = Opening.builder(TraceOrigin.LIVE, 1)
                .session(session.getBytes(StandardCharsets.UTF_8))
                .build();
        try (TestRecording made = TestRecording.begin(dir, line -> {}, opening)) {
            Recording recording = made.recording();
            if (traceList != null) {
                recording.askRunscAtEnd(
                        new Runsc(FakeRunsc.make(dir, traceList + "\n").program(), null));
            }
            for (byte[] packet : packets) {
                made.put(packet);
            }
            made.peer().close();
            recording.connection().run();
            PacketRing.Scratch scratch = new PacketRing.Scratch();
            while (!recording.isOver()) {
                recording.turn(scratch, 1 << 16, 2);
            }
            EndCauseFinder finder = new EndCauseFinder(new StandingThreads(), line -> {});
            CountDownLatch found = new CountDownLatch(1);
            finder.find(recording, found::countDown);
            found.await();
            finder.stop(1000);
            recording.finish(3);
            CaptureServerTest.Trace trace = CaptureServerTest.Trace.read(recording.file());
            return trace.closing().cause();
        }
    }

    /** A message of a thread. */
    private static byte[] message(int type, int thread) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(64).position(WireHeader.SIZE);
        packet.put((byte) 10).put((byte) 4).put((byte) 8);
        Varint.put(packet, 1);
        packet.put((byte) 16);
        Varint.put(packet, thread);
        WireHeader.write(packet.array(), 0, type, 0);
        return Arrays.copyOf(packet.array(), packet.position());
    }
}
