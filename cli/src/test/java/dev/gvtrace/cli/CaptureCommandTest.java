// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.trace.Ending;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs capture, session and doctor as a user meets them. */
@Timeout(60)
class CaptureCommandTest {
    @TempDir
    Path dir;

    @Test
    void recordsUntilItIsTerminated() throws Exception {
        Path socket = dir.resolve("s.sock");
        Path out = dir.resolve("out");
        try (Subprocess capture = Subprocess.gvtrace(
                dir, "capture", "--socket", socket.toString(), "--out", out.toString(), "--min-free", "0")) {
            try (SentryClient sentry = SentryClient.greeted(socket, capture)) {
                for (int i = 0; i < 10; i++) {
                    sentry.send(8, 0, 5, 0, 0, 0, 0, 0);
                }
                capture.terminate();
                assertThat(capture.waitFor(30)).isEqualTo(ExitCode.DONE);
            }
            assertThat(capture.err())
                    .contains("listening on " + socket, "recorder stopped; 10 messages", "stopped: 1 sandboxes");
            assertThat(capture.out()).isEmpty();
        }
        assertThat(socket).doesNotExist();
        List<Path> traces = files(out);
        assertThat(traces).hasSize(1);
        try (TraceSource source = TraceSources.open(traces.get(0))) {
            assertThat(source.summary().ending()).isEqualTo(Ending.SEALED);
            assertThat(source.summary().messages()).isEqualTo(10);
            assertThat(source.opening().tool().decoded()).startsWith("gvtrace ");
        }
    }

    @Test
    void doctorReadsTheKernelsLimitWhole() throws Exception {
        try (Subprocess cat = Subprocess.start(dir, List.of("cat", "/proc/sys/net/core/wmem_default"))) {
            Assumptions.assumeTrue(cat.waitFor(10) == 0, "not Linux");
            long limit = Long.parseLong(cat.out().strip());
            assertThat(Program.run("doctor", "--runsc", "/nowhere/runsc").out())
                    .containsAnyOf("messages of up to " + (limit - 32) + " bytes", "wmem_default is " + limit + "\n");
        }
    }

    @Test
    void beginsNewFilesOnHangup() throws Exception {
        Assumptions.assumeFalse(
                ignoresHangup(), "SIGHUP is ignored here, as under nohup, and so by what is started here");
        Path socket = dir.resolve("s.sock");
        Path out = dir.resolve("out");
        try (Subprocess capture = Subprocess.gvtrace(
                dir, "capture", "--socket", socket.toString(), "--out", out.toString(), "--min-free", "0")) {
            try (SentryClient sentry = SentryClient.greeted(socket, capture)) {
                sentry.send(8, 0, 5, 0, 0, 0, 0, 0);
                awaitMessages(out, 1);
                capture.signal("HUP");
                awaitFiles(out, 2);
                sentry.send(8, 0, 5, 0, 0, 0, 0, 0);
                sentry.send(8, 0, 5, 0, 0, 0, 0, 0);
            }
            capture.terminate();
            assertThat(capture.waitFor(30)).isEqualTo(ExitCode.DONE);
            assertThat(capture.err()).contains("starting new files", "stopped: 1 sandboxes, 3 messages");
        }
        // both files are one recording, whole and chained
        Program.Result verified = Program.run("verify", out.toString());
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isEqualTo(ExitCode.DONE);
        Program.Result info = Program.run("info", "--format", "json", out.toString());
        assertThat(info.out().lines()).hasSize(1);
        assertThat(info.out()).contains("\"messages\":3", "\"sealed\":true", "\"gaps\":[]");
    }

    @Test
    void reportsItsStateToTheServiceManager() throws Exception {
        Path socket = dir.resolve("s.sock");
        Path notify = dir.resolve("notify.sock");
        String listener = "import socket,sys;s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM);s.bind(sys.argv[1])\n"
                + "while True: print(s.recv(4096).decode().replace(chr(10),'|'),flush=True)";
        Assumptions.assumeTrue(hasPython(), "python3 is not installed");
        try (Subprocess manager = Subprocess.start(dir, List.of("python3", "-c", listener, notify.toString()))) {
            while (!Files.exists(notify)) {
                assertThat(manager.isAlive()).as(manager.err()).isTrue();
                Thread.sleep(20);
            }
            notifiesOf(manager, notify, socket);
        }
    }

    private void notifiesOf(Subprocess manager, Path notify, Path socket) throws Exception {
        try (Subprocess capture = Subprocess.gvtraceWith(
                dir,
                Map.of("NOTIFY_SOCKET", notify.toString(), "WATCHDOG_USEC", "200000"),
                "capture",
                "--socket",
                socket.toString(),
                "--out",
                dir.resolve("out").toString())) {
            awaitOutput(manager, "READY=1|STATUS=listening");
            // clients can connect once readiness is reported
            try (SentryClient sentry = SentryClient.greeted(socket, capture)) {
                awaitOutput(manager, "WATCHDOG=1|STATUS=1 sandboxes");
                sentry.send(8, 0, 5, 0, 0, 0, 0, 0);
                awaitOutput(manager, "WATCHDOG=1|STATUS=1 sandboxes, 1 messages, 0 lost");
            }
            capture.terminate();
            awaitOutput(manager, "STOPPING=1");
            assertThat(capture.waitFor(30)).isEqualTo(ExitCode.DONE);
            assertThat(manager.out()).startsWith("READY=1").endsWith("STOPPING=1\n");
        }
    }

