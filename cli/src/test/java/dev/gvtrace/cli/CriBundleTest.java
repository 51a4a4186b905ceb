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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod whose bundles are as containerd writes them: its annotations become pod, namespace, container and image. */
class CriBundleTest {
    private static final String SANDBOX = "5a".repeat(32);
    private static final String CONTAINER = "c0".repeat(32);
    private static final String POD = """
            "io.kubernetes.cri.sandbox-id":"SANDBOX","io.kubernetes.cri.sandbox-name":"web-0",
            "io.kubernetes.cri.sandbox-namespace":"shop",
            "io.kubernetes.cri.sandbox-uid":"6c1b5f5e-0f0e-4a86-8f0e-0d6c4d4c8f11",
            """;
    private static final String OF_SANDBOX = """
            "io.kubernetes.cri.container-type":"sandbox","io.kubernetes.cri.sandbox-cpu-period":"100000",
            "io.kubernetes.cri.podsandbox.image-name":"registry.k8s.io/pause:3.10",
            "io.kubernetes.cri.sandbox-log-directory":"/var/log/pods/shop_web-0_6c1b5f5e"
            """;
    private static final String OF_CONTAINER = """
            "io.kubernetes.cri.container-type":"container","io.kubernetes.cri.container-name":"web",
            "io.kubernetes.cri.image-name":"registry.example.com:5000/shop/web:1.4"
            """;

    @TempDir
    private Path dir;

    @Test
    void theNewestSentry() throws Exception {
        recordsAPod(Runsc.newestOne());
    }

    @Test
    void theSentryOf2022() throws Exception {
        recordsAPod(Runsc.of2022());
    }

    private void recordsAPod(Runsc runsc) throws Exception {
        Path session = dir.resolve("pod.json");
        Path socket = dir.resolve("s.sock");
        Files.writeString(
                session,
                Program.run(
                                "session",
                                "--socket",
                                socket.toString(),
                                "--runsc",
                                runsc.path().toString())
                        .out());
        Path out = dir.resolve("out");
        try (Subprocess capture = Subprocess.gvtrace(
                dir, "capture", "--socket", socket.toString(), "--out", out.toString(), "--min-free", "0")) {
            while (!capture.err().contains("listening on")) {
                assertThat(capture.isAlive()).as(capture.err()).isTrue();
                Thread.sleep(50);
            }
            runPod(runsc, session);
            capture.terminate();
            assertThat(capture.waitFor(60)).as(capture.err()).isEqualTo(ExitCode.DONE);
        }
        List<String> rows = Program.run("query", out.toString(), "--format", "json", "-e", "containers")
                .out()
                .lines()
                .toList();
        assertThat(rows).hasSize(2).allMatch(row -> row.contains("\"pod\":\"web-0\",\"namespace\":\"shop\""));
        assertThat(rows)
                .anyMatch(row -> row.contains("\"full_id\":\"" + SANDBOX)
                        && row.contains("\"name\":null,\"image\":\"registry.k8s.io/pause:3.10\""));
        assertThat(rows)
                .anyMatch(row -> row.contains("\"full_id\":\"" + CONTAINER)
                        && row.contains("\"name\":\"web\",\"image\":\"registry.example.com:5000/shop/web:1.4\"")
                        && row.contains("container.type=containerd")
                        && row.contains("k8s.pod.uid=6c1b5f5e-0f0e-4a86-8f0e-0d6c4d4c8f11"));
        // what is in the environment of the bundle is in no facts
        assertThat(Program.run("query", out.toString(), "-e", "containers -v").out())
                .doesNotContain("hunter2");
    }

    private void runPod(Runsc runsc, Path session) throws Exception {
        try {
            Path task = Files.createDirectories(dir.resolve("io.containerd.runtime.v2.task/k8s.io"));
            create(runsc, session, bundle(task, SANDBOX, OF_SANDBOX, "sleep 30"), SANDBOX);
            run(runsc, session, "start", SANDBOX);
            create(runsc, session, bundle(task, CONTAINER, OF_CONTAINER, "echo done > /tmp/x"), CONTAINER);
            run(runsc, session, "start", CONTAINER);
            run(runsc, session, "wait", CONTAINER);
        } finally {
            run(runsc, session, "delete", "--force", CONTAINER);
            run(runsc, session, "delete", "--force", SANDBOX);
            unmountNamespace();
        }
    }

    private void create(Runsc runsc, Path session, Path bundle, String id) throws Exception {
        // the sandbox inherits standard output, so that it is a file and no pipe that would stay open
        run(
                runsc,
                session,
                "create",
                "--bundle",
                bundle.toString(),
                "--pid-file",
                bundle.resolve("pid").toString(),
                id);
    }

    private void run(Runsc runsc, Path session, String... words) throws Exception {
        List<String> command = new ArrayList<>(runsc.command(dir, session, words));
        try (Subprocess started = Subprocess.start(dir, command)) {
            assertThat(started.waitFor(100))
                    .as(String.join(" ", words) + ": " + started.err())
                    .isZero();
        }
    }

    /** The newest runsc leaves a mount in its root directory. */
    private void unmountNamespace() throws Exception {
        Path mount = dir.resolve("state/null-netns");
        if (Files.exists(mount)) {
            try (Subprocess unmount = Subprocess.start(dir, List.of("umount", mount.toString()))) {
                unmount.waitFor(10);
            }
        }
    }

    private static Path bundle(Path task, String id, String annotations, String script) throws IOException {
        Path bundle = Files.createDirectory(
                task.resolve(id), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String config =
                """
                {"ociVersion":"1.1.0",
                "process":{"user":{"uid":0,"gid":0},"args":["/bin/sh","-c","SCRIPT"],
                  "env":["PATH=/usr/bin:/bin","TOKEN=hunter2"],"cwd":"/"},
                "root":{"path":"/","readonly":true},"hostname":"web-0",
                "mounts":[{"destination":"/proc","type":"proc","source":"proc"},
                  {"destination":"/tmp","type":"tmpfs","source":"tmpfs"}],
                "annotations":{ANNOTATIONS},
                "linux":{"namespaces":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"network"}]}}
                """.replace("SCRIPT", script).replace("ANNOTATIONS", (POD + annotations).replace("SANDBOX", SANDBOX));
        Path file = Files.writeString(bundle.resolve("config.json"), config);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return bundle;
    }
}
