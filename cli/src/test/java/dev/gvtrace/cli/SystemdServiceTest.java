// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
                session, Program.run("session", "--socket", SOCKET, "--retries", PATIENT).out());
        systemd = RealSystemd.boot(dir, units, install(session));
    }

    /** The program's own class path where the service, which sees no home directories, can read it. */
    private String install(Path session) throws IOException {
        StringBuilder script = new StringBuilder("mkdir -p /opt/gvtrace /etc/gvtrace\ncp " + session + " /etc/gvtrace/\n");
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            if (!Files.exists(Path.of(entry)) || entry.contains("duckdb") || entry.contains("/test-classes")) {
                continue;
            }
            String copy = "/opt/gvtrace/" + classPath.size() + (entry.endsWith(".jar") ? ".jar" : "");
            script.append("cp -rL '" + entry + "' " + copy + "\n");
            classPath.add(copy);
        }
        script.append("printf '#!/bin/sh\\nexec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp %s dev.gvtrace.cli.Main \"$@\"\\n' '"
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
        restarts(Runsc.newestOne(), 1, 1500);
    }

    @Test
    @Tag("faults")
    void aRestartLosesNothingOfTheSentryOf2022() throws Exception {
        restarts(Runsc.of2022(), 1, 1500);
    }

    @Test
    @Tag("faults")
    void fiveRestartsLoseNothing() throws Exception {
        restarts(Runsc.newestOne(), 5, 15_000);
    }

    /** The first sandbox starts the service; one that is created while no recorder runs waits for it. */
    private void restarts(Runsc runsc, int times, int count) throws Exception {
        boot();
        systemd.run("systemctl", "start", "gvtrace.socket");
        assertThat(systemd.property("gvtrace.service", "ActiveState")).isEqualTo("inactive");
        try (Subprocess workload = counting(runsc, "one", count)) {
            await(() -> messages() > 0, workload);
            for (int i = 0; i < times; i++) {
                long before = messages();
                try (Subprocess restart = systemd.start("systemctl", "restart", "gvtrace.service");
                        Subprocess created = counting(runsc, "two" + i, 3)) {
                    assertThat(restart.waitFor(120)).as(restart.err() + log()).isZero();
                    assertThat(created.waitFor(120)).as(created.err() + log()).isZero();
                }
                await(() -> messages() > before, workload);
            }
            assertThat(workload.waitFor(120)).as(workload.err() + log()).isZero();
        }
        systemd.run("systemctl", "stop", "gvtrace.service", "gvtrace.socket");
        assertThat(systemd.property("gvtrace.service", "NFileDescriptorStore")).isEqualTo("0");
        Path traces = traces();
        Program.Result verified = Program.run("verify", traces.toString());
        assertThat(verified.exitCode()).as(verified.out() + verified.err() + log()).isEqualTo(ExitCode.DONE);
        assertThat(opened(traces, "one")).as(log()).isEqualTo(numbers(count));
        for (int i = 0; i < times; i++) {
            assertThat(opened(traces, "two" + i)).as(log()).isEqualTo(numbers(3));
        }
        assertThat(log()).contains("taken up from recorder", "handed over to the next recorder");
    }

    /** systemd starts it again; what it had not written is a gap, and the sandbox is recorded to its end. */
    @Test
    @Tag("faults")
    void aKilledRecorderIsReplaced() throws Exception {
        boot();
        systemd.run("systemctl", "start", "gvtrace.socket");
        int count = 3000;
        try (Subprocess workload = counting(Runsc.newestOne(), "one", count)) {
            await(() -> messages() > 100, workload);
            systemd.run("kill", "-9", systemd.property("gvtrace.service", "MainPID"));
            assertThat(workload.waitFor(120)).as(workload.err() + log()).isZero();
        }
        assertThat(systemd.property("gvtrace.service", "NRestarts")).isEqualTo("1");
        systemd.run("systemctl", "stop", "gvtrace.service", "gvtrace.socket");
        Path traces = traces();
        List<Integer> found = opened(traces, "one");
        assertThat(found).doesNotHaveDuplicates().isSorted().contains(count - 1);
        Program.Result verified = Program.run("verify", traces.toString());
        assertThat(verified.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
        assertThat(verified.out()).contains("not sealed (recorder killed or still running)").doesNotContain("intact: no");
        assertThat(Program.run("query", traces.toString(), "-e", "gaps").out())
                .contains("the recorder ended without writing everything that it had received");
    }

    /** A recorder that hangs is not alive for the watchdog, and systemd replaces it. */
    @Test
    @Tag("faults")
    void aRecorderThatHangsIsReplaced() throws Exception {
        boot();
        systemd.run("mkdir", "-p", "/run/systemd/system/gvtrace.service.d");
        Files.createDirectory(dir.resolve("units/gvtrace.service.d"));
        Files.writeString(dir.resolve("units/gvtrace.service.d/watchdog.conf"), "[Service]\nWatchdogSec=3\n");
        systemd.run("systemctl", "daemon-reload");
        systemd.run("systemctl", "start", "gvtrace.service");
        String pid = systemd.property("gvtrace.service", "MainPID");
        Thread.sleep(6000);
        assertThat(systemd.property("gvtrace.service", "MainPID")).as("is fed").isEqualTo(pid);
        systemd.run("kill", "-STOP", pid);
        await(() -> systemd.property("gvtrace.service", "NRestarts").equals("1"), null);
        await(() -> systemd.property("gvtrace.service", "ActiveState").equals("active"), null);
        assertThat(systemd.property("gvtrace.service", "Result")).isEqualTo("success");
    }

    /** A sandbox whose workload opens numbered files. */
    private Subprocess counting(Runsc runsc, String name, int count) throws IOException {
        Path folder = Files.createDirectory(dir.resolve("sandbox-" + name));
        return systemd.start(runsc.command(
                folder,
                Path.of("/etc/gvtrace/pod-init.json"),
                "do",
                "/bin/sh",
                "-c",
                "i=0; while [ $i -lt " + count + " ]; do : > /tmp/" + name + "-$i; i=$((i+1)); done"));
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
        try (Subprocess status = systemd.start("/opt/gvtrace/gvtrace", "status", "--socket", SOCKET, "--format", "json")) {
            status.waitFor(60);
            String total = status.out().replaceAll("(?s).*?\"messages\":\\s*([0-9]+).*", "$1");
            return total.matches("[0-9]+") ? Long.parseLong(total) : 0;
        }
    }

    private String log() {
        try {
            return systemd.run("cat", "/run/gvtrace.log");
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
    private static List<Integer> opened(Path traces, String name) throws IOException {
        List<Integer> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(traces)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".gvt")).sorted().toList()) {
                Program.Result rows = Program.run(
                        "query", file.toString(), "-e", "events fd.name startswith /tmp/" + name + "- and evt.type in (open, openat) | fields fd.name", "--format", "csv");
                rows.out().lines().filter(line -> line.contains("/tmp/" + name + "-")).forEach(line ->
                    found.add(Integer.parseInt(line.replaceAll(".*/tmp/" + name + "-([0-9]+).*", "$1"))));
            }
        }
        return found;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
