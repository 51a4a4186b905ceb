// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a recorder that was killed leaves, and what the next one, repair and verify make of it. */
@Timeout(120)
class CrashedRecorderTest {
    private static final int SENT = 30;

    @TempDir
    Path dir;

    @Test
    void theNextRecorderReportsItAndNotesTheCopyThatIsMadeWhileItRuns() throws Exception {
        Path left = recordAndKill();
        try (Subprocess capture = capture();
                SentryClient sentry = SentryClient.greeted(socket(), capture)) {
            send(sentry);
            Path live = waitForRecording(capture, 2);
            assertThat(capture.err())
                    .contains("the previous recorder ended without a final line, after 20", ": process ")
                    .contains("found at the start: " + left + " was left without a seal: " + SENT
                            + " messages can be read, the last received at 20");
            byte[] before = Files.readAllBytes(left);
            Program.Result repaired = Program.run("repair", out().toString());
            assertThat(repaired.exitCode()).as(repaired.err()).isZero();
            assertThat(repaired.err())
                    .contains(live + ": left alone, the recorder that runs there writes it")
                    .contains("not added to the ledger: a recorder runs there and adds it")
                    .contains("1 of 1 files that were not sealed have a repaired copy; 1 are being recorded");
            assertThat(left).hasBinaryContent(before);
            waitFor(capture, left + ": repaired in " + copyOf(left));
            capture.terminate();
            assertThat(capture.waitFor(60)).as(capture.err()).isZero();
        }
        assertThat(ledger()).contains("\"event\":\"repaired\"").doesNotContain("unsealed\",\"file\":\"" + copyOf(left));
        Program.Result verified = Program.run("verify", out().toString());
        assertThat(verified.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(verified.out())
                .contains("ledger.jsonl: verified, ")
                .contains(left + ": left without a seal, according to the ledger at 20")
                .contains(left + ": repaired at 20", " in " + copyOf(left).getFileName() + ", 30 messages");
    }

    @Test
    void aRepairWhileNoRecorderRunsIsInTheLedgerAndDoesNotHideTheCrash() throws Exception {
        Path left = recordAndKill();
        assertThat(Program.run("repair", out().toString()).err())
                .contains("1 of 1 files that were not sealed have a repaired copy")
                .doesNotContain("not added to the ledger");
        assertThat(Program.run("repair", out().toString()).err()).contains(left + ": repaired before, in ");
        assertThat(ledger().lines().filter(line -> line.contains("\"event\":\"repaired\"")))
                .hasSize(1);
        assertThat(Program.run("verify", out().toString()).out())
                .contains("it does not end with the recorder's stop: the recorder runs, was killed");
        try (Subprocess capture = capture()) {
            waitFor(capture, left + ": repaired in " + copyOf(left));
            assertThat(capture.err()).contains("when it wrote its last line, 2, and at the latest now");
            capture.terminate();
            assertThat(capture.waitFor(60)).as(capture.err()).isZero();
        }
        assertThat(ledger().lines())
                .anyMatch(line -> line.contains("\"event\":\"crashed\",\"last_line\":2"))
                .filteredOn(line -> line.contains("\"event\":\"repaired\""))
                .hasSize(1);
    }

    @Test
    void aCopyThatWasMadeBeforeTheEndIsMadeAgain() throws Exception {
        Path left;
        try (Subprocess capture = capture();
                SentryClient sentry = SentryClient.greeted(socket(), capture)) {
            send(sentry);
            left = waitForRecording(capture, 1);
            Program.Result early =
                    Program.run("repair", left.toString(), copyOf(left).toString());
            assertThat(early.exitCode()).as(early.err()).isZero();
            send(sentry);
            waitForMessages(capture, left, 2 * SENT);
            capture.kill();
            capture.waitFor(30);
        }
        Program.Result refused = Program.run("repair", out().toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
        assertThat(refused.err()).contains("is there already; --force replaces it");
        assertThat(Program.run("repair", "--force", out().toString()).exitCode())
                .isZero();
        assertThat(Program.run("info", "--format", "json", copyOf(left).toString())
                        .out())
                .contains("\"messages\":" + 2 * SENT);
    }

    private Path recordAndKill() throws Exception {
        try (Subprocess capture = capture();
                SentryClient sentry = SentryClient.greeted(socket(), capture)) {
            send(sentry);
            Path file = waitForRecording(capture, 1);
            capture.kill();
            capture.waitFor(30);
            return file;
        }
    }

    /** The newest file, once all messages are in it. */
    private Path waitForRecording(Subprocess capture, int files) throws Exception {
        waitFor(capture, "recording to " + out() + "/");
        Path newest = files().get(files - 1);
        waitForMessages(capture, newest, SENT);
        return newest;
    }

    private static void waitForMessages(Subprocess capture, Path file, int messages) throws Exception {
        while (!Program.run("info", "--format", "json", file.toString()).out().contains("\"messages\":" + messages)) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(20);
        }
    }

    private static void waitFor(Subprocess capture, String line) throws Exception {
        while (!capture.err().contains(line)) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(20);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(out())) {
            return files.filter(file -> file.toString().endsWith(".gvt"))
                    .sorted()
                    .toList();
        }
    }

    private static Path copyOf(Path left) {
        return Path.of(left.toString().replace(".gvt", ".repaired.gvt"));
    }

    private String ledger() throws IOException {
        return Files.readString(out().resolve("ledger.jsonl"));
    }

    private Path out() {
        return dir.resolve("out");
    }

    private Path socket() {
        return dir.resolve("s.sock");
    }

    private Subprocess capture() throws IOException {
        return Subprocess.gvtrace(
                dir,
                "capture",
                "--socket",
                socket().toString(),
                "--out",
                out().toString(),
                "--min-free",
                "0",
                "--flush-every",
                "50ms");
    }

    private static void send(SentryClient sentry) throws Exception {
        for (int i = 0; i < SENT; i++) {
            sentry.send(8, 0, 5, 0, 0, 0, 0, 0);
        }
    }
}
