// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.trace.source.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of real sandboxes in many files, with files taken away, and with a recorder that is killed. */
@Timeout(240)
class RealLedgerTest {
    private static final String WORK = "i=0; while [ $i -lt %d ]; do /bin/true; i=$((i+1)); done";

    @TempDir
    Path dir;

    private Path socket() {
        return dir.resolve("s.sock");
    }

    private Path traces() {
        return dir.resolve("traces");
    }

    @Test
    void oldestSentry() throws Exception {
        recordTakeAwayAndKill(Runsc.of2022());
    }

    @Test
    void newestSentry() throws Exception {
        recordTakeAwayAndKill(Runsc.newestOne());
    }

    private void recordTakeAwayAndKill(Runsc runsc) throws Exception {
        String key = keys();
        Path session = Files.writeString(
                dir.resolve("session.json"),
                Program.run("session", "--socket", socket().toString()).out());
        try (Subprocess capture = capture()) {
            RealRecording.run(dir, runsc.command(dir, session, "do", "/bin/sh", "-c", WORK.formatted(60)));
            capture.terminate();
            assertThat(capture.waitFor(60)).as(capture.err()).isZero();
        }
        List<Path> whole = files();
        assertThat(whole).hasSizeGreaterThan(3);
        // on a busy machine the Sentry may have dropped messages, which is not a fault of what is tried here
        String sound = verdicts(key, traces());
        assertThat(sound).matches("\"intact\":true,\"authentic\":true,\"complete\":(true|false)");
        takeAway(whole, key);
        kill(runsc, session, key);
    }

