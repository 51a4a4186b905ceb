// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.capture.alert.FalcosidekickReceiver;
import dev.gvtrace.cli.io.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way with a real Docker: from session install to an alert at a webhook that names container and image. */
class DockerSetupTest {
    private static final Path DAEMON = Path.of("/usr/sbin/dockerd");

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAlertReachesTheWebhookAfterInstallAndReload(boolean newest) throws Exception {
        Runsc runsc = newest ? Runsc.newestOne() : Runsc.of2022();
        Assumptions.assumeTrue(Files.isExecutable(DAEMON), "no Docker (apt-get install docker.io)");
        Path config = configuration(runsc, newest ? "systrap" : "ptrace");
        Map<String, String> client = Map.of("DOCKER_HOST", "unix://" + dir.resolve("d.sock"));
        try (Subprocess daemon = Subprocess.start(dir, daemon(config))) {
            awaitDaemon(daemon, client);
            importImage(client);
            Path pod = dir.resolve("pod.json");
            Program.Result installed = Program.run(
                    "session",
                    "install",
                    "--docker",
                    "--apply",
                    "--config",
                    config.toString(),
                    "--pod-init-config",
                    pod.toString(),
                    "--socket",
                    dir.resolve("g.sock").toString());
            assertThat(installed.exitCode()).as(installed.err()).isEqualTo(ExitCode.DONE);
            assertThat(doctor(config).out()).contains("WRONG docker: the daemon has not taken up runtime 'runsc'");
            signalDaemon("HUP");
            awaitText(daemon, "Reloaded configuration");
            assertThat(doctor(config).out())
                    .contains("ok    docker: runtime 'runsc' uses " + pod, "ok    docker: the daemon has taken up");
            recordOne(pod, client);
            signalDaemon("TERM");
            daemon.waitFor(60);
        }
    }

    private Program.Result doctor(Path config) {
        return Program.run(
                "doctor",
                "--docker-config",
                config.toString(),
                "--docker",
                dir.resolve("d.sock").toString());
    }

    /** In a mount namespace of its own, since runsc leaves a mount in its directory. */
    private static List<String> daemon(Path config) {
        String[] words = {"unshare", "--mount", "timeout", "300", DAEMON.toString(), "--config-file", config.toString()
        };
        return List.of(words);
    }

    private Path configuration(Runsc runsc, String platform) throws IOException {
        return Files.writeString(
                dir.resolve("daemon.json"), """
                {
                  "runtimes": {
                    "runsc": {
                      "path": "RUNSC",
                      "runtimeArgs": ["--platform=PLATFORM", "--network=none", "--ignore-cgroups"]
                    }
                  },
                  "data-root": "DIR/data", "exec-root": "DIR/exec", "pidfile": "DIR/pid",
                  "hosts": ["unix://DIR/d.sock"],
                  "iptables": false, "bridge": "none", "storage-driver": "vfs"
                }
                """.replace("RUNSC", runsc.path().toString())
                        .replace("PLATFORM", platform)
                        .replace("DIR", dir.toString()));
    }

    private void awaitDaemon(Subprocess daemon, Map<String, String> client) throws Exception {
        while (docker(client, "version").exitCode() != 0) {
            Assumptions.assumeTrue(daemon.isAlive(), "Docker does not start here: " + daemon.err());
            Thread.sleep(100);
        }
    }

    private static void awaitText(Subprocess daemon, String text) throws Exception {
        while (!daemon.err().contains(text)) {
            assertThat(daemon.isAlive()).as(daemon.err()).isTrue();
            Thread.sleep(50);
        }
    }

    private void signalDaemon(String name) throws Exception {
        Subprocess.start(
                        dir,
                        List.of(
                                "kill",
                                "-" + name,
                                Files.readString(dir.resolve("pid")).strip()))
                .waitFor(10);
    }

