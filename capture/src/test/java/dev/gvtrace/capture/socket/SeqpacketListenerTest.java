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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
}
