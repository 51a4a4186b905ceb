// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The service of samples/systemd, checked by systemd-analyze. */
class SystemdSampleTest {
    private static final Path SAMPLES = Repository.top().resolve("samples/systemd");
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    /** Tenths of systemd's exposure level, of 100. */
    private static final Map<String, Integer> MOST_EXPOSED =
            Map.of("", 15, "docker.conf", 15, "root.conf", 20, "network.conf", 25);

    @TempDir
    private Path dir;

    private Subprocess analyze(String... words) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(ANALYZE), "no systemd-analyze (apt-get install systemd)");
        List<String> command = new ArrayList<>(List.of(ANALYZE.toString()));
        command.addAll(List.of(words));
        return Subprocess.startIn(dir, command, Map.of("SYSTEMD_LOG_LEVEL", "warning"));
    }

    /** The unit with a program that exists here, and the drop-in if it is named. */
    private Path unit(String dropIn) throws IOException {
        String text = Files.readString(SAMPLES.resolve("gvtrace.service"));
        assertThat(text).contains("ExecStart=/usr/bin/gvtrace capture ");
        Path unit = Files.writeString(
                Files.createTempDirectory(dir, "unit").resolve("gvtrace.service"),
                text.replace("/usr/bin/gvtrace", "/bin/true"));
        Files.copy(SAMPLES.resolve("gvtrace.socket"), unit.resolveSibling("gvtrace.socket"));
        if (!dropIn.isEmpty()) {
            Path folder = Files.createDirectory(unit.resolveSibling("gvtrace.service.d"));
            Files.copy(SAMPLES.resolve("drop-ins").resolve(dropIn), folder.resolve(dropIn));
        }
        return unit;
    }

    @TestFactory
    Stream<DynamicTest> systemdAcceptsItAndFindsItHardened() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES.resolve("drop-ins"))) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrderElementsOf(MOST_EXPOSED.keySet().stream()
                            .filter(name -> !name.isEmpty())
                            .toList());
        }
        return MOST_EXPOSED.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        "unit " + one.getKey(), () -> check(unit(one.getKey()), one.getValue())));
    }

    private void check(Path unit, int mostExposed) throws Exception {
        try (Subprocess verify = analyze(
                "verify",
                "--man=no",
                unit.toString(),
                unit.resolveSibling("gvtrace.socket").toString())) {
            assertThat(verify.waitFor(60)).as(verify.out() + verify.err()).isZero();
            assertThat(verify.out() + verify.err()).as("warnings").isEmpty();
        }
        try (Subprocess security =
                analyze("security", "--offline=true", "--threshold=" + mostExposed, unit.toString())) {
            assertThat(security.waitFor(60)).as(security.out() + security.err()).isZero();
            assertThat(security.out()).contains("Overall exposure level");
        }
    }

    @Test
    void systemdFindsAnUnknownSetting() throws Exception {
        Path unit = unit("");
        Files.writeString(unit, Files.readString(unit).replace("ProtectHome=", "ProtectHouse="));
        try (Subprocess verify = analyze("verify", "--man=no", unit.toString())) {
            verify.waitFor(60);
            assertThat(verify.err()).contains("ProtectHouse");
        }
    }

    @Test
    void theRecorderFitsTheUnit() throws IOException {
        String unit = Files.readString(SAMPLES.resolve("gvtrace.service"));
        assertThat(unit).contains("Type=notify", "WatchdogSec=", "LimitFSIZE=infinity", "LimitCORE=0", "kill -HUP");
        String options = unit.replaceAll("(?s).*GVTRACE_OPTIONS=\"([^\"]*)\".*", "$1");
        String command = unit.replaceAll("(?s).*ExecStart=/usr/bin/gvtrace ([^\n]*)\n.*", "$1")
                .replace("$GVTRACE_OPTIONS", options)
                .replace("/etc/gvtrace/", dir + "/");
        Program.Result started = Program.run(command.split(" "));
        assertThat(started.err()).contains("pod-init.json: no such file");
        // what install writes by default is what the unit reads
        assertThat(Program.run("session", "install", "--help").out())
                .contains("/etc/gvtrace/pod-init.json", "/run/gvtrace/gvtrace.sock");
        assertThat(unit).contains("--pod-init-config /etc/gvtrace/pod-init.json", "RuntimeDirectory=gvtrace\n");
        // a stop of the service may not take the socket's file away
        assertThat(unit)
                .contains("RuntimeDirectoryPreserve=yes", "Requires=gvtrace.socket", "RestartKillSignal=SIGUSR2")
                .contains("FileDescriptorStoreMax=4096");
        assertThat(Files.readString(SAMPLES.resolve("gvtrace.socket")))
                .contains("ListenSequentialPacket=/run/gvtrace/gvtrace.sock\n");
    }
}
