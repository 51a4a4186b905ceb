// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.output.LoadResultJson;
import dev.gvtrace.replay.output.LoadResultSarif;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every wrong or doubtful input in the golden directory, with all its issues. */
class WrongRulesTest {
    private static List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(Golden.directory(WrongRulesTest.class))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static LoadResult load(Path file) throws IOException {
        RuleFile named = RuleFile.of(String.valueOf(file.getFileName()), Files.readAllBytes(file));
        return Installed.rules(List.of(named)).results().get(0);
    }

    @TestFactory
    Stream<DynamicTest> saysAllThatIsWrong() throws IOException {
        return inputs().stream()
                .map(file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> {
                    Path expected = Path.of(file.toString().replace(".yaml", ".txt"));
                    Golden.compare(expected, LoadResultText.print(load(file)));
                }));
    }

    @Test
    void coversManyInputs() throws IOException {
        assertThat(inputs()).hasSizeGreaterThan(100);
    }

    @Test
    void everyIssuePointsAtSomethingInTheFile() throws IOException {
        for (Path file : inputs()) {
            LoadResult result = load(file);
            for (Issue issue : Stream.concat(result.errors().stream(), result.warnings().stream())
                    .toList()) {
                assertThat(issue.place().offset())
                        .as("%s: %s", file, issue.message())
                        .isBetween(0, issue.place().file().text().length());
                assertThat(issue.locations().get(0).itemType()).isEqualTo("rules content");
                assertThat(issue.snippet()).endsWith("^\n");
            }
        }
    }

    @Test
    void printsFalcosJson() throws IOException {
        Path directory = Golden.directory(WrongRulesTest.class);
        StringBuilder all = new StringBuilder();
        for (String name : List.of("condition-folded", "many-errors", "condition-deprecated", "yaml-colon")) {
            LoadResult result = load(directory.resolve(name + ".yaml"));
            all.append(LoadResultJson.print(List.of(result))).append('\n');
        }
        Golden.compare(directory.resolve("results.json"), all.toString());
    }

    @Test
    void printsSarif() throws IOException {
        Path directory = Golden.directory(WrongRulesTest.class);
        LoadResult result = load(directory.resolve("condition-folded.yaml"));
        Golden.compare(directory.resolve("results.sarif"), LoadResultSarif.print(List.of(result), "1.2.3") + "\n");
    }
}
