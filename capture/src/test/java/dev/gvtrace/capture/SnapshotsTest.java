// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.facts.HostFacts;
import dev.gvtrace.capture.receive.PacketRing;
import dev.gvtrace.capture.session.RunscCommandLine;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.capture.system.WallClock;
import dev.gvtrace.proto.stream.Varint;
import dev.gvtrace.proto.wire.WireHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SnapshotsTest {
    private static final long T0 = 1_700_000_000_000_000_000L;
    private static final int START = 1;
    private static final int READ = 9;
    private static final String DUMP = "echo 'PROCFS DUMP'";
    private static final int AT_ONCE = 3;

    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final PacketRing.Scratch scratch = new PacketRing.Scratch();
    private final Snapshots snapshots = new Snapshots(new StandingThreads(), AT_ONCE, new WallClock(), log::add);
    private TestRecording test;
    private int asked;
    private long now = T0;

    @BeforeEach
    void begin() throws IOException {
        test = TestRecording.begin(dir, log::add);
    }

    @AfterEach
    void end() throws IOException {
        snapshots.close();
        test.close();
    }

    @Test
    void aSandboxThatBeginsWithAContainerIsKnown() {
        count();
        put(message(START, 1, 0, false), message(READ, 1, 0, false), message(READ, 2, 1, false));
        assertThat(asked).isZero();
    }

    @Test
    void aSandboxThatBeginsWithAnythingElseIsNot() {
        count();
        put(message(READ, 1, 0, false), message(READ, 1, 0, false), message(READ, 2, 1, false));
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void eachExecSessionIsRequestedOnce() {
        count();
        put(message(START, 1, 0, false));
        for (int i = 0; i < 100; i++) {
            // the second one's children belong to the session, and are known
            put(
                    message(READ, 5, 0, true),
                    message(READ, 6, 5, true),
                    message(READ, 7, 0, true),
                    message(READ, 8 + i, 5, true));
        }
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void listsAreRecordedAndTheirNumberIsLimited() throws Exception {
        FakeRunsc runsc = FakeRunsc.make(dir, DUMP);
        Snapshots.Source source = snapshots.of(peer(runsc, List.of("runsc", "--root", "/r", "restore", "c1")));
        for (int i = 1; i <= AT_ONCE; i++) {
            int so = i;
            source.request(test.recording());
            Await.until(log, () -> recorded().procfs().size() == so);
        }
        source.request(test.recording());
        source.request(test.recording());
        snapshots.close();
        assertThat(runsc.called("--root /r trace procfs c1")).isEqualTo(AT_ONCE);
        assertThat(new String(recorded().procfs().get(0), StandardCharsets.UTF_8))
                .startsWith("PROCFS DUMP");
        assertThat(log).isEmpty();
    }

    @Test
    void aSandboxThatDoesNotAnswerYetIsAskedAgain() throws Exception {
        FakeRunsc runsc = FakeRunsc.make(
                dir,
                "test $n -ge 3 || { echo 'connecting to control server at PID 1: connection refused' >&2; exit 128; }\n"
                        + DUMP);
        snapshots.of(peer(runsc, List.of("runsc", "create", "c1"))).request(test.recording());
        Await.until(log, () -> recorded().procfs().size() == 1);
        assertThat(runsc.called("trace procfs c1")).isEqualTo(3);
    }

    @Test
    void reportsAFailureOnceWithoutRetrying() throws Exception {
        FakeRunsc runsc = FakeRunsc.make(dir, "echo 'no such command' >&2; exit 1");
        Snapshots.Source source = snapshots.of(peer(runsc, List.of("runsc", "create", "c1")));
        source.request(test.recording());
        Await.until(log, () -> !log.isEmpty());
        source.request(test.recording());
        snapshots.close();
        assertThat(log).singleElement().asString().contains("no list of processes of c1", "no such command");
        assertThat(runsc.called("procfs")).isEqualTo(1);
    }

    @Test
    void onlyARunscOfOurAccountWithAPlainIdIsRun() throws Exception {
        FakeRunsc runsc = FakeRunsc.make(dir, DUMP);
        List<String> words = List.of("runsc", "restore", "c1");
        assertThat(snapshots.of(peer(runsc, words))).isNotSameAs(Snapshots.Source.NONE);
        assertThat(snapshots.of(peer(runsc, List.of("runsc", "restore", "../c1"))))
                .isSameAs(Snapshots.Source.NONE);
        assertThat(snapshots.of(peer(runsc, List.of("runsc", "do", "sh")))).isSameAs(Snapshots.Source.NONE);
        assertThat(snapshots.of(peer(runsc.program(), words, false, false))).isSameAs(Snapshots.Source.NONE);
        assertThat(snapshots.of(peer(runsc.program(), words, true, true))).isSameAs(Snapshots.Source.NONE);
        assertThat(snapshots.of(peer(dir.resolve("missing"), words, true, false)))
                .isSameAs(Snapshots.Source.NONE);
    }

    private void count() {
        test.recording().inspector().askForSnapshots(recording -> asked++);
    }

    private static HostFacts.Peer peer(FakeRunsc runsc, List<String> words) {
        return peer(runsc.program(), words, true, false);
    }

    private static HostFacts.Peer peer(Path program, List<String> words, boolean ourRights, boolean ourChild) {
        return new HostFacts.Peer(
                new byte[0], RunscCommandLine.of(words), Path.of("/"), program, null, ourRights, ourChild);
    }

    private CaptureServerTest.Trace recorded() throws IOException {
        now += 2_000_000_000L;
        test.recording().turn(scratch, 1 << 20, now);
        return CaptureServerTest.Trace.read(test.recording().file());
    }

    private void put(byte[]... packets) {
        PacketRing ring = test.recording().connection().ring();
        for (byte[] packet : packets) {
            ring.reserve().put(packet);
            ring.commit(packet.length, T0, 0);
        }
        test.recording().turn(scratch, 1 << 20, T0);
    }

    /** With a context of a process: its id, its parent's, and whether it belongs to an exec session. */
    private static byte[] message(int type, int process, int parent, boolean session) {
        ByteBuffer context = ByteBuffer.allocate(100);
        context.put((byte) 8);
        Varint.put(context, T0);
        context.put((byte) (4 << 3)).put((byte) process);
        context.put((byte) (5 << 3)).put((byte) 77);
        if (parent != 0) {
            context.put((byte) (10 << 3)).put((byte) parent);
        }
        if (session) {
            context.put((byte) (11 << 3)).put((byte) 1);
        }
        context.flip();
        ByteBuffer packet = ByteBuffer.allocate(200);
        packet.position(WireHeader.SIZE);
        packet.put((byte) 10).put((byte) context.remaining()).put(context);
        WireHeader.write(packet.array(), 0, type, 0);
        return Arrays.copyOf(packet.array(), packet.position());
    }
}
