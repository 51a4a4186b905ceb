// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.FakeRunsc;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.RunscCommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostFactsTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"a\":x}", "{\"root\":{\"path\":\"a\\u0000b\"}}"})
    void anInvalidConfigurationGivesNoFacts(String config) throws IOException {
        Files.writeString(dir.resolve("config.json"), config);
        assertThat(HostFacts.containerInBundle("c", dir)).isNull();
    }

    @Test
    void aConfigurationMayBeNestedToAnyDepth() throws IOException {
        for (int depth : List.of(100, 498, 499, 500, 501, 1000, 100_000)) {
            Files.writeString(dir.resolve("config.json"), "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
            byte[] facts = HostFacts.containerInBundle("c", dir);
            assertThat(facts != null).as("depth %s", depth).isEqualTo(depth < 499);
        }
    }

    @Test
    void valuesOfAnotherKindCountAsAbsent() throws IOException {
        Files.writeString(
                dir.resolve("config.json"),
                "{\"root\":{\"path\":{}},\"process\":[],\"linux\":1,\"hostname\":\"\ud83d\ude00/\"}\n{}");
        assertThat(new String(HostFacts.containerInBundle("c", dir), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"c\",\"bundle\":\"" + dir
                        + "\",\"from\":\"config.json\",\"oci\":{\"root\":{\"path\":{}},"
                        + "\"process\":[],\"linux\":1,\"hostname\":\"\\uD83D\\uDE00/\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"bundleDir\":{}}",
                "{\"bundleDir\":\"/b\",\"spec\":[]}",
                "{\"bundleDir\":\"a\\u0000b\"}"
            })
    void aStateFileThatIsNoneGivesNoFacts(String state) throws IOException {
        Files.writeString(dir.resolve("c_sandbox:s.state"), state);
        RunscCommandLine line = RunscCommandLine.of(List.of("runsc", "--root", dir.toString(), "start", "s"));
        HostFacts.Peer peer = new HostFacts.Peer(new byte[0], line, dir, null, null, true, false);
        assertThat(HostFacts.containerInState(peer, "c")).isNull();
    }

    @Test
    void anInvalidListIsAnErrorAndOtherKindsAreAbsent() throws IOException {
        Runsc broken = new Runsc(FakeRunsc.make(dir, "echo '[{\"id\":'").program(), null);
        assertThatThrownBy(broken::list)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("runsc list: expected JSON");
        Runsc odd = new Runsc(
                FakeRunsc.make(dir, "echo '[{\"id\":{},\"bundle\":null,\"pid\":\"x\"}]'")
                        .program(),
                null);
        assertThat(odd.list()).containsExactly(new Runsc.Listed("", "", "", 0));
        assertThat(new Runsc(FakeRunsc.make(dir, "echo null").program(), null).list())
                .isEmpty();
    }
}
