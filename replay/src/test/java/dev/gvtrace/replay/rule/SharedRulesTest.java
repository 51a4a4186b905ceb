// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.SharedData;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.ast.FilterPrinter;
import dev.gvtrace.replay.rule.item.EngineVersion;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The official rule files, and the rule files of Falco's own tests with what those tests assert. */
class SharedRulesTest {
    private static LoadedRules load(Path directory, List<?> names) throws IOException {
        List<RuleFile> files = new ArrayList<>();
        for (Object name : names) {
            files.add(RuleFile.read(directory.resolve(String.valueOf(name))));
        }
        return Installed.rules(files);
    }

    @Test
    void officialFilesLoadWithoutErrors() throws IOException {
        Path directory = SharedData.find("falco-rules");
        LoadedRules loaded =
                load(directory, List.of("falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"));
        assertThat(loaded.results())
                .allSatisfy(result -> assertThat(result.errors()).isEmpty());
        assertThat(loaded.rules()).hasSize(93);
        assertThat(loaded.requiredEngine()).isEqualTo(new EngineVersion(0, 57, 0));
    }

    @Test
    void printedConditionsReadTheSame() throws Exception {
        LoadedRules loaded = load(SharedData.find("falco-rules"), List.of("falco_rules.yaml"));
        for (Rule rule : loaded.rules()) {
            String printed = FilterPrinter.print(rule.condition());
            String again = FilterPrinter.print(dev.gvtrace.replay.filter.ast.FilterParser.parse(printed));
            assertThat(again).as(rule.name()).isEqualTo(printed);
        }
    }

    @Test
    void peersLoaderCases() throws IOException {
        Path directory = SharedData.find("conformance/peers/loader");
        List<String> wrong = new ArrayList<>();
        List<?> cases = (List<?>) json(directory.resolve("cases.json"));
        for (Object each : cases) {
            Map<?, ?> wanted = (Map<?, ?>) each;
            LoadedRules loaded = load(directory, (List<?>) wanted.get("files"));
            check(wanted, loaded, wrong);
        }
        assertThat(cases).hasSizeGreaterThan(100);
        assertThat(wrong).isEmpty();
    }

    private static void check(Map<?, ?> wanted, LoadedRules loaded, List<String> wrong) {
        Object name = wanted.get("name");
        if (loaded.successful() != (Boolean) wanted.get("ok")) {
            wrong.add(name + ": " + Loading.errors(loaded));
        }
        Object texts = wanted.get("error_contains");
        for (Object text : texts instanceof List<?> list ? list : List.of()) {
            if (Loading.errors(loaded).stream().noneMatch(e -> e.contains(String.valueOf(text)))) {
                wrong.add(name + ": no error " + text + " in " + Loading.errors(loaded));
            }
        }
        if (wanted.get("conditions") instanceof Map<?, ?> conditions) {
            conditions.forEach((rule, condition) -> {
                String compiled = Loading.condition(loaded, String.valueOf(rule));
                if (!bare(compiled).equals(bare(String.valueOf(condition)))) {
                    wrong.add(name + ": " + compiled + " instead of " + condition);
                }
            });
        }
        if (wanted.get("enabled_count") instanceof Long count) {
            long enabled = loaded.rules().stream().filter(Rule::enabled).count();
            if (enabled != count) {
                wrong.add(name + ": " + enabled + " enabled instead of " + count);
            }
        }
    }

    /** Without blanks and one pair of parentheses around all, as the cases compare. */
    private static String bare(String condition) {
        String text = condition.replaceAll("\\s+", "");
        return text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
    }

    @Test
    void peersValidationCases() throws IOException {
        Path directory = SharedData.find("conformance/peers/validation");
        List<String> wrong = new ArrayList<>();
        for (Object each : (List<?>) json(directory.resolve("cases.json"))) {
            Map<?, ?> wanted = (Map<?, ?>) each;
            LoadedRules loaded = load(directory, (List<?>) wanted.get("files"));
            if (loaded.successful() != (Boolean) wanted.get("ok")) {
                wrong.add(wanted.get("name") + ": " + Loading.errors(loaded));
            }
            if (wanted.get("warnings") instanceof List<?> warnings) {
                for (Object warning : warnings) {
                    Map<?, ?> fields = (Map<?, ?>) warning;
                    String text = fields.get("code") + ": " + fields.get("message");
                    if (Loading.warnings(loaded).stream().noneMatch(w -> w.startsWith(text))) {
                        wrong.add(wanted.get("name") + ": no " + text + " in " + Loading.warnings(loaded));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Object json(Path file) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(file))) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT:
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    object.put(key, value(parser));
                }
                return object;
            case START_ARRAY:
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                return array;
            case VALUE_TRUE, VALUE_FALSE:
                return parser.getBooleanValue();
            case VALUE_NUMBER_INT:
                return parser.getLongValue();
            default:
                return parser.getString();
        }
    }
}
