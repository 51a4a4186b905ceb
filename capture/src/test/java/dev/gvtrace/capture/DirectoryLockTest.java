// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One recorder in a directory. */
@Timeout(60)
final class DirectoryLockTest {
    @TempDir
    private Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();

    /** Holds the lock of a directory until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] words) throws Exception {
            DirectoryLock lock = DirectoryLock.take(Path.of(words[0]), System.out::println);
            System.out.println("held " + lock.isHeld());
            System.in.read();
        }
    }

    @Test
    void aSecondRecorderIsRefusedAndHarmsNothing() throws Exception {
        Path out = dir.resolve("out");
        CaptureOptions first = CaptureOptions.of(dir.resolve("a.sock"), out);
        CaptureOptions second =
                CaptureOptions.of(dir.resolve("b.sock"), out).withRetention(new Retention(0, null, 1, null, 0));
        try (CaptureServer server = CaptureServer.start(first, CaptureListener.NONE, log::add);
                FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            sentry.send(FakeSentry.message(9, 0, 1, "c", 10));
            assertThatThrownBy(() -> CaptureServer.start(second, CaptureListener.NONE, log::add))
                    .isInstanceOf(CaptureServer.DirectoryException.class)
                    .hasMessageContaining(out.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(dir.resolve("b.sock")).doesNotExist();
            assertThat(server.connected()).isOne();
        }
        CaptureServer.start(second, CaptureListener.NONE, log::add).close();
    }

    @Test
    void theLockOfAnotherProcessIsSeenAndEndsWithIt() throws Exception {
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held true");
            assertThatThrownBy(() -> DirectoryLock.take(dir, log::add))
                    .isInstanceOf(CaptureServer.DirectoryException.class)
                    .hasMessageContaining("process " + holder.pid() + ")");
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        try (DirectoryLock lock = DirectoryLock.take(dir, log::add)) {
            assertThat(lock.isHeld()).isTrue();
            assertThat(dir.resolve(".lock")).hasContent(ProcessHandle.current().pid() + "\n");
        }
        assertThat(log).isEmpty();
    }

    @Test
    void whereNothingCanBeLockedThatIsSaid() throws IOException {
        Path elsewhere = Files.createFile(dir.resolve("elsewhere"));
        Files.createSymbolicLink(dir.resolve(".lock"), elsewhere);
        try (DirectoryLock lock = DirectoryLock.take(dir, log::add)) {
            assertThat(lock.isHeld()).isFalse();
        }
        assertThat(log).singleElement().asString().contains("can't be locked", "Only sealed traces are ever deleted");
        assertThat(elsewhere).isEmptyFile();
    }
}
