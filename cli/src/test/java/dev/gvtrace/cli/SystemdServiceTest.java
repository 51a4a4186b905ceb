// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The units of samples/systemd under a real systemd, with real sandboxes: started by the socket, restarted while a
 * workload counts, killed, and stopped.
 */
@Timeout(300)
class SystemdServiceTest {
    private static final Path SAMPLES = Repository.top().resolve("samples/systemd");
    /** Enough attempts that a sandbox waits for the recorder however slow this machine is. */
    private static final String PATIENT = "30000";

    private static final String SOCKET = "/run/gvtrace/gvtrace.sock";
    private static final String TRACES = "/var/lib/gvtrace";

    @TempDir
    private Path dir;

    private RealSystemd systemd;

    private void boot() throws Exception {
        Path units = Files.createDirectory(dir.resolve("units"));
        Files.copy(SAMPLES.resolve("gvtrace.socket"), units.resolve("gvtrace.socket"));
        String service = Files.readString(SAMPLES.resolve("gvtrace.service"));
        Files.writeString(
                units.resolve("gvtrace.service"),
                service.replace("ExecStart=/usr/bin/gvtrace", "ExecStart=/opt/gvtrace/gvtrace")
                        .replace("[Service]", "[Service]\nStandardError=append:/run/gvtrace.log"));
        Path session = dir.resolve("pod-init.json");
        Files.writeString(
                session,
                Program.run("session", "--socket", SOCKET, "--retries", PATIENT).out());
        systemd = RealSystemd.boot(dir, units, install(session));
    }

