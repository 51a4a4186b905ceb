// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.Program;
import dev.gvtrace.cli.Repository;
import dev.gvtrace.cli.SentryClient;
import dev.gvtrace.cli.Subprocess;
import dev.gvtrace.cli.capture.alert.StrictJson;
import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code capture --flight-recorder}, {@code status keep} and SIGUSR1, with a recorder in a process of its own. */
@Timeout(120)
class FlightRecorderCommandTest {
    private static final Path STORY = Repository.top().resolve("samples/traces/web-break-in.gvt");
    private static final Path RULES = Repository.top().resolve("samples/rules/web-service.yaml");

    @TempDir
    Path dir;

    private Path socket() {
        return dir.resolve("s.sock");
    }

    private Subprocess capture(String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "capture",
                "--socket",
                socket().toString(),
                "--out",
                dir.resolve("out").toString(),
                "--min-free",
                "0"));
        words.addAll(List.of(options));
        Subprocess capture = Subprocess.gvtrace(dir, words.toArray(String[]::new));
        awaitErr(capture, "listening on ");
        return capture;
    }

    private Program.Result keep(String... options) {
        List<String> words = new ArrayList<>(List.of("status", "keep", "--socket", socket().toString()));
        words.addAll(List.of(options));
        return Program.run(words.toArray(String[]::new));
    }

    private static void awaitErr(Subprocess capture, String text) throws Exception {
        while (!capture.err().contains(text)) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(20);
        }
    }

    private static void stop(Subprocess capture) throws Exception {
        capture.signal("TERM");
        assertThat(capture.waitFor(60)).as(capture.err()).isEqualTo(ExitCode.DONE);
    }

    private String ledger() throws IOException {
        return Files.readString(dir.resolve("out/ledger.jsonl"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--flight-recorder 10m --keep-on warning | --keep-on: there are no alerts without --rules",
                "--keep-on warning --rules builtin | --keep-on: nothing is let go without --flight-recorder",
                "--keep-after 1m | --keep-after: nothing is let go without --flight-recorder",
                "--flight-recorder 500d | time before a trigger",
                "--flight-recorder 0s | time before a trigger",
                "--flight-recorder 1m --keep-after 500d | time after a trigger",
                "--flight-recorder 1m --rules builtin --keep-on urgent | invalid priority 'urgent'"
            })
    void optionsThatDoNotFitTogetherAreReported(String options, String message) {
        List<String> words = new ArrayList<>(List.of(
                "capture",
                "--socket",
                socket().toString(),
                "--out",
                dir.resolve("out").toString()));
        words.addAll(List.of(options.strip().split(" ")));
        Program.Result result = Program.run(words.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message);
        assertThat(dir.resolve("out")).doesNotExist();
    }

    @Test
    void aRecorderThatKeepsEverythingReportsThatInsteadOfKeeping() throws Exception {
        assertThat(keep().exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        try (Subprocess capture = capture()) {
            capture.signal("USR1");
            awaitErr(capture, "SIGUSR1: everything is kept, as this is not a flight recorder");
            Program.Result result = keep();
            assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains("this recorder keeps everything");
            try (SentryClient sentry = SentryClient.greeted(socket(), capture)) {
                sentry.sendAll(STORY);
            }
            awaitErr(capture, ", sealed ");
            stop(capture);
        }
    }

    @Test
    void anAlertASignalAndARequestAreTriggersAndEvidence() throws Exception {
        try (Subprocess capture = capture(
                "--flight-recorder",
                "1h",
                "--keep-after",
                "1h",
                "--rules",
                RULES.toString(),
                "--keep-on",
                "critical")) {
            Program.Result nothing = keep("--reason", "drill");
            assertThat(nothing.out()).isEqualTo("nothing is held now; sandboxes that begin within 3600 s are kept\n");
            try (SentryClient sentry = SentryClient.greeted(socket(), capture)) {
                sentry.sendAll(STORY);
                awaitErr(capture, "flight recorder: alert of ");
                capture.signal("USR1");
                awaitErr(capture, "SIGUSR1: the flight recorder keeps what it holds of 1 recording");
                Program.Result kept = keep("--reason", "ticket 5\nsecond line");
                assertThat(kept.exitCode()).as(kept.err()).isZero();
                assertThat(kept.out()).contains(", from segment 0 on, begun at ", "what follows is kept for 3600 s");
                Program.Result unknown = keep("--container", "0123456789");
                assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
                assertThat(unknown.err()).contains("nothing is held of container '0123456789'");
                assertThat(keep("--container", " ").exitCode()).isEqualTo(ExitCode.USAGE);
                status();
            }
            awaitErr(capture, ", sealed ");
            stop(capture);
        }
        assertThat(ledger())
                .contains("\"by\":\"alert\"", "\"who\":\"", "Critical, event ", "\"by\":\"signal\"")
                .contains("\"by\":\"request\",\"who\":\"uid ", "\"reason\":\"ticket 5 second line\"", "drill")
                .as("the time after the triggers is not over")
                .doesNotContain("\"event\":\"kept\"")
                .doesNotContain("\"event\":\"let_go\"");
        Program.Result verified = Program.run("verify", dir.resolve("out").toString());
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        Program.Result info = Program.run("info", dir.resolve("out").toString());
        assertThat(info.out()).as("triggers are in the trace, too").containsPattern("[3-9] notes");
    }

    private void status() throws IOException {
        Program.Result text = Program.run("status", "--socket", socket().toString());
        assertThat(text.out())
                .contains("flight      keeps 3600 s before and 3600 s after a trigger; triggers: ")
                .contains("all is kept for ");
        Map<String, ?> json =
                StrictJson.object(Program.run("status", "--socket", socket().toString(), "--format", "json")
                        .out()
                        .strip()
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(json.get("flight_recorder")).asString().contains("before_seconds=3600", "request=", "signal=1");
        assertThat(json.get("recordings")).asString().contains("keeps_for_seconds=3");
    }
}