    private void takeAway(List<Path> whole, String key) throws IOException {
        List<Path> away = List.of(whole.get(0), whole.get(whole.size() / 2), whole.get(whole.size() - 1));
        for (Path file : away) {
            Path kept = Files.move(file, dir.resolve("kept"));
            Program.Result result = Program.run("verify", "--key", key, traces().toString());
            assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
            assertThat(result.out())
                    .contains("intact: yes; authentic: yes; complete: no")
                    .contains("(" + file.getFileName() + ") is not here, missing");
            Files.move(kept, file);
        }
        Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        for (Path file : whole) {
            Files.move(file, elsewhere.resolve(file.getFileName()));
        }
        assertThat(verdicts(key, traces())).isEqualTo("\"intact\":null,\"authentic\":null,\"complete\":false");
        for (Path file : whole) {
            Files.move(elsewhere.resolve(file.getFileName()), file);
        }
        Path middle = Files.copy(whole.get(1), elsewhere.resolve("alone.gvt"));
        assertThat(verdicts(key, middle)).startsWith("\"intact\":true,\"authentic\":true,\"complete\":");
        assertThat(Program.run("verify", "--key", key, middle.toString()).out()).contains("was not given");
        Files.copy(whole.get(2), whole.get(1), StandardCopyOption.REPLACE_EXISTING);
        assertThat(Program.run("verify", "--key", key, traces().toString()).out())
                .contains("segment 1 (" + whole.get(1).getFileName() + ") is not here, missing");
        Files.copy(middle, whole.get(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private void kill(Runsc runsc, Path session, String key) throws Exception {
        int before = files().size();
        try (Subprocess capture = capture();
                Subprocess sandbox = Subprocess.start(
                        dir, runsc.command(dir, session, "do", "/bin/sh", "-c", WORK.formatted(3000)))) {
            while (!stoppedInsideAFile(capture, before + 3)) {
                assertThat(sandbox.isAlive() && capture.isAlive())
                        .as(capture.err())
                        .isTrue();
                capture.signal("CONT");
                Thread.sleep(50);
            }
            capture.kill();
            capture.waitFor(30);
        }
        Program.Result crashed = Program.run("verify", "--key", key, traces().toString());
        assertThat(crashed.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(crashed.out()).contains("not sealed (recorder killed or still running)", "does not end with the");

        Path last = files().get(files().size() - 1);
        byte[] left = Files.readAllBytes(last);
        try (Subprocess capture = capture()) {
            while (!capture.err().contains("left without a seal; gvtrace repair --all")) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(50);
            }
            assertThat(capture.err())
                    .contains("the previous recorder ended without a final line")
                    .contains("found at the start: " + last + " was left without a seal");
            capture.terminate();
            assertThat(capture.waitFor(60)).as(capture.err()).isZero();
        }
        assertThat(last).hasBinaryContent(left);
        Program.Result repaired = Program.run("repair", "--all", traces().toString(), dir.toString());
        assertThat(repaired.exitCode()).as(repaired.err()).isIn(ExitCode.DONE, ExitCode.DAMAGED);
        assertThat(repaired.err())
                .contains("1 of 1 files that were not sealed have a repaired copy")
                .contains("not added to the ledger: its lines are signed with the key ");
        Path copy = dir.resolve(last.getFileName().toString().replace(".gvt", ".repaired.gvt"));
        assertThat(verdicts(null, copy))
                .startsWith("\"intact\":true,\"authentic\":null,\"complete\":")
                .doesNotContain("\"complete\":true");
        String ledger = Program.run("verify", "--key", key, "--format", "json", traces().toString())
                .out()
                .lines()
                .filter(line -> line.startsWith("{\"ledger\":"))
                .findFirst()
                .orElseThrow();
        assertThat(ledger).contains("\"intact\":true,\"authentic\":true,\"complete\":true", "\"crashes\":1");
    }

    /** Stops the recorder; false when there are fewer files or the newest has no block yet. */
    private boolean stoppedInsideAFile(Subprocess capture, int atLeast) throws Exception {
        capture.signal("STOP");
        List<Path> files = files();
        Path newest = files.isEmpty() ? null : files.get(files.size() - 1);
        return files.size() >= atLeast
                && TraceFiles.unsealed(traces()).stream()
                        .anyMatch(unsealed ->
                                unsealed.hasBlocks() && unsealed.file().equals(newest));
    }

    private Subprocess capture() throws IOException, InterruptedException {
        Subprocess capture = Subprocess.gvtrace(
                dir,
                "capture",
                "--socket",
                socket().toString(),
                "--out",
                traces().toString(),
                "--rotate-size",
                "8K",
                "--flush-every",
                "100ms",
                "--min-free",
                "0",
                "--sign-key",
                dir.resolve("key.pem").toString());
        while (!capture.err().contains("listening on ")) {
            assertThat(capture.isAlive()).as(capture.err()).isTrue();
            Thread.sleep(50);
        }
        return capture;
    }

    /** Makes a pair of keys; returns the file of the public one. */
    private String keys() throws IOException, InterruptedException {
        Path secret = dir.resolve("key.pem");
        Path open = dir.resolve("public.pem");
        for (List<String> words : List.of(
                List.of("openssl", "genpkey", "-algorithm", "ed25519", "-out", secret.toString()),
                List.of("openssl", "pkey", "-in", secret.toString(), "-pubout", "-out", open.toString()))) {
            try (Subprocess openssl = Subprocess.start(dir, words)) {
                Assumptions.assumeTrue(openssl.waitFor(30) == 0, "openssl is missing or too old");
            }
        }
        return open.toString();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(traces())) {
            return files.filter(file -> file.toString().endsWith(".gvt"))
                    .sorted(RealLedgerTest::bySegment)
                    .toList();
        }
    }

    /** The first file of a recording has no number. */
    private static int bySegment(Path a, Path b) {
        return a.toString().replace(".gvt", "").compareTo(b.toString().replace(".gvt", ""));
    }

    private static String verdicts(@Nullable String key, Path place) {
        List<String> words = new ArrayList<>(List.of("verify", "--format", "json"));
        if (key != null) {
            words.addAll(List.of("--key", key));
        }
        words.add(place.toString());
        String json = Program.run(words.toArray(String[]::new)).out();
        int from = json.indexOf("\"intact\"");
        int to = json.indexOf(',', json.indexOf("\"complete\""));
        assertThat(from).as(json).isPositive();
        return json.substring(from, to);
    }
}
