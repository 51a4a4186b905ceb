// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgramDestinationTest {
    private static final byte[] ALERT = "{\"rule\":\"r\"}\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path dir;

    @Test
    void aCommandIsSplitWithoutAShell() {
        assertThat(ProgramDestination.words("/bin/a -b  'c d' \"e 'f\" g\\ h '' $HOME;x|y"))
                .containsExactly("/bin/a", "-b", "c d", "e 'f", "g h", "", "$HOME;x|y");
        assertThat(ProgramDestination.words("a 'b")).isNull();
        assertThat(ProgramDestination.words("  ")).isEmpty();
    }

    @Test
    void theAlertIsItsStandardInput() throws Exception {
        script("cat > \"$1\"", dir.resolve("got").toString()).deliver(ALERT);
        assertThat(dir.resolve("got")).hasBinaryContent(ALERT);
    }

    @Test
    void anExitStatusOtherThanZeroIsAFailure() throws Exception {
        ProgramDestination program = script("exit 3");
        assertThatThrownBy(() -> program.deliver(ALERT))
                .isInstanceOf(IOException.class)
                .hasMessage("exit status 3");
    }

    @Test
    void outputWithoutEndIsDiscarded() throws Exception {
        script("head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2").deliver(ALERT);
    }

    @Test
    void itMayEndWithoutReading() throws Exception {
        script("exec true").deliver(new byte[1 << 20]);
    }

    @Test
    void oneThatHangsIsKilledWithItsChildren() throws Exception {
        Path pids = dir.resolve("pids");
        ProgramDestination program = script("sleep 1000 & echo $! > \"$1\"; wait", pids.toString());
        Thread killer = new Thread(() -> {
            try {
                while (!Files.exists(pids) || Files.size(pids) == 0) {
                    Thread.sleep(5);
                }
                program.abort();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        killer.start();
        assertThatThrownBy(() -> program.deliver(ALERT)).hasMessage("it took too long and was killed");
        killer.join();
        long pid = Long.parseLong(Files.readString(pids).strip());
        while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            Thread.sleep(5);
        }
    }

    @Test
    void oneThatIsNotThereIsAFailure() {
        ProgramDestination program = new ProgramDestination(List.of("/nowhere/at/all"));
        assertThatThrownBy(() -> program.deliver(ALERT)).isInstanceOf(IOException.class);
    }

    private static ProgramDestination script(String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", script, "script"));
        words.addAll(List.of(arguments));
        return new ProgramDestination(words);
    }
}
