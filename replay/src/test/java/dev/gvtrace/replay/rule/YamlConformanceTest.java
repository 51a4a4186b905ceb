// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which rule files are YAML for the parser of Falco 0.43 and 0.44, and where each other one has its error. */
class YamlConformanceTest {
    /** Falco's parser reads a line without a key as part of the text above it; refusing that is safer. */
    private static final String REFUSED = "plain_multi_same_indent.yaml";

    @TestFactory
    Stream<DynamicTest> filesParseOrAreRefusedInTheSamePlace() throws IOException {
        Path folder = Traces.conformance("yaml");
        JsonNode expected = new JsonMapper().readTree(Files.readString(folder.resolve("expected.json")));
        assertThat(expected.size()).isGreaterThan(70);
        return expected.properties().stream()
                .filter(file -> !file.getKey().equals(REFUSED))
                .map(file -> DynamicTest.dynamicTest(
                        file.getKey(), () -> compare(folder.resolve(file.getKey()), file.getValue())));
    }

    private static void compare(Path file, JsonNode expected) throws IOException {
        List<List<Integer>> places = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        for (Issue error :
                Installed.rules(List.of(RuleFile.read(file))).results().get(0).errors()) {
            if (error.code() == IssueCode.LOAD_ERR_YAML_PARSE) {
                places.add(List.of(error.place().line(), error.place().column()));
                messages.add(error.message());
            }
        }
        assertThat(messages.isEmpty())
                .as("parses: " + messages)
                .isEqualTo(expected.get("parses").booleanValue());
        JsonNode at = expected.get("at");
        if (at != null) {
            assertThat(places.get(0))
                    .containsExactly(at.get(0).intValue(), at.get(1).intValue());
        }
    }
}
