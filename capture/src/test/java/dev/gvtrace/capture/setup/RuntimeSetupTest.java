// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of files: planned, made, undone. */
class RuntimeSetupTest {
    private static final String OURS =
            "{\n  \"debug\": true,\n  \"runtimes\": {\"runsc\": {\"path\": \"/r/runsc\"}}\n}";

    @TempDir
    private Path dir;

    private Path docker;
    private Path containerd;
    private Path shim;
    private SetupTarget target;

    @BeforeEach
    void names() {
        docker = dir.resolve("docker/daemon.json");
        containerd = dir.resolve("containerd/config.toml");
        shim = dir.resolve("containerd/runsc.toml");
        target = new SetupTarget(dir.resolve("pod.json"), null, Path.of("/r/runsc"), shim);
    }

    private static void apply(List<FileChange> changes) throws IOException, SetupException {
        for (FileChange change : changes) {
            if (change.isNeeded()) {
                change.apply();
            }
        }
    }

    private List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        }
    }

    @Test
    void whatItMadeItRemoves() throws Exception {
        for (RuntimeSetup setup : RuntimeSetup.values()) {
            Path file = setup == RuntimeSetup.DOCKER ? docker : containerd;
            apply(setup.plan(file, target));
            assertThat(setup.runtimes(file))
                    .singleElement()
                    .extracting(GvisorRuntime::podInitConfig)
                    .isEqualTo(dir.resolve("pod.json").toString());
            assertThat(setup.plan(file, target)).noneMatch(FileChange::isNeeded);
            apply(setup.planUndo(file, target));
            assertThat(setup.runtimes(file)).isEmpty();
            // what the files had is kept all the same
            assertThat(files(file.getParent())).allMatch(one -> one.toString().contains(".before-gvtrace-"));
            assertThat(setup.planUndo(file, target)).noneMatch(FileChange::isNeeded);
        }
    }

    @Test
    void anUnchangedFileIsRestoredByteForByte() throws Exception {
        Files.createDirectories(docker.getParent());
        Files.writeString(docker, OURS);
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rw-r-----"));
        apply(RuntimeSetup.DOCKER.plan(docker, target));
        assertThat(docker).content().contains("--pod-init-config=" + dir.resolve("pod.json"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(docker)))
                .isEqualTo("rw-r-----");
        Path backup = docker.resolveSibling("daemon.json.before-gvtrace-1");
        assertThat(files(docker.getParent())).containsExactly(docker, backup);
        assertThat(backup).hasContent(OURS);
        apply(RuntimeSetup.DOCKER.planUndo(docker, target));
        assertThat(files(docker.getParent())).containsExactly(docker);
        assertThat(docker).hasContent(OURS);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(docker)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void laterChangesOfOthersStay() throws Exception {
        Files.createDirectories(docker.getParent());
        Files.writeString(docker, OURS);
        apply(RuntimeSetup.DOCKER.plan(docker, target));
        Files.writeString(docker, Files.readString(docker).replace("true", "false"));
        apply(RuntimeSetup.DOCKER.planUndo(docker, target));
        assertThat(docker)
                .content()
                .contains("\"debug\": false", "\"path\": \"/r/runsc\"")
                .doesNotContain("pod-init");
    }

    /** The shim starts no container if the file it is given is missing. */
    @Test
    void aShimKeepsTheFileThatIsNamed() throws Exception {
        apply(RuntimeSetup.CONTAINERD.plan(containerd, target));
        Files.writeString(containerd, Files.readString(containerd) + "[debug]\nlevel = \"info\"\n");
        apply(RuntimeSetup.CONTAINERD.planUndo(containerd, target));
        assertThat(containerd).content().contains("ConfigPath = \"" + shim + "\"");
        assertThat(shim).hasContent("[runsc_config]\n");
    }

    @Test
    void aLinkStaysAndItsFileIsReplaced() throws Exception {
        Path real = Files.writeString(dir.resolve("real.json"), OURS);
        Path link = Files.createSymbolicLink(dir.resolve("link.json"), real);
        apply(RuntimeSetup.DOCKER.plan(link, target));
        assertThat(link).isSymbolicLink();
        assertThat(real).content().contains("pod-init-config");
        assertThat(dir.resolve("real.json.before-gvtrace-1")).hasContent(OURS);
    }

    @Test
    void aFileThatChangesMeanwhileIsLeftAlone() throws Exception {
        Files.createDirectories(docker.getParent());
        Files.writeString(docker, OURS);
        List<FileChange> plan = RuntimeSetup.DOCKER.plan(docker, target);
        Files.writeString(docker, "{}");
        assertThatThrownBy(() -> apply(plan))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("changed meanwhile");
        assertThat(docker).hasContent("{}");
        assertThat(files(docker.getParent())).noneMatch(file -> file.toString().contains("unfinished"));
    }

    @Test
    void errorsNameTheFile() throws IOException {
        Files.createDirectories(docker.getParent());
        Files.write(docker, new byte[] {'{', (byte) 0xff, '}'});
        assertThatThrownBy(() -> RuntimeSetup.DOCKER.plan(docker, target))
                .isInstanceOf(SetupException.class)
                .hasMessage(docker + ": not UTF-8");
        assertThatThrownBy(() -> RuntimeSetup.DOCKER.plan(dir, target)).hasMessage(dir + ": not a regular file");
        Files.createDirectories(containerd.getParent());
        Files.writeString(
                containerd,
                "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.g]\n"
                        + "runtime_type = \"io.containerd.runsc.v1\"\noptions.ConfigPath = \"relative\"\n");
        assertThatThrownBy(() -> RuntimeSetup.CONTAINERD.plan(containerd, target))
                .hasMessageContaining("ConfigPath 'relative'");
        Files.writeString(shim, "broken");
        Files.writeString(containerd, Files.readString(containerd).replace("relative", shim.toString()));
        assertThatThrownBy(() -> RuntimeSetup.CONTAINERD.plan(containerd, target))
                .hasMessageStartingWith(shim + ": not TOML: line 1");
    }

    @Test
    void patchUnderstandsTheDiff() throws Exception {
        for (String before : List.of(OURS, OURS + "\n", "{}", "{\n}\n", "{\"a\":\n\n1}")) {
            FileChange change = new FileChange(
                    Path.of("file"), before, DockerConfig.parse(before).install(target), null);
            Path file = Files.writeString(dir.resolve("file"), before);
            Path diff = Files.writeString(dir.resolve("diff"), change.diff());
            Process patch = start("patch", "-s", file.toString(), diff.toString());
            assertThat(patch.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(patch.exitValue()).isZero();
            assertThat(Files.readString(file)).isEqualTo(change.after());
        }
    }

    private static Process start(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            Assumptions.abort("no " + command[0]);
            throw e;
        }
    }
}
