// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.filter.CompiledFilter;
import dev.gvtrace.replay.filter.Evaluation;
import dev.gvtrace.replay.filter.FilterCompiler;
import dev.gvtrace.replay.filter.FilterException;
import dev.gvtrace.replay.filter.FilterParser;
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
        try (InputStream in = Objects.requireNonNull(FilterParser.class.getResourceAsStream("truth-table.txt"))) {
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
        FilterCompiler compiler = new FilterCompiler();
        CompiledFilter filter;
        try {
            filter = compiler.compile(FilterParser.parse(condition));
        } catch (FilterException | IllegalArgumentException refused) {
            return "E";
        }
        var program = compiler.link(null, List.of(filter));
        Evaluation evaluation = compiler.newEvaluation();
        List<String> verdicts = new ArrayList<>();
        sentry(facts).replay(event -> {
            evaluation.start(event);
            verdicts.add(program.next(evaluation, 0) == 0 ? "T" : "F");
        });
        return verdicts.get(verdicts.size() - 1);
    }

    private static FakeSentry sentry(String facts) {
        return switch (facts) {
            case "E" -> Facts.execve();
            case "O" -> Facts.opened();
            case "OF" -> Facts.openFailed();
            case "AF" -> Facts.openatFailed();
            case "R" -> Facts.read();
            case "RU" -> Facts.readUnknown();
            case "S" -> Facts.socket();
            case "C4" -> Facts.connect4();
            case "C6" -> Facts.connect6();
            case "CU" -> Facts.connectUnix();
            case "U" -> Facts.setuid();
            case "G" -> Facts.sync();
            default -> Facts.exit();
        };
    }
}
