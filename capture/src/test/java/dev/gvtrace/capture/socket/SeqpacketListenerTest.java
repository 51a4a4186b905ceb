// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

@Timeout(60)
class SeqpacketListenerTest {
    @TempDir
    Path dir;

    @Test
    void leavesOtherFilesInPlaceOfTheSocket() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "precious");
        Path directory = Files.createDirectory(dir.resolve("directory"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), file);
        Path dangling = Files.createSymbolicLink(dir.resolve("dangling"), dir.resolve("nowhere"));
        refuses(file, "a regular file, not a socket");
        refuses(directory, "a directory, not a socket");
        refuses(link, "a symbolic link, not a socket");
        refuses(dangling, "a symbolic link, not a socket");
        refuses(file.resolve("s"), "");
        assertThat(file).hasContent("precious");
        assertThat(dangling).isSymbolicLink();
        assertThat(SeqpacketListener.use(file)).isEqualTo(SeqpacketListener.Use.OTHER_FILE);
        assertThat(SeqpacketListener.use(directory)).isEqualTo(SeqpacketListener.Use.OTHER_FILE);
    }

    private static void refuses(Path path, String why) {
        assertThatThrownBy(() -> SeqpacketListener.open(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aStaleSocketIsReplacedAndAUsedOneIsNot() throws IOException {
        Path path = dir.resolve("s");
        try (SeqpacketListener first = SeqpacketListener.open(path)) {
            assertThat(SeqpacketListener.use(path)).isEqualTo(SeqpacketListener.Use.LISTENING);
            refuses(path, "another process listens");
            assertThat(first.path()).isEqualTo(path);
        }
        assertThat(path).doesNotExist();
        assertThat(SeqpacketListener.use(path)).isEqualTo(SeqpacketListener.Use.ABSENT);
        leaveStale(path);
        assertThat(SeqpacketListener.use(path)).isEqualTo(SeqpacketListener.Use.STALE);
        try (SeqpacketListener second = SeqpacketListener.open(path);
                SeqpacketConnection client = SeqpacketConnection.connect(path)) {
            assertThat(client.peer().pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
            assertThat(Files.getPosixFilePermissions(second.path())).hasSize(2);
        }
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }

    /** A socket whose listener has gone and left its name. */
    private static void leaveStale(Path path) throws IOException {
        Path other = path.resolveSibling("other");
        try (SeqpacketListener listener = SeqpacketListener.open(path)) {
            Files.createLink(other, listener.path());
        }
        Files.move(other, path);
    }

    /** Each looks, finds nothing and binds: without care the last one takes the others' names away. */
    @Test
    void ofSeveralThatStartAtOnceOneListens() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path path = dir.resolve("s" + round);
            int many = 4;
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger refused = new AtomicInteger();
            List<SeqpacketListener> open = java.util.Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        go.await();
                        open.add(SeqpacketListener.open(path));
                    } catch (IOException | InterruptedException e) {
                        refused.incrementAndGet();
                    }
                });
                thread.start();
                threads.add(thread);
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(open).hasSize(1);
            assertThat(refused).hasValue(many - 1);
            SeqpacketConnection.connect(path).close();
            open.get(0).close();
        }
    }

    /** A descriptor as the service manager passes it. */
    private static InheritedDescriptor inherited(AFUNIXDatagramSocket socket) throws IOException {
        return new InheritedDescriptor(
                FileDescriptorCast.using(FileDescriptorCast.duplicating(socket.getFileDescriptor())
                                .getFileDescriptor())
                        .as(Integer.class),
                "gvtrace");
    }

    private static AFUNIXDatagramSocket listening(Path path, AFSocketType type) throws IOException {
        AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance(type);
        socket.setDeleteOnClose(false);
        socket.bind(AFUNIXSocketAddress.of(path));
        if (type == AFSocketType.SOCK_SEQPACKET) {
            socket.listen(5);
        }
        return socket;
    }

    @Test
    void aSocketOfTheServiceManagerOutlivesTheListener() throws IOException {
        Path path = dir.resolve("s");
        try (AFUNIXDatagramSocket manager = listening(path, AFSocketType.SOCK_SEQPACKET)) {
            try (SeqpacketListener listener = SeqpacketListener.adopt(inherited(manager), path);
                    SeqpacketConnection peer = SeqpacketConnection.connect(path);
                    SeqpacketConnection accepted = listener.accept()) {
                assertThat(listener.isInherited()).isTrue();
                assertThat(accepted.peer().pid())
                        .isEqualTo((int) ProcessHandle.current().pid());
                assertThat(listener.restore()).isFalse();
                assertThat(peer.isHungUp()).isFalse();
            }
            assertThat(path).exists();
            // waits for the next listener
            try (SeqpacketConnection waiting = SeqpacketConnection.connect(path);
                    SeqpacketListener next = SeqpacketListener.adopt(inherited(manager), path);
                    SeqpacketConnection accepted = next.accept()) {
                assertThat(waiting.isHungUp()).isFalse();
                assertThat(accepted.isHungUp()).isFalse();
            }
        }
    }

    @Test
    void anotherSocketOfTheServiceManagerIsRefused() throws IOException {
        Path path = dir.resolve("s");
        Path elsewhere = dir.resolve("elsewhere");
        try (AFUNIXDatagramSocket manager = listening(elsewhere, AFSocketType.SOCK_SEQPACKET)) {
            assertThatThrownBy(() -> SeqpacketListener.adopt(inherited(manager), path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("listens on " + elsewhere)
                    .hasMessageContaining("expected one of type SEQPACKET that listens on " + path);
        }
        assertThat(elsewhere).exists();
        try (AFUNIXDatagramSocket manager = listening(path, AFSocketType.SOCK_DGRAM)) {
            assertThatThrownBy(() -> SeqpacketListener.adopt(inherited(manager), path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("socket of another type, expected one of type SEQPACKET");
        }
    }

    @Test
    void whatTheEnvironmentNamesIsChecked() throws IOException {
        List<String> log = new ArrayList<>();
        String own = Long.toString(ProcessHandle.current().pid());
        assertThat(InheritedDescriptor.of(Map.of(), log::add)).isEmpty();
        assertThat(InheritedDescriptor.of(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "1"), log::add))
                .isEmpty();
        assertThat(log).singleElement().asString().contains("LISTEN_PID is '1', and this is process " + own);
        for (String count : List.of("x", "-1", "99999999999", "1048577")) {
            assertThatThrownBy(() -> InheritedDescriptor.of(Map.of("LISTEN_FDS", count, "LISTEN_PID", own), log::add))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("invalid LISTEN_FDS '" + count + "': expected a number");
        }
        assertThatThrownBy(() -> InheritedDescriptor.of(Map.of("LISTEN_FDS", "100000", "LISTEN_PID", own), log::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(" is not open");
    }
}
