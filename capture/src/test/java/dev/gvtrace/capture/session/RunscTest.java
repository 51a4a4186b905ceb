// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.FakeRunsc;
import dev.gvtrace.capture.session.Runsc.Listed;
import dev.gvtrace.capture.session.Runsc.Sessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that runsc is given, and what its output and its errors mean. */
class RunscTest {
    @TempDir
    private Path dir;

    private Runsc runsc(String body, @Nullable Path root) throws IOException {
        return new Runsc(FakeRunsc.make(dir, body).program(), root);
    }

    private Runsc runsc(String body) throws IOException {
        return runsc(body, null);
    }

    @Test
    void theRootDirectoryIsGivenWhereThereIsOne() throws IOException {
        assertThat(runsc("echo \"$*\"").procfs("box")).isEqualTo("trace procfs box\n".getBytes(StandardCharsets.UTF_8));
        assertThat(runsc("echo \"$*\"", Path.of("/run/runsc")).procfs("box"))
                .isEqualTo("--root /run/runsc trace procfs box\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sessionsAreCreatedByForceAndDeletedByName() throws IOException {
        FakeRunsc fake = FakeRunsc.make(dir, "echo \"$*\" >> " + dir.resolve("words"));
        Runsc runsc = new Runsc(fake.program(), null);
        runsc.createSession("box", Path.of("/etc/session.json"));
        runsc.deleteSession("box");
        assertThat(dir.resolve("words"))
                .hasContent("trace create --force --config /etc/session.json box\ntrace delete --name Default box\n");
    }

    @Test
    void theVersionIsTheFirstLine() throws IOException {
        assertThat(runsc("echo runsc version release-20260817.0; echo spec: 1.1.0")
                        .version())
                .isEqualTo("runsc version release-20260817.0");
        assertThat(runsc("true").version()).isEmpty();
    }

    @Test
    void containersAreListedWithWhatIsKnownOfThem() throws IOException {
        String json = "[{\"id\":\"a\",\"status\":\"running\",\"bundle\":\"/b\",\"pid\":7,\"owner\":\"root\"},"
                + "{\"id\":\"b\",\"status\":\"stopped\"},{\"id\":\"c\",\"status\":\"created\",\"pid\":0}]";
        List<Listed> listed = runsc("echo '" + json + "'").list();
        assertThat(listed)
                .containsExactly(
                        new Listed("a", "running", "/b", 7),
                        new Listed("b", "stopped", "", 0),
                        new Listed("c", "created", "", 0));
        assertThat(listed).extracting(Listed::isAlive).containsExactly(true, false, true);
    }

    @Test
    void pointsAreReadFromTheirDescription() throws Exception {
        RunscAbilities abilities = runsc("""
                        echo 'POINTS (2)'
                        echo 'Name: container/start, optional fields: [env], context fields: [time|thread_id]'
                        echo 'Name: syscall/write/exit, optional fields: [], context fields: [time]'
                        """).abilities();
        assertThat(abilities.points()).isEqualTo(2);
        assertThat(abilities.supports("container/start")).isTrue();
        assertThat(abilities.supports("sentry/clone")).isFalse();
        assertThat(abilities.supportsIgnoreMissing()).isTrue();
        assertThat(abilities.supportsOptions()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SESSIONS (0)                                                   | 0 | 0",
                "SESSIONS (1);  \"Default\";    Sink: \"remote\", dropped: 12   | 1 | 12",
                "SESSIONS (2);\"a\";    Sink: remote, dropped: 3;\"b\";    Sink: remote, dropped: 7 | 2 | 7"
            })
    void sessionsAndDropsAreCounted(String lines, int count, long dropped) throws IOException {
        String text = lines.replace(";", "\n");
        assertThat(Runsc.parseSessions(text)).isEqualTo(new Sessions(count, dropped));
        assertThat(runsc("cat <<X\n" + text + "\nX").sessions("box")).isEqualTo(new Sessions(count, dropped));
    }

    @Test
    void refusesAnAnswerWithAListWithoutACount() {
        assertThatThrownBy(() -> Runsc.parseSessions("no sessions"))
                .isInstanceOf(IOException.class)
                .hasMessage("trace list: expected SESSIONS (n), found otherwise");
    }

    @Test
    void theErrorIncludesTheOutputOfRunsc() throws IOException {
        Runsc failing = runsc("echo output; echo 'loading sandbox: file does not exist' >&2; exit 128");
        assertThatThrownBy(() -> failing.procfs("box"))
                .isInstanceOf(IOException.class)
                .hasMessage("runsc trace procfs box: exit code 128: loading sandbox: file does not exist");
        Runsc silent = runsc("exit 3");
        assertThatThrownBy(silent::version).isInstanceOf(IOException.class).hasMessage("runsc --version: exit code 3");
        Runsc missing = new Runsc(dir.resolve("none"), null);
        assertThatThrownBy(missing::version).isInstanceOf(IOException.class).hasMessageContaining("none");
    }

    @Test
    void bytesOfADumpAreKept() throws IOException {
        assertThat(runsc("printf 'a\\377\\000b'").procfs("box")).containsExactly('a', 0xff, 0, 'b');
    }

    @Test
    void aDumpHasALimit() throws IOException {
        Runsc endless = runsc("head -c 17000000 /dev/zero");
        assertThatThrownBy(() -> endless.procfs("box"))
                .isInstanceOf(IOException.class)
                .hasMessage("runsc trace procfs box: prints more than 16777216 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connecting to control server at PID 7: connection refused",
                "no control socket found for sandbox",
                "loading sandbox: file does not exist",
                "reading response: EOF",
                "sandbox is not running"
            })
    void whileASandboxStartsOrEndsARetryMaySucceed(String said) {
        assertThat(Runsc.mayPass(new IOException("runsc list: exit code 128: " + said)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "loading sandbox: file does not exist, true",
        "connection refused, true",
        "sandbox is not running, true",
        "no control socket found, false",
        "flag provided but not defined: -x, false"
    })
    void recognizesErrorsOfSandboxesThatAreGone(String said, boolean gone) {
        assertThat(Runsc.isGone(new IOException(said))).isEqualTo(gone);
    }

    @Test
    void otherErrorsArePermanent() {
        assertThat(Runsc.mayPass(new IOException("flag provided but not defined: -x")))
                .isFalse();
        assertThat(Runsc.mayPass(new IOException())).isFalse();
    }
}
