// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleDescription;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.RuleSyntaxCatalog;
import dev.gvtrace.replay.rule.builtin.BuiltInRules;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.test.RuleTestFile;
import dev.gvtrace.replay.rule.test.RuleTestFile.Expectation;
import dev.gvtrace.replay.rule.test.RuleTestFile.RuleTest;
import dev.gvtrace.replay.rule.test.RuleTestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in rules: what fires each and what does not, and that all commands that take rules take them. */
class BuiltInRulesTest {
    private static final Path TESTS =
            Repository.top().resolve("cli/src/test/resources/dev/gvtrace/cli/rules/builtin/tests.yaml");
    private static final String BREAK_IN =
            Repository.top().resolve("samples/traces/web-break-in.gvt").toString();

    @TempDir
    private Path folder;

    @Test
    void theRecordingsGiveTheExpectedAlerts() {
        Program.Result result = Program.run("rules", "test", TESTS.toString());
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    }

    @Test
    void eachRuleIsTestedWithARecordingThatFiresItAndOneThatDoesNot() throws Exception {
        List<RuleTest> tests = tests().tests();
        assertThat(rules()).hasSizeGreaterThan(60).allSatisfy(rule -> {
            String name = rule.name();
            assertThat(tests).as(name).anyMatch(test -> fires(test, name));
            assertThat(tests).as(name).anyMatch(test -> doesNotFire(test, name));
        });
    }

    private static RuleTestFile tests() throws Exception {
        RuleTestReader.Result read = RuleTestReader.read(RuleFile.read(TESTS), EventBinding.load());
        assertThat(read.issues().successful()).isTrue();
        return read.tests();
    }

    private static boolean fires(RuleTest test, String rule) {
        return test.expectations().stream().anyMatch(each -> each.rule().equals(rule) && each.most() > 0);
    }

    private static boolean doesNotFire(RuleTest test, String rule) {
        List<Expectation> about = test.expectations().stream()
                .filter(each -> each.rule().equals(rule))
                .toList();
        return about.isEmpty() ? test.only() : about.stream().anyMatch(each -> each.most() == 0);
    }

    private static List<Rule> rules() throws Exception {
        RuleLoader loader = new RuleLoader(EventBinding.load(), RuleSyntaxCatalog.load());
        loader.add(BuiltInRules.file());
        LoadedRules loaded = loader.finish();
        assertThat(loaded.results()).allMatch(result -> result.warnings().isEmpty());
        return loaded.rules();
    }

    @Test
    void theRulesAreCleanAndReachable() {
        Program.Result checked = Program.run("rules", "check", "builtin");
        assertThat(checked.out().strip()).isEqualTo("builtin: ok");
        Program.Result covered = Program.run("rules", "coverage", "--rules", "builtin");
        assertThat(covered.exitCode()).isZero();
        assertThat(covered.out().lines()).noneMatch(line -> line.startsWith("never") || line.startsWith("always"));
    }

    /** With --match first an event gives its most severe alert. */
    @Test
    void moreSevereRulesComeFirst() throws Exception {
        assertThat(rules().stream().map(Rule::priority)).isNotEmpty().isSorted();
    }

    @Test
    void eachRuleNamesItsTechniqueAndWhatRan() throws Exception {
        assertThat(rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(RuleDescription.of(rule).techniques()).as(rule.name()).isNotEmpty();
            assertThat(rule.tags()).as(rule.name()).anyMatch(tag -> tag.startsWith("mitre_"));
            assertThat(rule.output()).as(rule.name()).contains("command=%gvisor.cmdline");
            assertThat(rule.desc().strip()).as(rule.name()).endsWith(".");
        });
    }

    /** So that no name of another rule file is redefined, or pasted into its conditions. */
    @Test
    void listsAndMacrosHaveNamesOfTheirOwn() {
        List<String> named = BuiltInRules.file()
                .text()
                .lines()
                .filter(line -> line.startsWith("- list:") || line.startsWith("- macro:"))
                .toList();
        assertThat(named).isNotEmpty().allMatch(line -> line.contains(": gvt_"));
    }

    @Test
    void replayWithoutRulesUsesThemAndReportsIt() {
        Program.Result plain = Program.run("replay", BREAK_IN);
        Program.Result named = Program.run("replay", "--rules", "builtin", BREAK_IN);
        assertThat(plain.exitCode()).isZero();
        assertThat(plain.out()).isNotEmpty().isEqualTo(named.out());
        assertThat(plain.err()).contains("built-in rules");
        assertThat(named.err()).doesNotContain("built-in rules");
    }

    @Test
    void theShellUsesThemUntilOthersAreLoadedAndReportsItOnce() throws IOException {
        Path other = Files.writeString(folder.resolve("builtin"), """
                - rule: Any program
                  desc: any
                  condition: evt.type = execve
                  output: ran
                  priority: DEBUG
                """);
        Program.Result shell = Program.run(
                "query",
                BREAK_IN,
                "--format",
                "csv",
                "-e",
                "alerts | count",
                "-e",
                "alerts | count by rule",
                "-e",
                "rules '" + other + "'",
                "-e",
                "alerts | count by rule",
                "-e",
                "rules builtin",
                "-e",
                "alerts | count");
        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.err()).containsOnlyOnce("alerts are those of the built-in rules");
        assertThat(shell.out()).contains("Shell on a network connection,1").contains("Any program,");
        List<String> lines = shell.out().lines().toList();
        assertThat(lines.get(1)).isEqualTo(lines.get(lines.size() - 1)).isNotEqualTo("0");
    }

    @Test
    void aFileOfThatNameIsNamedWithItsDirectory() throws IOException {
        Path file = Files.writeString(folder.resolve("builtin"), "- rule: broken\n");
        Program.Result checked = Program.run("rules", "check", file.toString());
        assertThat(checked.exitCode()).isEqualTo(2);
        assertThat(checked.out()).contains(file.toString());
    }

    @Test
    void aFileLoadedAfterThemAdaptsThem() throws IOException {
        Path local = Files.writeString(folder.resolve("local.yaml"), """
                - list: gvt_shells
                  items: [tar]
                  override: {items: append}
                - rule: Password hashes read
                  enabled: false
                  override: {enabled: replace}
                """);
        Program.Result result = Program.run("replay", "--rules", "builtin", "--rules", local.toString(), BREAK_IN);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("A shell takes its commands").doesNotContain("Password hashes were read");
    }
}
