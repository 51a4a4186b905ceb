// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {
    private static final SetupTarget TARGET = target(null);

    static SetupTarget target(@Nullable String runtime) {
        return new SetupTarget(
                Path.of("/etc/gvtrace/pod-init.json"),
                runtime,
                Path.of("/usr/local/bin/runsc"),
                Path.of("/etc/containerd/runsc.toml"));
    }

    private static String install(@Nullable String text) throws SetupException {
        return DockerConfig.parse(text).install(TARGET);
    }

    @Test
    void makesAFile() throws SetupException {
        String made = """
                {
                  "runtimes": {
                    "runsc": {
                      "path": "/usr/local/bin/runsc",
                      "runtimeArgs": ["--pod-init-config=/etc/gvtrace/pod-init.json"]
                    }
                  }
                }
                """;
        assertThat(install(null)).isEqualTo(made);
        assertThat(install(" \n")).isEqualTo(made);
        assertThat(install(made)).isEqualTo(made);
    }

    @Test
    void addsARuntimeInTheLayoutOfTheFile() throws SetupException {
        assertThat(install("""
                {
                \t"log-driver": "journald",
                \t"runtimes": {
                \t\t"kata": {"path": "/usr/bin/kata"}
                \t},
                \t"max": 1.50e3
                }""")).isEqualTo("""
                {
                \t"log-driver": "journald",
                \t"runtimes": {
                \t\t"kata": {"path": "/usr/bin/kata"},
                \t\t"runsc": {
                \t\t\t"path": "/usr/local/bin/runsc",
                \t\t\t"runtimeArgs": ["--pod-init-config=/etc/gvtrace/pod-init.json"]
                \t\t}
                \t},
                \t"max": 1.50e3
                }""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'runtimes':{'runsc':{'path':'/usr/bin/runsc'$, 'runtimeArgs': [@]$}}}",
                "{'runtimes':{'x':{'runtimeArgs':[$@$],'path':'/opt/runsc-2026'}}}",
                "{'a':{},'runtimes':{'runsc':{'path':'runsc','runtimeArgs':['--debug'$, @$]}}} ",
                "{'runtimes':{'runsc':{'path':'/r/runsc','runtimeArgs':[\n  '--debug'$,\n  @$\n]}}}",
            })
    void addsTheArgumentAndTakesItOut(String pattern) throws SetupException {
        String marked = pattern.replace('\'', '"');
        String[] parts = marked.split("\\$", -1);
        String before = parts[0] + parts[2];
        String after = marked.replace("$", "").replace("@", "\"--pod-init-config=/etc/gvtrace/pod-init.json\"");
        assertThat(install(before)).isEqualTo(after);
        assertThat(install(after)).isEqualTo(after);
        String out = DockerConfig.parse(after).uninstall(TARGET);
        assertThat(DockerConfig.parse(out).gvisorRuntimes())
                .singleElement()
                .extracting(GvisorRuntime::podInitConfig)
                .isNull();
        if (!pattern.contains(", 'runtimeArgs")) {
            assertThat(out).isEqualTo(before);
        }
    }

    /** Falco's set-up had such an argument; its recorder is gone. */
    @Test
    void replacesAnotherSessionConfiguration() throws SetupException {
        String falco =
                "{\"runtimes\":{\"runsc\":{\"path\":\"/r/runsc\",\"runtimeArgs\":[\"-pod-init-config=/x/falco.json\"]},"
                        + "\"two\":{\"path\":\"/r/runsc\",\"runtimeArgs\":[\"--pod-init-config\",\"/x/falco.json\",\"--debug\"]}}}";
        String after = install(falco);
        assertThat(after).isEqualTo(falco.replace("/x/falco.json", "/etc/gvtrace/pod-init.json"));
        assertThat(DockerConfig.parse(after).uninstall(TARGET))
                .contains("\"runtimeArgs\":[]", "\"runtimeArgs\":[\"--debug\"]");
    }

    @Test
    void leavesOtherRuntimesAlone() throws SetupException {
        String text =
                "{\"runtimes\":{\"a\":{\"path\":\"/r/runsc\"},\"b\":{\"path\":\"/r/runsc\"},\"c\":{\"path\":\"/r/crun\"}}}";
        String after = DockerConfig.parse(text).install(target("b"));
        assertThat(DockerConfig.parse(after).gvisorRuntimes())
                .extracting(GvisorRuntime::name, GvisorRuntime::podInitConfig)
                .containsExactly(tuple("a", null), tuple("b", "/etc/gvtrace/pod-init.json"));
        assertThat(DockerConfig.parse(text).install(target("new")))
                .contains("\"c\":{\"path\":\"/r/crun\"}, \"new\": {");
    }

    @Test
    void givesAShimItsFile() throws SetupException {
        String shim = "{\"runtimes\":{\"g\":{\"runtimeType\":\"io.containerd.runsc.v1\"}}}";
        String after = install(shim);
        assertThat(DockerConfig.parse(after).gvisorRuntimes())
                .containsExactly(new GvisorRuntime("g", null, null, "/etc/containerd/runsc.toml", true));
        assertThat(after).contains("\"TypeUrl\": \"io.containerd.runsc.v1.options\"");
        assertThat(install(after)).isEqualTo(after);
        String own =
                "{\"runtimes\":{\"g\":{\"runtimeType\":\"io.containerd.runsc.v1\",\"options\":{\"ConfigPath\":\"/e/r\"}}}}";
        assertThat(install(own)).isEqualTo(own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "{\"runtimes\":[]}",
                "{\"runtimes\":{\"runsc\":{\"path\":\"/runsc\",\"runtimeArgs\":{}}}}",
                "{\"runtimes\":{\"g\":{\"runtimeType\":\"io.containerd.runsc.v1\",\"options\":7}}}",
            })
    void refusesWhatItCannotEdit(String text) {
        assertThatThrownBy(() -> install(text))
                .isInstanceOf(SetupException.class)
                .hasMessageMatching(".{5,}");
    }

    @Test
    void needsAProgramForANewRuntime() {
        SetupTarget without = new SetupTarget(Path.of("/p"), null, null, Path.of("/s"));
        assertThatThrownBy(() -> DockerConfig.parse("{}").install(without)).hasMessageContaining("--runsc");
    }
}
