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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** session install as a user meets it. The edits themselves are tested in capture.setup. */
class SessionInstallTest {
    private static final String RUNTIMES = "{\"runtimes\": {\"runsc\": {\"path\": \"/nowhere/runsc\"}}}";

    @TempDir
    private Path dir;

    private Program.Result install(String... words) {
        List<String> all = new ArrayList<>(List.of("session", "install", "--pod-init-config", pod().toString()));
        all.addAll(List.of(words));
        return Program.run(all.toArray(new String[0]));
    }

    private Path pod() {
        return dir.resolve("etc/pod.json");
    }

    @Test
    void printsFirstAndWritesOnlyWhenAsked() throws IOException {
        Path file = Files.writeString(dir.resolve("daemon.json"), RUNTIMES);
        Program.Result printed = install("--docker", "--config", file.toString());
        assertThat(printed.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(printed.out())
                .startsWith(
                        "# " + pod() + ": as printed by 'gvtrace session --socket PATH'\n--- " + file + "\n+++ " + file)
                .contains("+{\"runtimes\": {\"runsc\": {\"path\": \"/nowhere/runsc\", \"runtimeArgs\":"
                        + " [\"--pod-init-config=" + pod() + "\"]}}}");
        assertThat(printed.err())
                .contains("nothing was written; --apply", "systemctl reload docker", "no runsc was found");
        assertThat(file).hasContent(RUNTIMES);
        assertThat(pod()).doesNotExist();

        Program.Result applied = install("--docker", "--config", file.toString(), "--apply");
        assertThat(applied.out()).isEqualTo(printed.out());
        assertThat(applied.err())
                .contains("wrote " + pod(), "wrote " + file + ", kept the former one as " + file + ".before-gvtrace-1");
        assertThat(Files.readString(pod()))
                .isEqualTo(Program.run("session", "--socket", "/run/gvtrace/gvtrace.sock")
                        .out());

        Program.Result again = install("--docker", "--config", file.toString(), "--apply");
        assertThat(again.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("nothing to change").doesNotContain("wrote");

        Program.Result undone = install("--docker", "--config", file.toString(), "--apply", "--uninstall");
        assertThat(undone.err()).contains("restored " + file, pod() + " is kept");
        assertThat(file).hasContent(RUNTIMES);
        assertThat(install("--docker", "--config", file.toString(), "--uninstall")
                        .err())
                .contains("nothing to undo");
    }

    @Test
    void aSessionThatExistsIsKeptUnlessOneIsAskedFor() throws IOException {
        Path file = Files.writeString(dir.resolve("daemon.json"), RUNTIMES);
        Files.createDirectories(pod().getParent());
        String own = Program.run("session", "--socket", "/own.sock", "--profile", "minimal")
                .out();
        Files.writeString(pod(), own);
        install("--docker", "--config", file.toString(), "--apply");
        assertThat(pod()).hasContent(own);
        Program.Result replaced = install(
                "--docker",
                "--config",
                file.toString(),
                "--apply",
                "--socket",
                "/s.sock",
                "--profile",
                "hardened",
                "--require-recorder");
        assertThat(replaced.err()).contains("kept the former one as " + pod() + ".before-gvtrace-1");
        assertThat(Files.readString(pod()))
                .isEqualTo(Program.run("session", "--socket", "/s.sock", "--profile", "hardened", "--require-recorder")
                        .out());
        assertThat(Path.of(pod() + ".before-gvtrace-1")).hasContent(own);
    }

    @Test
    void setsUpContainerdAndItsShim() throws IOException {
        Path shim = dir.resolve("runsc.toml");
        String text = """
                version = 2
                # ours
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.gvisor]
                  runtime_type = "io.containerd.runsc.v1"
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.gvisor.options]
                    ConfigPath = "%s"
                """.formatted(shim);
        Path file = Files.writeString(dir.resolve("config.toml"), text);
        Program.Result applied = install("--containerd", "--config", file.toString(), "--apply");
        assertThat(applied.out()).contains("--- /dev/null\n+++ " + shim);
        assertThat(applied.err()).contains("systemctl restart containerd");
        assertThat(shim).hasContent("[runsc_config]\n  pod-init-config = \"" + pod() + "\"\n");
        assertThat(file).hasContent(text);
        install("--containerd", "--config", file.toString(), "--apply", "--uninstall");
        assertThat(shim).hasContent("[runsc_config]\n");
    }

    @Test
    void handsTheRuntimeClassToKubectl() throws Exception {
        Path kubectl = Files.writeString(dir.resolve("kubectl"), """
                #!/bin/sh
                echo "$@" > DIR/words
                for last; do :; done
                [ "$1" = apply ] && cat "$last" > DIR/manifest
                [ "$1" = delete ] || echo runtimeclass.node.k8s.io/sandboxed serverside-applied
                """.replace("DIR", dir.toString()));
        Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
        Program.Result printed = install("--kubernetes", "--runtime-class", "sandboxed", "--runtime", "gv");
        assertThat(printed.out()).isEqualTo("""
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata:
                  name: sandboxed
                handler: gv
                """);
        assertThat(dir.resolve("words")).doesNotExist();
        Map<String, String> path = Map.of("PATH", dir + ":" + System.getenv("PATH"));
        try (Subprocess applied = Subprocess.gvtraceWith(
                dir,
                path,
                "session",
                "install",
                "--kubernetes",
                "--apply",
                "--runtime-class",
                "sandboxed",
                "--runtime",
                "gv")) {
            assertThat(applied.waitFor(60)).as(applied.err()).isEqualTo(ExitCode.DONE);
            assertThat(applied.err()).contains("sandboxed serverside-applied", "--containerd --runtime gv --apply");
        }
        assertThat(dir.resolve("words")).content().startsWith("apply --server-side --field-manager=gvtrace -f ");
        assertThat(dir.resolve("manifest")).hasContent(printed.out());
        Files.writeString(kubectl, "#!/bin/sh\necho 'Error: no cluster' >&2; exit 1\n");
        try (Subprocess failing =
                Subprocess.gvtraceWith(dir, path, "session", "install", "--kubernetes", "--apply", "--uninstall")) {
            assertThat(failing.waitFor(60)).isEqualTo(ExitCode.NOT_WRITTEN);
            assertThat(failing.err()).contains("kubectl delete runtimeclass gvisor", "Error: no cluster");
        }
    }

    @Test
    void errorsHaveOneLineAndTheRightCode() throws IOException {
        Path file = Files.writeString(dir.resolve("daemon.json"), "{\"runtimes\": 1}");
        Program.Result unreadable = install("--docker", "--config", file.toString(), "--apply");
        assertThat(unreadable.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        assertThat(unreadable.err())
                .contains(file + ": runtimes: expected an object")
                .hasLineCount(1);
        assertThat(pod()).doesNotExist();
        Program.Result none =
                install("--docker", "--config", dir.resolve("none").toString());
        assertThat(none.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        assertThat(none.err()).contains("no runtime runs gVisor", "expected --runsc");
        assertThat(install("--docker", "--runtime", "a b").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(install("--kubernetes", "--runtime-class", "A").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(install().exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(install("--docker", "--containerd").exitCode()).isEqualTo(ExitCode.USAGE);
        Files.createDirectories(pod().getParent());
        Files.writeString(pod(), "{}");
        Files.writeString(file, RUNTIMES);
        Program.Result invalid = install("--docker", "--config", file.toString());
        assertThat(invalid.exitCode()).isEqualTo(ExitCode.USAGE);
        Program.Result missing = Program.run("session");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.err()).contains("issing required option: '--socket=PATH'");
    }
}
