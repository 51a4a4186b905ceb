// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** doctor on the way from a runtime to the recorder, with programs that print what real ones do. */
class DoctorTest {
    private static final String ABILITIES = "echo 'POINTS (2)'; echo 'Name: container/start, optional fields: [env],"
            + " context fields: [time]'; echo 'Name: syscall/write/exit, optional fields: [], context fields: []'";
    private static final String UNIT = "LoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\n"
            + "MainPID=7\nNRestarts=0\nType=notify\nWatchdogUSec=30s\n";

    @TempDir
    private Path dir;

    private Path socket;
    private Path pod;

    @BeforeEach
    void programs() throws IOException {
        socket = dir.resolve("g.sock");
        pod = Files.writeString(
                dir.resolve("pod.json"),
                Program.run("session", "--socket", socket.toString()).out());
        Files.createDirectory(dir.resolve("bin"));
        program("runsc", "case $1 in --version) echo runsc version 9;; *) " + ABILITIES + ";; esac");
    }

    private Path program(String name, String script) throws IOException {
        Path file = Files.writeString(dir.resolve("bin").resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private Program.Result doctor(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "doctor", "--runsc", dir.resolve("bin/runsc").toString(), "--socket", socket.toString(), "--docker"));
        all.add(dir.resolve("docker.sock").toString());
        all.addAll(List.of(words));
        return Program.runWith(Map.of("PATH", dir.resolve("bin").toString()), all.toArray(new String[0]));
    }

    private Program.Result docker(String runtime) throws IOException {
        Path file = Files.writeString(dir.resolve("daemon.json"), "{\"runtimes\":{\"runsc\":" + runtime + "}}");
        return doctor("--docker-config", file.toString());
    }

    private String runtime(String session) {
        return "{\"path\":\"" + dir.resolve("bin/runsc") + "\",\"runtimeArgs\":[\"--pod-init-config=" + session
                + "\"]}";
    }

    @Test
    void dockersRuntimes() throws IOException {
        assertThat(docker(runtime(pod.toString())).out())
                .contains(
                        "ok    docker: runtime 'runsc' uses " + pod,
                        "ok    docker: runtime 'runsc': this runsc accepts it; ",
                        "-     docker: not checked; whether the daemon has taken up its configuration: "
                                + dir.resolve("docker.sock"));
        assertThat(docker("{\"path\":\"runsc\"}").out())
                .contains("WRONG docker: runtime 'runsc' has no session: its containers are not recorded\n"
                        + "      'gvtrace session install --docker --apply'\n");
        assertThat(docker(runtime(dir.resolve("none").toString())).out())
                .contains("WRONG docker: runtime 'runsc': its containers do not start: " + dir.resolve("none")
                        + ": no such file");
        assertThat(docker(runtime(socket.getParent() + "/bin/runsc")).out())
                .contains("its containers do not start: " + dir.resolve("bin/runsc") + ": not JSON");
        assertThat(docker(runtime("pod.json")).out()).contains("names its session 'pod.json', a relative path");
        assertThat(docker(runtime(pod.toString()).replace("bin/runsc", "bin/runsc-gone"))
                        .out())
                .contains("WRONG docker: runtime 'runsc': " + dir.resolve("bin/runsc-gone") + " cannot be run");
        assertThat(docker("7").out()).contains("WRONG docker: no runtime in", "--docker --apply' adds a runtime");
        assertThat(docker("{\"path\":{").out()).contains("WRONG docker: " + dir.resolve("daemon.json") + ": not JSON");
    }

    @Test
    void aRuntimeThatConnectsElsewhere() throws IOException {
        Files.writeString(
                pod,
                Program.run("session", "--socket", dir.resolve("other.sock").toString())
                        .out());
        assertThat(docker(runtime(pod.toString())).out())
                .contains(
                        "WRONG docker: runtime 'runsc': sends to " + dir.resolve("other.sock") + ", not to " + socket);
    }

    @Test
    void aRunscThatRefusesTheSession() throws IOException {
        program(
                "runsc",
                "case $1 in --version) echo runsc version 1;; *) echo 'Name: container/start, optional fields:"
                        + " [], context fields: []';; esac");
        assertThat(docker(runtime(pod.toString())).out())
                .contains(
                        "WRONG docker: runtime 'runsc': this runsc refuses ignore_missing: containers will not start");
        program("runsc", "exit 1");
        assertThat(docker(runtime(pod.toString())).out())
                .contains("-     docker: not checked; runtime 'runsc': " + dir.resolve("bin/runsc"));
    }

    @Test
    void containerdAndItsClasses() throws IOException {
        Path shim = Files.writeString(dir.resolve("runsc.toml"), "[runsc_config]\npod-init-config = \"" + pod + "\"\n");
        Path file = Files.writeString(dir.resolve("config.toml"), """
                version = 3
                [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.gv]
                runtime_type = "io.containerd.runsc.v1"
                options = { ConfigPath = "%s" }
                """.formatted(shim));
        String[] words = {"--containerd-config", file.toString()};
        assertThat(doctor(words).out())
                .contains(
                        "ok    containerd: runtime 'gv' uses " + pod,
                        "WRONG containerd: there is no containerd-shim-runsc-v1 on the PATH",
                        "-     kubernetes: not applicable; there is no kubectl on the PATH");
        program("containerd-shim-runsc-v1", "");
        program("kubectl", "echo '{\"items\":[{\"metadata\":{\"name\":\"gvisor\"},\"handler\":\"runsc\"}]}'");
        assertThat(doctor(words).out())
                .doesNotContain("containerd-shim")
                .contains("WRONG kubernetes: no RuntimeClass has the handler 'gv'", "--runtime gv --apply");
        program("kubectl", "echo '{\"items\":[{\"metadata\":{\"name\":\"sandboxed\"},\"handler\":\"gv\"}]}'");
        assertThat(doctor(words).out()).contains("ok    kubernetes: RuntimeClass 'sandboxed' has the handler 'gv'");
        program("kubectl", "echo no cluster >&2; exit 1");
        assertThat(doctor(words).out()).contains("-     kubernetes: not checked; kubectl get", "no cluster");
        Files.writeString(shim, "x");
        assertThat(doctor(words).out()).contains("WRONG containerd: " + shim + ": not TOML");
        Files.delete(shim);
        assertThat(doctor(words).out()).contains("WRONG containerd: runtime 'gv' has no session");
    }

