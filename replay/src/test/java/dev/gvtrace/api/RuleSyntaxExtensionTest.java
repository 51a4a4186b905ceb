// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.api.extension.RuleNode;
import dev.gvtrace.api.extension.RuleSink;
import dev.gvtrace.api.extension.RuleSyntaxExtension;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.RuleSyntaxCatalog;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Rule syntaxes of extensions: all that Falco's YAML has can be expressed, and faults have their places. */
class RuleSyntaxExtensionTest {
    /** A syntax that does not look at the text much. */
    private record Scripted(BiConsumer<String, RuleSink> reading) implements RuleSyntaxExtension {
        @Override
        public boolean recognizes(String fileName) {
            return fileName.endsWith(".scripted");
        }

        @Override
        public void read(String fileName, String text, RuleSink rules) {
            reading.accept(text, rules);
        }
    }

    private static LoadedRules load(String text, BiConsumer<String, RuleSink> reading) throws ProviderException {
        RuleSyntaxCatalog syntaxes = RuleSyntaxCatalog.of(List.of(new RuleSyntaxAdapter(new Scripted(reading))));
        RuleLoader loader = new RuleLoader(EventBinding.of(List.of()), syntaxes);
        loader.add(RuleFile.of("rules.scripted", text));
        return loader.finish();
    }

    private static List<String> errors(String text, BiConsumer<String, RuleSink> reading) throws ProviderException {
        return load(text, reading).results().get(0).errors().stream()
                .map(RuleSyntaxExtensionTest::shown)
                .toList();
    }

    private static String shown(Issue issue) {
        return issue.place().line() + ":" + issue.place().column() + ": " + issue.message();
    }

    private static RuleNode text(String text) {
        return RuleNode.text(text, 0);
    }

    private static RuleNode texts(String... texts) {
        return RuleNode.sequence(
                0, List.of(texts).stream().map(RuleSyntaxExtensionTest::text).toList());
    }

    private static RuleNode.Mapping rule(String name, RuleNode condition) {
        return RuleNode.mapping(0)
                .with("rule", text(name))
                .with("desc", text("null"))
                .with("condition", condition)
                .with("output", text("%proc.name"))
                .with("priority", text("NOTICE"));
    }

    @Test
    void listsMacrosExceptionsAndSwitchesAreRead() throws ProviderException {
        LoadedRules loaded = load("", (text, rules) -> {
            rules.item(RuleNode.mapping(0).with("list", text("shells")).with("items", texts("sh", "null")));
            rules.item(RuleNode.mapping(0)
                    .with("macro", text("spawned"))
                    .with("condition", text("evt.type = execve and proc.name in (shells)")));
            rules.item(rule("First", text("spawned"))
                    .with("tags", texts("b", "a"))
                    .with(
                            "exceptions",
                            RuleNode.sequence(
                                    0,
                                    List.of(RuleNode.mapping(0)
                                            .with("name", text("by_user"))
                                            .with("fields", texts("user.uid"))
                                            .with("values", RuleNode.sequence(0, List.of(texts("7"))))))));
            rules.item(rule("Second", text("spawned")).with("enabled", text("false")));
        });
        assertThat(loaded.results().get(0).errors()).isEmpty();
        assertThat(loaded.rules()).hasSize(2);
        assertThat(loaded.rules().get(0).tags()).containsExactly("a", "b");
        assertThat(loaded.rules().get(0).enabled()).isTrue();
        assertThat(loaded.rules().get(1).enabled()).isFalse();
    }

    @Test
    void errorsInWrittenTextHaveTheirExactPlaces() throws ProviderException {
        String text = "first line\n  evt.type = execve and proc.nmae = sh";
        assertThat(errors(text, (file, rules) -> {
                    int start = file.indexOf("evt");
                    rules.item(rule("R", RuleNode.written(start, file.length())));
                    rules.error(6, 10, "expected another line");
                }))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("1:7: expected another line"),
                        line -> assertThat(line).startsWith("2:25: ").contains("proc.nmae"));
    }

    @Test
    void itemsAreCheckedAsThoseOfYaml() throws ProviderException {
        assertThat(errors("x", (file, rules) -> rules.item(RuleNode.mapping(0).with("rule", text("R")))))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("1:1: "));
        assertThat(load("x", (file, rules) -> rules.item(RuleNode.mapping(0).with("rul", text("R"))))
                        .results()
                        .get(0)
                        .warnings())
                .extracting(Issue::message)
                .containsExactly("Unknown top level item");
    }

    @Test
    void faultsOfTheExtensionAreErrorsOfTheFile() throws ProviderException {
        String start = "1:1: extension " + Scripted.class.getName() + ": reading 'rules.scripted': ";
        assertThat(errors("x", (file, rules) -> {
                    throw new IllegalStateException("boom");
                }))
                .containsExactly(start + "java.lang.IllegalStateException: boom");
        String place = "in 'rules.scripted': expected indexes from 0 to 1 in order";
        assertThat(errors("x", (file, rules) -> rules.item(rule("R", RuleNode.written(0, 2)))))
                .containsExactly(start + "invalid place 0 to 2 " + place);
        assertThat(errors("x", (file, rules) -> rules.item(RuleNode.mapping(-1))))
                .containsExactly(start + "invalid place -1 to -1 " + place);
        assertThat(errors("x", (file, rules) -> rules.error(1, 0, "wrong")))
                .containsExactly(start + "invalid place 1 to 0 " + place);
    }
}