    @Test
    void takesTheSocketFromASessionConfiguration() throws Exception {
        Path socket = dir.resolve("s.sock");
        Path config = dir.resolve("pod.json");
        Files.writeString(
                config, Program.run("session", "--socket", socket.toString()).out());
        try (Subprocess capture = Subprocess.gvtrace(
                dir,
                "capture",
                "--pod-init-config",
                config.toString(),
                "--out",
                dir.resolve("out").toString())) {
            SentryClient.connect(socket, capture).close();
            Program.Result doctor = Program.run(
                    "doctor",
                    "--pod-init-config",
                    config.toString(),
                    "--runsc",
                    "/nowhere/runsc",
                    "--out",
                    dir.toString());
            assertThat(doctor.exitCode()).isEqualTo(ExitCode.FOUND);
            assertThat(doctor.out()).contains("listens on " + socket, "WRONG runsc:", "ok    session:");
            capture.terminate();
            assertThat(capture.waitFor(30)).isEqualTo(ExitCode.DONE);
            assertThat(capture.err()).doesNotContain("refused", "handshake");
        }
        Program.Result doctor = Program.run("doctor", "--socket", socket.toString(), "--runsc", "/nowhere/runsc");
        assertThat(doctor.out()).contains("does not exist", "start 'gvtrace capture");
    }

    @Test
    void reportsAnErrorInOneLine() throws IOException {
        Path file = dir.resolve("file");
        Files.writeString(file, "{}");
        usage("no socket given", "capture", "--out", dir.toString());
        usage(
                "cannot listen: " + file + ": not a directory",
                "capture",
                "--socket",
                file.resolve("s").toString(),
                "--out",
                dir.toString());
        usage(
                "cannot listen: " + file + ": a regular file, not a socket",
                "capture",
                "--socket",
                file.toString(),
                "--out",
                dir.toString());
        usage("expected a power of two", "capture", "--socket", "/tmp/x", "--out", "/tmp/x", "--buffer", "3M");
        usage("invalid size", "capture", "--socket", "/tmp/x", "--out", "/tmp/x", "--keep-size", "much");
        usage("invalid time span", "capture", "--socket", "/tmp/x", "--out", "/tmp/x", "--keep-for", "long");
        usage("expected \"Default\"", "capture", "--pod-init-config", file.toString(), "--out", dir.toString());
        usage("--hash-cache requires --runsc", "session", "--socket", "/s", "--hash-cache", "9");
        usage("--profile", "session", "--socket", "/s", "--profile", "huge");
        Program.Result missing = Program.run("capture", "--pod-init-config", "/nowhere", "--out", dir.toString());
        assertThat(missing.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        Program.Result unwritable = Program.run(
                "capture",
                "--socket",
                dir.resolve("s").toString(),
                "--out",
                file.resolve("x").toString());
        assertThat(unwritable.exitCode()).isEqualTo(ExitCode.NOT_WRITTEN);
        assertThat(unwritable.err()).contains("directory cannot be made");
    }

    @Test
    void doctorNamesEachThingCheckedAndEachThatWasNot() throws IOException {
        List<String> parts =
                List.of("kernel", "temporary directory", "runsc", "containers", "session", "socket", "disk");
        Program.Result plain = Program.run("doctor", "--runsc", "/nowhere/runsc");
        for (String part : parts) {
            assertThat(plain.out().lines()).as(part).anyMatch(line -> line.matches("(ok|WRONG|-) +" + part + ": .+"));
        }
        assertThat(plain.out()).containsPattern("(?m)^- +socket: not checked; .*--socket");
        Path file = Files.writeString(dir.resolve("file"), "precious");
        Program.Result wrong = Program.run(
                "doctor", "--runsc", "/nowhere/runsc", "--socket", file.toString(), "--out", file.toString());
        assertThat(wrong.out())
                .contains("WRONG socket: " + file + " is not a socket", "WRONG disk: " + file + " is not a directory");
        assertThat(file).hasContent("precious");
    }

    @Test
    void printsEachProfile() {
        for (String profile : List.of("minimal", "falco", "full", "hardened")) {
            Program.Result result = Program.run("session", "--socket", "run/s.sock", "--profile", profile);
            assertThat(result.exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(result.out())
                    .contains(
                            "\"trace_session\"",
                            "\"name\" : \"Default\"",
                            "container/start",
                            "\"ignore_missing\" : true")
                    .contains("\"endpoint\" : \"" + Path.of("run/s.sock").toAbsolutePath() + "\"")
                    .doesNotContain("options");
        }
    }

    private static void usage(String message, String... words) {
        Program.Result result = Program.run(words);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message);
        assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
    }

    private static boolean ignoresHangup() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(
                                        line.substring("SigIgn:".length()).strip(), 16)
                                & 1)
                        != 0;
            }
        }
        return false;
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitOutput(Subprocess process, String text) throws Exception {
        while (!process.out().contains(text)) {
            assertThat(process.isAlive()).as(process.err()).isTrue();
            Thread.sleep(20);
        }
    }

    private static void awaitFiles(Path folder, int number) throws Exception {
        while (files(folder).size() < number) {
            Thread.sleep(20);
        }
    }

    private static void awaitMessages(Path folder, int number) throws Exception {
        awaitFiles(folder, 1);
        long messages = 0;
        while (messages < number) {
            Thread.sleep(20);
            try (TraceSource source = TraceSources.open(files(folder).get(0))) {
                messages = source.summary().messages();
            } catch (NotATraceException e) {
                // nothing is written yet
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".gvt"))
                    .sorted()
                    .toList();
        }
    }
}