    @Test
    void theService() throws IOException {
        assertThat(doctor().out()).contains("-     service: not applicable; there is no systemctl on the PATH");
        program("systemctl", "printf '" + UNIT.replace("\n", "\\n") + "'");
        assertThat(doctor().out())
                .contains("ok    service: gvtrace.service is active\n")
                .doesNotContain("watchdog");
        program("systemctl", "printf '" + UNIT.replace("\n", "\\n").replace("=active", "=failed") + "'");
        assertThat(doctor("--service", "rec.service").out())
                .contains("WRONG service: rec.service is failed (running)", "systemctl start rec.service");
        program(
                "systemctl",
                "printf '"
                        + UNIT.replace("\n", "\\n")
                                .replace("enabled", "disabled")
                                .replace("30s", "0") + "'");
        assertThat(doctor().out()).contains("is disabled: it does not start with the system", "has no watchdog");
        program(
                "systemctl",
                "printf '" + UNIT.replace("\n", "\\n")
                        + "TriggeredBy=\\nFileDescriptorStoreMax=0\\nRestartKillSignal=15\\n'");
        assertThat(doctor().out())
                .contains(
                        "gvtrace.service has no socket unit: sandboxes that are created during a restart fail",
                        "a restart of gvtrace.service ends the recordings of running sandboxes",
                        "FileDescriptorStoreMax=4096 and RestartKillSignal=SIGUSR2");
        program(
                "systemctl",
                "printf '" + UNIT.replace("\n", "\\n")
                        + "TriggeredBy=gvtrace.socket\\nFileDescriptorStoreMax=4096\\nRestartKillSignal=12\\n'");
        assertThat(doctor().out())
                .contains(
                        "ok    service: gvtrace.socket listens for gvtrace.service: sandboxes that connect during a restart wait\n",
                        "ok    service: a restart of gvtrace.service continues its recordings\n");
        program("systemctl", "echo LoadState=not-found");
        assertThat(doctor().out()).contains("-     service: not applicable; there is no unit gvtrace.service");
        program("systemctl", "echo 'System has not been booted with systemd' >&2; exit 1");
        assertThat(doctor().out())
                .contains("-     service: not applicable; systemd does not answer: System has not been booted");
    }

    @Test
    void theRunningRecorder() throws Exception {
        Path out = dir.resolve("traces");
        try (Subprocess capture = Subprocess.gvtrace(
                dir, "capture", "--pod-init-config", pod.toString(), "--out", out.toString(), "--min-free", "0")) {
            while (!Files.exists(dir.resolve("g.sock.control"))) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(20);
            }
            assertThat(doctor().out())
                    .containsPattern("ok    socket: process \\d+ listens on " + socket)
                    .containsPattern("ok    socket: owner \\S+, mode rw-------")
                    .contains("ok    recorder: nothing keeps it from recording\n")
                    .containsPattern("(ok    |WRONG )recorder: may open ")
                    .contains("MiB are free for " + out + "\n");
            program("systemctl", "printf '" + UNIT.replace("\n", "\\n") + "'");
            assertThat(doctor().out()).contains("listens on the socket, not process 7 of gvtrace.service");
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            assertThat(doctor().out()).contains("WRONG socket: others can write to " + socket);
            capture.terminate();
            assertThat(capture.waitFor(60)).isEqualTo(ExitCode.DONE);
        }
    }

    @Test
    void tracesThatOthersCanRead() throws IOException {
        Path out = Files.createDirectory(dir.resolve("traces"));
        Path trace = Files.copy(Repository.top().resolve("samples/traces/web-break-in.gvt"), out.resolve("a.gvt"));
        Files.setPosixFilePermissions(trace, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(doctor("--out", out.toString()).out())
                .contains("WRONG disk: others can read 1 of the last 1 traces", "chmod go-r " + out);
        Files.setPosixFilePermissions(trace, PosixFilePermissions.fromString("rw-------"));
        assertThat(doctor("--out", out.toString()).out()).doesNotContain("others can read");
    }

    @Test
    void eachCheckIsAnObject() throws IOException {
        Path file = Files.writeString(
                dir.resolve("daemon.json"), "{\"runtimes\":{\"runsc\\u001b[2J\":{\"path\":\"runsc\"}}}");
        Program.Result json = doctor("--docker-config", file.toString(), "--format", "json");
        assertThat(json.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(json.out().lines())
                .allMatch(
                        line -> line.matches("\\{\"check\":\".+\",\"state\":\"(ok|wrong|not checked|not applicable)\","
                                + "\"text\":\".+\",\"remedy\":(null|\".+\")}"))
                .anyMatch(line -> line.startsWith("{\"check\":\"docker\",\"state\":\"wrong\",\"text\":\"runtime"
                        + " 'runsc\\u001b[2J' has no session"));
        assertThat(json.out()).doesNotContain("\u001b");
        assertThat(doctor("--docker-config", file.toString()).out())
                .contains("runtime 'runsc\\x1b[2J' has no session")
                .doesNotContain("\u001b");
    }
}
