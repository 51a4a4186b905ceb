// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class KnownConditionsTest {
    @Test
    void printsAllKnownConditionsSoThatTheyParseToThemselves() throws IOException, FilterException {
        List<String> conditions = new ArrayList<>();
        for (String file : List.of("conformance/peers/parser/validity.json", "conformance/language/validity.json")) {
            conditions.addAll(PeerConditions.read(SharedData.find(file)).accepted());
        }
        conditions.addAll(ofRules(SharedData.find("falco-rules")));
        conditions.addAll(ofRules(SharedData.find("conformance/peers/operators")));
        assertThat(conditions).hasSizeGreaterThan(1500);

        for (String condition : conditions) {
            Expr expr = FilterParser.parse(condition);
            String printed = FilterPrinter.print(expr);
            Expr again = FilterParser.parse(printed);
            assertThat(again.withoutPositions()).as(condition).isEqualTo(expr.withoutPositions());
            assertThat(FilterPrinter.print(again)).isEqualTo(printed);
        }
    }

    private static List<String> ofRules(Path folder) throws IOException {
        List<String> conditions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    for (Object item : new YAMLMapper().readValue(reader, List.class)) {
                        Object condition = ((Map<?, ?>) item).get("condition");
                        if (condition != null && !condition.toString().isBlank()) {
                            conditions.add(condition.toString());
                        }
                    }
                }
            }
        }
        return conditions;
    }
}
