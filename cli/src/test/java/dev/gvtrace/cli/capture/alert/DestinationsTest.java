// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.Program;
import dev.gvtrace.cli.Repository;
import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code --alert} takes: an output that is not valid ends capture before anything is recorded. */
class DestinationsTest {
    @TempDir
    Path dir;

    private Program.Result capture(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "capture",
                "--socket",
                dir.resolve("s").toString(),
                "--out",
                dir.resolve("out").toString(),
                "--rules",
                Repository.top().resolve("samples/rules/web-service.yaml").toString()));
        words.addAll(List.of(options));
        Program.Result result = Program.run(words.toArray(String[]::new));
        assertThat(dir.resolve("out")).doesNotExist();
        assertThat(result.err()).doesNotContain("hunter2");
        return result;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | invalid --alert 'nonsense': expected stdout, file:PATH",
                "ftp://user:hunter2@x/ | invalid --alert 'ftp:…'",
                "http:///hunter2 | invalid URL of --alert: expected http",
                "https://user:hunter2@ bad/ | invalid URL of --alert: expected http",
                "file: | --alert file: expected a path",
                "file:/nowhere/at/all | --alert file:/nowhere/at/all: no such directory",
                "file:/dev/null | --alert file:/dev/null: not a regular file",
                "exec: | --alert exec: expected a program",
                "exec:a 'hunter2 | --alert exec: a quote has no end",
                "exec:/etc/passwd hunter2 | --alert exec:/etc/passwd: not an executable file",
                "syslog:sctp://x | --alert syslog: expected udp, tcp, tls or the path of a socket",
                "syslog:udp://x?facility=all | invalid facility 'all': expected one of kern, user",
            })
    void whatIsNotValidIsNamedWithoutSecrets(String output, String message) throws IOException {
        Program.Result result = capture("--alert", output);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message);
    }

    @Test
    void optionsBelongToTheirOutput() throws IOException {
        Path headers = Files.writeString(dir.resolve("h"), "hunter2");
        assertThat(capture("--alert", "stdout", "--alert-header-file", headers.toString())
                        .err())
                .contains("--alert-header-file: expected after --alert http://");
        assertThat(capture("--alert", "http://x/", "--alert-ca-file", headers.toString())
                        .err())
                .contains("--alert-ca-file: expected after --alert https://");
        assertThat(capture("--alert", "https://x/", "--alert-ca-file", headers.toString())
                        .err())
                .contains("--alert-ca-file: " + headers + ": ");
        assertThat(capture("--alert", "http://x/", "--alert-client-file", headers.toString())
                        .err())
                .contains("--alert-client-file: expected after --alert https://");
        assertThat(capture("--alert", "https://x/", "--alert-client-file", headers.toString())
                        .err())
                .contains("--alert-client-file: " + headers + ": no private key there");
        assertThat(capture("--alert", "http://x/", "--alert-header-file", headers.toString())
                        .err())
                .contains("--alert-header-file: " + headers + ":1: invalid header");
        assertThat(capture("--alert", "http://x/", "--alert-rate", "-1").err()).contains("invalid --alert-rate");
        assertThat(capture("--alert", "stdout", "--alert", "stdout").err()).contains("--alert stdout: given twice");
    }

    @Test
    void alertsNeedRules() throws IOException {
        Program.Result result = Program.run(
                "capture", "--socket", dir.resolve("s").toString(), "--out", dir.toString(), "--alert", "stdout");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("--alert: there are no alerts without --rules");
    }
}
