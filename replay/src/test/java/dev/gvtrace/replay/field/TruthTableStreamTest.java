// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.CompiledFilter;
import dev.gvtrace.replay.filter.Evaluation;
import dev.gvtrace.replay.filter.FilterCompiler;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.state.EventContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of the rule language's truth table that a Sentry can show, from its messages to the verdict. */
class TruthTableStreamTest {
    static List<String> rows() throws IOException {
        List<String> rows = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(FilterCompiler.class.getResourceAsStream("truth-table.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#") && line.split(" ", 3)[1].endsWith("+")) {
                    rows.add(line);
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void hasTheVerdictOfTheReference(String row) {
        String[] words = row.split(" ", 4);

        assertThat(verdict(words[1].replace("+", ""), words[3])).isEqualTo(words[2]);
    }

    private static String verdict(String facts, String condition) {
        FilterCompiler<EventContext> compiler = new FilterCompiler<>(Installed.binding());
        CompiledFilter<EventContext> filter;
        try {
            filter = compiler.compile(FilterParser.parse(condition));
        } catch (FilterException | IllegalArgumentException refused) {
            return "E";
        }
        var program = compiler.link(null, List.of(filter));
        Evaluation<EventContext> evaluation = compiler.newEvaluation();
        List<String> verdicts = new ArrayList<>();
        Facts.of(facts).replay(event -> {
            evaluation.start(event);
            verdicts.add(program.next(evaluation, 0) == 0 ? "T" : "F");
        });
        return verdicts.get(verdicts.size() - 1);
    }
}