    /** An image with a shell, what it is linked with, and a name for its user. */
    private void importImage(Map<String, String> client) throws Exception {
        Path etc = Files.createDirectories(dir.resolve("image/etc"));
        Files.writeString(etc.resolve("passwd"), "warden:x:0:0::/root:/bin/sh\n");
        String script = "tar -chf " + dir.resolve("image.tar") + " -C " + dir.resolve("image")
                + " etc -C / /bin/sh /bin/touch /bin/sleep"
                + " $(ldd /bin/sh /bin/touch /bin/sleep | grep -o '/[^ ]*' | grep -v ':$' | sort -u)";
        try (Subprocess tar = Subprocess.start(dir, List.of("/bin/sh", "-c", script))) {
            assertThat(tar.waitFor(60)).as(tar.err()).isZero();
        }
        Program.Result imported =
                docker(client, "import", dir.resolve("image.tar").toString(), "shop/web:1.4");
        assertThat(imported.exitCode()).as(imported.err()).isZero();
    }

    private void recordOne(Path pod, Map<String, String> client) throws Exception {
        Path out = dir.resolve("traces");
        try (FalcosidekickReceiver receiver = new FalcosidekickReceiver((exchange, number) -> false);
                Subprocess capture = Subprocess.gvtrace(dir, capture(pod, out, receiver.url("/")))) {
            while (!capture.err().contains("listening on")) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(50);
            }
            runOne(client);
            capture.terminate();
            assertThat(capture.waitFor(60)).as(capture.err()).isEqualTo(ExitCode.DONE);
            assertThat(receiver.refused()).isEmpty();
            assertThat(receiver.accepted()).singleElement().satisfies(DockerSetupTest::namesUserContainerAndImage);
        }
        Program.Result containers = Program.run("query", out.toString(), "--format", "json", "-e", "containers");
        assertThat(containers.out())
                .contains("\"name\":\"web-1\"", "\"image\":\"shop/web:1.4\"")
                .hasLineCount(1);
        Program.Result alerts = Program.run(
                "replay", "--rules", Repository.top().resolve("samples/rules").toString(), out.toString());
        assertThat(alerts.out()).contains("File below a known binary directory opened for writing", "file=/bin/foo");
        assertThat(Program.run("verify", out.toString()).exitCode()).isEqualTo(ExitCode.DONE);
    }

    private String[] capture(Path pod, Path out, String webhook) throws IOException {
        Path rules = Files.writeString(dir.resolve("rules.yaml"), """
                - rule: Program added
                  desc: A file below /bin was opened for writing.
                  condition: evt.is_open_write = true and fd.directory = /bin
                  output: >
                    %user.name wrote %fd.name in %container.name (%container.image.repository:%container.image.tag)
                  priority: ERROR
                """);
        return Stream.of(
                        "capture --min-free 0 --rules",
                        rules,
                        "--alert",
                        webhook,
                        "--pod-init-config",
                        pod,
                        "--docker",
                        dir.resolve("d.sock"),
                        "--out",
                        out)
                .flatMap(word -> Stream.of(word.toString().split(" ")))
                .toArray(String[]::new);
    }

    private void runOne(Map<String, String> client) throws Exception {
        Program.Result run = docker(
                client,
                "run",
                "--rm",
                "--runtime=runsc",
                "--network=none",
                "--name",
                "web-1",
                "shop/web:1.4",
                "/bin/sh",
                "-c",
                "touch /bin/foo; sleep 1");
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static void namesUserContainerAndImage(Map<String, @Nullable Object> alert) {
        assertThat(alert)
                .containsEntry("rule", "Program added")
                .containsEntry("priority", "Error")
                .extractingByKey("output_fields", InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("user.name", "warden")
                .containsEntry("fd.name", "/bin/foo")
                .containsEntry("container.name", "web-1")
                .containsEntry("container.image.repository", "shop/web")
                .containsEntry("container.image.tag", "1.4");
    }

    private Program.Result docker(Map<String, String> environment, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("timeout", "120", "docker"));
        command.addAll(List.of(words));
        try (Subprocess docker = Subprocess.startIn(dir, command, environment)) {
            return new Program.Result(docker.waitFor(130), docker.out(), docker.err());
        }
    }
}
