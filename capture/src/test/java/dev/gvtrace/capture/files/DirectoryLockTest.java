// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.CaptureListener;
import dev.gvtrace.capture.CaptureOptions;
import dev.gvtrace.capture.CaptureServer;
import dev.gvtrace.capture.FakeSentry;
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
    void aSecondRecorderIsRefusedWithoutSideEffects() throws Exception {
        Path out = dir.resolve("out");
        CaptureOptions first = CaptureOptions.of(dir.resolve("a.sock"), out);
        CaptureOptions second =
                CaptureOptions.of(dir.resolve("b.sock"), out).withRetention(new Retention(0, null, 1, null, 0));
        try (CaptureServer server = CaptureServer.start(first, CaptureListener.NONE, log::add);
                FakeSentry sentry = FakeSentry.greeted(server.socket())) {
            sentry.send(FakeSentry.message(9, 0, 1, "c", 10));
            assertThatThrownBy(() -> CaptureServer.start(second, CaptureListener.NONE, log::add))
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining(out.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(dir.resolve("b.sock")).doesNotExist();
            assertThat(server.connected()).isOne();
        }
        CaptureServer.start(second, CaptureListener.NONE, log::add).close();
    }

    private Process startHolder() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void retakesARemovedLockUnlessAnotherRecorderHoldsIt() throws Exception {
        try (DirectoryLock lock = DirectoryLock.take(dir, log::add)) {
            lock.follow();
            assertThat(log).isEmpty();
            Files.delete(dir.resolve(".lock"));
            lock.follow();
            assertThat(log).singleElement().asString().contains(dir.toString(), "locked again");

            Files.delete(dir.resolve(".lock"));
            Process quicker = startHolder();
            try (BufferedReader said = quicker.inputReader()) {
                assertThat(said.readLine()).isEqualTo("held true");
                lock.follow();
                lock.follow();
                assertThat(lock.isHeld()).isFalse();
                assertThat(log).hasSize(2);
                assertThat(log.get(1)).contains("process " + quicker.pid() + ")", "only sealed traces are deleted");
            } finally {
                quicker.destroyForcibly();
                assertThat(quicker.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
            lock.follow();
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    void aDirectoryThatIsMadeAgainIsLockedAgain() throws Exception {
        Path out = dir.resolve("out");
        CaptureOptions options = CaptureOptions.of(dir.resolve("a.sock"), out);
        try (CaptureServer server = CaptureServer.start(options, CaptureListener.NONE, log::add)) {
            assertThat(server.connected()).isZero();
            Files.delete(out.resolve(".lock"));
            Files.delete(out.resolve("ledger.jsonl"));
            Files.delete(out);
            while (log.stream().noneMatch(line -> line.contains("locked again"))) {
                Thread.sleep(20);
            }
            assertThat(out.resolve(".lock")).hasContent(ProcessHandle.current().pid() + "\n");
            assertThat(server.stop(10_000)).isTrue();
            assertThat(out.resolve("ledger.jsonl")).content().contains("\"event\":\"stopped\"");
        }
        assertThat(log)
                .filteredOn(line -> line.contains("was removed; created again"))
                .hasSize(1);
    }

    @Test
    void theLockOfAnotherProcessIsSeenAndEndsWithIt() throws Exception {
        Process holder = startHolder();
        try (BufferedReader said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held true");
            assertThatThrownBy(() -> DirectoryLock.take(dir, log::add))
                    .isInstanceOf(DirectoryException.class)
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
    void reportsThatLockingIsUnsupported() throws IOException {
        Path elsewhere = Files.createFile(dir.resolve("elsewhere"));
        Files.createSymbolicLink(dir.resolve(".lock"), elsewhere);
        try (DirectoryLock lock = DirectoryLock.take(dir, log::add)) {
            assertThat(lock.isHeld()).isFalse();
        }
        assertThat(log).singleElement().asString().contains("cannot be locked", "Only sealed traces are ever deleted");
        assertThat(elsewhere).isEmptyFile();
    }
}
