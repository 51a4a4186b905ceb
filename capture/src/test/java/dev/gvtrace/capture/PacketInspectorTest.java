// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.wire.PacketIndexer;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.MessageIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which packets the recorder acts on: containers, unannounced processes, the sandbox's end, packets it cannot read. */
class PacketInspectorTest {
    private static final int START = 1;
    private static final int EXECVE = 3;
    private static final int TASK_EXIT = 5;
    private static final int READ = 9;

    @TempDir
    private Path dir;

    private final List<String> log = new ArrayList<>();
    private final List<Text> containers = new ArrayList<>();
    private int snapshots;
    private TestRecording recording;
    private final PacketIndexer indexer = new PacketIndexer();
    private PacketInspector inspector;

    @BeforeEach
    void begin() throws IOException {
        recording = TestRecording.begin(dir, log::add);
        inspector = inspector(2);
    }

    @AfterEach
    void close() throws IOException {
        recording.close();
    }

    private PacketInspector inspector(int maxContainers) {
        PacketInspector made = new PacketInspector("sandbox x", maxContainers, log::add);
        made.onContainer((to, id) -> containers.add(id));
        made.askForSnapshots(to -> snapshots++);
        return made;
    }

    /** A packet of that type whose context has a thread, a container, and perhaps the mark of an exec session. */
    private static byte[] packet(int type, int thread, String container, boolean execSession) {
        ByteArrayOutputStream context = new ByteArrayOutputStream();
        context.writeBytes(new byte[] {0x10, (byte) thread, 0x20, (byte) thread});
        byte[] id = container.getBytes(StandardCharsets.UTF_8);
        context.write(0x32);
        context.write(id.length);
        context.writeBytes(id);
        if (execSession) {
            context.writeBytes(new byte[] {0x58, 1});
        }
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {8, 0, (byte) type, 0, 0, 0, 0, 0, 0x0a});
        packet.write(context.size());
        packet.writeBytes(context.toByteArray());
        return packet.toByteArray();
    }

    private void inspect(byte... packet) {
        MessageIndex index = new MessageIndex();
        indexer.index(packet, 0, packet.length, index);
        inspector.inspect(recording.recording(), indexer, packet, 0, packet.length);
    }

    private void message(int type, int thread) {
        inspect(packet(type, thread, "c1", false));
    }

    @Test
    void eachContainerIsReportedOnceUpToALimit() {
        for (String id : new String[] {"a", "b", "a", "c", "b"}) {
            inspect(packet(START, 1, id, false));
        }
        assertThat(containers).containsExactly(Text.ofUtf8("a"), Text.ofUtf8("b"));
        inspector = inspector(2);
        inspect(packet(START, 1, "", false));
        inspect(packet(READ, 1, "d", false));
        assertThat(containers).as("no id, and no start").hasSize(2);
    }

    @Test
    void aSandboxThatDoesNotBeginWithAStartIsListed() {
        assertThat(inspector.hasBegun()).isFalse();
        message(START, 1);
        message(READ, 1);
        message(READ, 2);
        assertThat(snapshots).as("announced").isZero();
        assertThat(inspector.hasBegun()).isTrue();
        inspector = inspector(2);
        message(READ, 1);
        message(READ, 2);
        assertThat(snapshots).as("it ran before").isEqualTo(1);
    }

    @Test
    void eachExecSessionIsListedOnce() {
        message(START, 1);
        for (int process : new int[] {7, 7, 9, 7, 9}) {
            inspect(packet(READ, process, "c1", true));
        }
        assertThat(snapshots).isEqualTo(2);
    }

    /**
     * The sandbox ends with thread 1 of the root PID namespace, unless another thread of its process took its place.
     */
    @ParameterizedTest
    @CsvSource({
        "'5:1',           true",
        "'5:2',           false",
        "'9:1',           false",
        "'5:2 5:1',       true",
        "'5:1 5:2',       true",
        "'5:1 3:1',       false",
        "'5:1 3:2',       true",
        "'5:1 3:1 5:1',   true"
    })
    void detectsTheEndOfTheFirstProcess(String messages, boolean ended) {
        message(START, 1);
        for (String each : messages.split(" ")) {
            String[] typeAndThread = each.split(":");
            int type = Integer.parseInt(typeAndThread[0]);
            assertThat(type).isIn(TASK_EXIT, EXECVE, READ);
            message(type, Integer.parseInt(typeAndThread[1]));
        }
        assertThat(inspector.firstProcessHasEnded()).isEqualTo(ended);
    }

    @Test
    void anEndWithoutAContextHasNoProcess() {
        inspect((byte) 8, (byte) 0, (byte) TASK_EXIT, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertThat(inspector.firstProcessHasEnded()).isFalse();
        assertThat(inspector.malformed()).isZero();
    }

    @Test
    void malformedPacketsAreCountedAndTheFirstOnesLogged() {
        for (int i = 0; i < 9; i++) {
            inspect((byte) 8, (byte) 0, (byte) 7);
        }
        assertThat(inspector.malformed()).isEqualTo(9);
        assertThat(log).hasSize(5).allMatch(line -> line.startsWith("sandbox x: malformed packet: "));
    }

    /** A newer Sentry has types that are not known here; that is not an error. */
    @Test
    void unknownTypesAreNotMalformed() {
        inspect((byte) 8, (byte) 0, (byte) 99, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertThat(inspector.malformed()).isZero();
        assertThat(log).isEmpty();
    }
}