    /** The program's own class path where the service, which sees no home directories, can read it. */
    private String install(Path session) throws IOException {
        StringBuilder script =
                new StringBuilder("mkdir -p /opt/gvtrace /etc/gvtrace\ncp " + session + " /etc/gvtrace/\n");
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            if (!Files.exists(Path.of(entry))
                    || entry.contains("duckdb")
                    || entry.contains("/test-classes")
                    || entry.contains("/src/test/")) {
                continue;
            }
            String copy = "/opt/gvtrace/" + classPath.size() + (entry.endsWith(".jar") ? ".jar" : "");
            script.append("cp -rL '" + entry + "' " + copy + "\n");
            classPath.add(copy);
        }
        script.append(
                "printf '#!/bin/sh\\nexec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp %s dev.gvtrace.cli.Main \"$@\"\\n' '"
                        + System.getProperty("java.home") + "/bin/java' '" + String.join(":", classPath)
                        + "' > /opt/gvtrace/gvtrace\nchmod -R a+rX /opt/gvtrace /etc/gvtrace\nchmod +x /opt/gvtrace/gvtrace\n");
        return script.toString();
    }

    @AfterEach
    void end() throws InterruptedException {
        if (systemd != null) {
            systemd.close();
        }
    }

    @Test
    void aRestartLosesNothingOfTheNewestSentry() throws Exception {
        restarts(Runsc.newestOne(), 1);
    }

    @Test
    @Tag("faults")
    void restartsLoseNothingOfTheSentryOf2022() throws Exception {
        restarts(Runsc.of2022(), 3);
    }

    @Test
    @Tag("faults")
    void restartsLoseNothingOfTheNewestSentry() throws Exception {
        restarts(Runsc.newestOne(), 5);
    }

    /** The first sandbox starts the service; one that is created while no recorder runs waits for it. */
    private void restarts(Runsc runsc, int times) throws Exception {
        boot();
        systemd.run("systemctl", "start", "gvtrace.socket");
        assertThat(systemd.property("gvtrace.service", "ActiveState")).isEqualTo("inactive");
        List<Integer> counted = new ArrayList<>();
        try (Counting busy = new Counting(runsc, "long")) {
            await(() -> messages() > 0, busy.process);
            for (int i = 0; i < times; i++) {
                try (Subprocess restart = systemd.start("systemctl", "restart", "gvtrace.service");
                        Counting created = new Counting(runsc, "short" + i)) {
                    assertThat(restart.waitFor(120)).as(restart.err() + log()).isZero();
                    counted.add(created.end());
                }
                await(() -> messages() > 0, busy.process);
            }
            counted.add(busy.end());
        }
        systemd.run("systemctl", "stop", "gvtrace.service", "gvtrace.socket");
        assertThat(systemd.property("gvtrace.service", "NFileDescriptorStore")).isEqualTo("0");
        Path traces = traces();
        Program.Result verified = Program.run("verify", traces.toString());
        assertThat(verified.exitCode())
                .as(verified.out() + verified.err() + log())
                .isEqualTo(ExitCode.DONE);
        for (int i = 0; i < times; i++) {
            assertEachOnce(opened(traces, "short" + i), counted.get(i));
        }
        assertEachOnce(opened(traces, "long"), counted.get(times));
        assertThat(log()).contains("taken up from recorder", "handed over to the next recorder");
    }

    /** systemd starts it again; what it had not written is a gap, and the sandbox is recorded to its end. */
    @Test
    @Tag("faults")
    void aKilledRecorderIsReplaced() throws Exception {
        boot();
        systemd.run("systemctl", "start", "gvtrace.socket");
        int count;
        try (Counting workload = new Counting(Runsc.newestOne(), "long")) {
            await(() -> messages() > 100, workload.process);
            systemd.run("kill", "-9", systemd.property("gvtrace.service", "MainPID"));
            await(
                    () -> systemd.property("gvtrace.service", "NRestarts").equals("1") && messages() > 0,
                    workload.process);
            count = workload.end();
        }
        systemd.run("systemctl", "stop", "gvtrace.service", "gvtrace.socket");
        Path traces = traces();
        List<Integer> found = opened(traces, "long");
        assertThat(found).as(log()).doesNotHaveDuplicates().isSorted().contains(count - 1);
        Program.Result verified = Program.run("verify", traces.toString());
        assertThat(verified.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(verified.out())
                .contains("not sealed (recorder killed or still running)")
                .doesNotContain("intact: no");
        assertThat(Program.run("query", traces.toString(), "-e", "gaps").out())
                .contains("the recorder ended without writing everything that it had received");
    }

    /** A recorder that hangs is not alive for the watchdog, and systemd replaces it. */
    @Test
    @Tag("faults")
    void aRecorderThatHangsIsReplaced() throws Exception {
        boot();
        Files.createDirectory(dir.resolve("units/gvtrace.service.d"));
        Files.writeString(dir.resolve("units/gvtrace.service.d/watchdog.conf"), "[Service]\nWatchdogSec=3\n");
        systemd.run("systemctl", "daemon-reload");
        systemd.run("systemctl", "start", "gvtrace.service");
        String pid = systemd.property("gvtrace.service", "MainPID");
        for (int i = 0; i < 3; i++) {
            String fed = systemd.property("gvtrace.service", "WatchdogTimestampMonotonic");
            await(
                    () -> !systemd.property("gvtrace.service", "WatchdogTimestampMonotonic")
                            .equals(fed),
                    null);
        }
        assertThat(systemd.property("gvtrace.service", "MainPID")).isEqualTo(pid);
        systemd.run("kill", "-STOP", pid);
        await(() -> systemd.property("gvtrace.service", "NRestarts").equals("1"), null);
        await(() -> systemd.property("gvtrace.service", "ActiveState").equals("active"), null);
        assertThat(systemd.property("gvtrace.service", "Result")).isEqualTo("success");
    }

    /** A sandbox whose workload opens numbered files until it is told to end, and then prints their number. */
    private final class Counting implements AutoCloseable {
        private final Subprocess process;
        private final OutputStream input;

        Counting(Runsc runsc, String name) throws Exception {
            Path folder = Files.createDirectory(dir.resolve("sandbox-" + name));
            Path fifo = folder.resolve("stdin");
            systemd.run("mkfifo", fifo.toString());
            List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" < " + fifo, "sh"));
            words.addAll(runsc.command(
                    folder,
                    Path.of("/etc/gvtrace/pod-init.json"),
                    "do",
                    "/bin/sh",
                    "-c",
                    "exec 3<&0; (read x <&3; : > /tmp/end) & i=0; while [ ! -e /tmp/end ]; do : > /tmp/" + name
                            + "-$i; i=$((i+1)); done; echo $i"));
            process = systemd.start(words);
            // opens when the other end does
            input = Files.newOutputStream(fifo);
        }

        int end() throws Exception {
            input.close();
            assertThat(process.waitFor(120)).as(() -> text(process) + log()).isZero();
            return Integer.parseInt(process.out().strip());
        }

        @Override
        public void close() throws IOException {
            input.close();
            process.close();
        }
    }

    private interface Condition extends Callable<Boolean> {}

    private void await(Condition condition, Subprocess running) throws Exception {
        while (!condition.call()) {
            assertThat(running == null || running.isAlive())
                    .as(() -> log() + (running == null ? "" : text(running)))
                    .isTrue();
            Thread.sleep(20);
        }
    }

    private static String text(Subprocess process) {
        try {
            return process.err();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Messages that the recorder has received; 0 while it is not running. */
    private long messages() throws Exception {
        try (Subprocess status =
                systemd.start("/opt/gvtrace/gvtrace", "status", "--socket", SOCKET, "--format", "json")) {
            status.waitFor(60);
            String total = status.out().replaceAll("(?s).*?\"messages\":\\s*([0-9]+).*", "$1");
            return total.matches("[0-9]+") ? Long.parseLong(total) : 0;
        }
    }

    private String log() {
        try {
            return systemd.run("tail", "-n", "20", "/run/gvtrace.log");
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** A copy of the traces. */
    private Path traces() throws Exception {
        systemd.run("cp", "-r", TRACES, dir.resolve("traces").toString());
        return dir.resolve("traces");
    }

    /** The numbers of the files that a workload opened, in the order of the traces. */
    private static List<Integer> opened(Path traces, String name) {
        Program.Result rows = Program.run(
                "query",
                traces.toString(),
                "-e",
                "events fd.name startswith '/tmp/" + name + "-' and evt.type in (open, openat, creat) | fields fd.name",
                "--format",
                "csv");
        assertThat(rows.exitCode()).as(rows.err()).isEqualTo(ExitCode.DONE);
        return rows.out()
                .lines()
                .filter(line -> line.contains("/tmp/" + name + "-"))
                .map(line -> Integer.valueOf(line.replaceAll(".*/tmp/" + name + "-([0-9]+).*", "$1")))
                .toList();
    }

    private void assertEachOnce(List<Integer> found, int count) {
        List<Integer> missing =
                new ArrayList<>(IntStream.range(0, count).boxed().toList());
        missing.removeAll(new HashSet<>(found));
        assertThat(missing.size())
                .as(() -> "found " + found.size() + ", first missing "
                        + missing.stream().findFirst() + "\n" + log())
                .isZero();
        assertThat(found).as("each once").hasSize(count);
        assertThat(found.equals(found.stream().sorted().toList()))
                .as("in order")
                .isTrue();
    }
}
