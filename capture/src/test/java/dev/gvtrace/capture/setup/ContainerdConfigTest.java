// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerdConfigTest {
    private static final SetupTarget TARGET = DockerConfigTest.target(null);

    private static String install(String text) throws SetupException {
        return ContainerdConfig.parse(text).install(TARGET);
    }

    @Test
    void makesAFile() throws SetupException {
        String made = """
                version = 2

                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runsc]
                  runtime_type = "io.containerd.runsc.v1"
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runsc.options]
                  TypeUrl = "io.containerd.runsc.v1.options"
                  ConfigPath = "/etc/containerd/runsc.toml"
                """;
        assertThat(ContainerdConfig.parse(null).install(TARGET)).isEqualTo(made);
        assertThat(install(made)).isEqualTo(made);
    }

    @Test
    void addsARuntimeBehindEverythingElse() throws SetupException {
        String before = """
                # ours
                version = 3 # of containerd 2
                imports = [ # more
                  '/etc/containerd/conf.d/*.toml', ]
                [plugins.'io.containerd.cri.v1.runtime'.containerd]
                  default_runtime_name = "runc"
                  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
                    runtime_type = 'io.containerd.runc.v2'""";
        String after = install(before);
        assertThat(after)
                .startsWith(before + "\n\n[plugins.\"io.containerd.cri.v1.runtime\".containerd.runtimes.runsc]\n");
        assertThat(ContainerdConfig.parse(after).gvisorRuntimes())
                .containsExactly(new GvisorRuntime("runsc", null, null, "/etc/containerd/runsc.toml", true));
        assertThat(install(after)).isEqualTo(after);
    }

    @Test
    void keepsTheFileThatAShimHas() throws SetupException {
        String text = """
                version = 2
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.gvisor]
                  runtime_type = "io.containerd.runsc.v1"
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.gvisor.options]
                    TypeUrl = "io.containerd.runsc.v1.options"
                    ConfigPath = "/etc/gvisor/shim.toml"
                """;
        assertThat(install(text)).isEqualTo(text);
        assertThat(install(text.replaceAll(" *ConfigPath.*\n", "")))
                .isEqualTo(text.replaceAll(" *ConfigPath.*\n", "")
                        .replace("options]\n", "options]\n    ConfigPath = \"/etc/containerd/runsc.toml\"\n"));
    }

    @Test
    void addsOptionsToARuntimeWithoutAny() throws SetupException {
        String before = """
                version = 2
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes]
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes."runsc"]
                    runtime_type = "io.containerd.runsc.v1"
                [debug]
                  level = "info"
                """;
        String after = install(before);
        assertThat(after).startsWith(before);
        assertThat(ContainerdConfig.parse(after).gvisorRuntimes())
                .containsExactly(new GvisorRuntime("runsc", null, null, "/etc/containerd/runsc.toml", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[plugins]\n",
                "version = 1\n",
                "version = 9\n",
                "version = 2\n[plugins\n",
                "version = 2\nplugins = {}\n",
                "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".containerd]\n"
                        + "runtimes = { runsc = { runtime_type = \"io.containerd.runsc.v1\" } }\n",
                "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runsc]\n"
                        + "runtime_type = \"io.containerd.runsc.v1\"\noptions.TypeUrl = \"x\"\n",
                "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runsc]\n"
                        + "runtime_type = \"io.containerd.runc.v2\"\n",
                "{{ template \"base\" . }}\nversion = 3\n",
            })
    void refusesWhatItCannotEdit(String text) {
        assertThatThrownBy(() -> install(text))
                .isInstanceOf(SetupException.class)
                .hasMessageMatching("(?s).{5,}");
    }
}
