// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.replay.engine.EngineOptions;
import dev.gvtrace.replay.engine.MatchMode;
import dev.gvtrace.replay.engine.RuleEngine;
import dev.gvtrace.replay.engine.RuleSet;
import dev.gvtrace.replay.engine.RuleTestRun;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.builtin.BuiltInRules;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.test.RuleTestFile;
import dev.gvtrace.replay.rule.test.RuleTestFile.Expectation;
import dev.gvtrace.replay.rule.test.RuleTestFile.RuleTest;
import dev.gvtrace.replay.rule.test.RuleTestReader;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Evaluates rules on traces and compares the alerts with the expectations in a file. */
@Command(
        name = "test",
        description = "Runs rules over recorded traces and compares the alerts with those that a file expects.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A test file, paths relative to it:",
            "  rules: [falco_rules.yaml]",
            "  tests:",
            "    - name: reading shadow is seen",
            "      trace: attack.gvt",
            "      expect:",
            "        - rule: Read sensitive file untrusted",
            "          times: 2        # or fires: true (the default), never: true",
            "          output: \"*file=/etc/shadow*\"",
            "          fields: {proc.name: cat}",
            "      only: true              # no other alerts",
            "match (first or all) goes beside rules for all tests, or into a test.",
            "builtin among the rules stands for those that gvtrace brings."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all tests passed", "1:a test failed", "2:a test file or rule file does not load"})
final class RulesTestCommand implements Callable<Integer> {
    private final Streams streams;
    private final Catalogs catalogs;
    private final RuleFiles ruleFiles;
    private final Map<List<String>, LoadedRules> loaded = new HashMap<>();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "test files")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--junit", paramLabel = "FILE", description = "write the results as JUnit XML, too")
    private @Nullable Path junit;

    @Option(names = "--force", description = "replace the file of --junit if it exists")
    private boolean force;

    RulesTestCommand(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.catalogs = catalogs;
        this.ruleFiles = new RuleFiles(streams, catalogs);
    }

    @Override
    public Integer call() throws IOException {
        List<RuleTestFile> tests = read();
        JunitReport report = new JunitReport();
        int failed = 0;
        int passed = 0;
        for (RuleTestFile file : tests) {
            report.suite(file.file().name());
            for (RuleTest test : file.tests()) {
                List<String> failures = run(test, directory(file));
                report.add(test.name(), failures);
                report(test, failures);
                failed += failures.isEmpty() ? 0 : 1;
                passed += failures.isEmpty() ? 1 : 0;
            }
        }
        streams.println(passed + " passed, " + failed + " failed");
        if (junit != null) {
            write(junit, report.print());
        }
        return failed == 0 ? ExitCode.DONE : ExitCode.FOUND;
    }

    private List<RuleTestFile> read() {
        List<RuleTestFile> tests = new ArrayList<>();
        boolean right = true;
        for (Path path : files) {
            try {
                RuleTestReader.Result result = RuleTestReader.read(RuleFile.read(path), catalogs.binding());
                tests.add(result.tests());
                if (!result.issues().successful()) {
                    streams.err().print(LoadResultText.print(result.issues()));
                    right = false;
                }
            } catch (IOException e) {
                throw new CommandException(ExitCode.USAGE, FileErrors.message(e), e);
            }
        }
        if (!right) {
            throw new CommandException(ExitCode.USAGE, "the tests do not load");
        }
        return tests;
    }

    private static Path directory(RuleTestFile file) {
        Path parent = FileNames.ofWord(file.file().name()).toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private void report(RuleTest test, List<String> failures) {
        streams.println((failures.isEmpty() ? "ok      " : "FAILED  ") + safe(test.name()));
        failures.forEach(failure -> streams.println("        " + safe(failure)));
    }

    private static String safe(String text) {
        return Escapes.message(text);
    }

    private List<String> run(RuleTest test, Path directory) throws IOException {
        List<String> paths = test.rules().stream()
                .map(rule ->
                        rule.equals(BuiltInRules.NAME) ? rule : FileNames.text(directory.resolve(FileNames.path(rule))))
                .toList();
        LoadedRules rules = loaded.computeIfAbsent(paths, ruleFiles::require);
        List<String> unknown = unknownRules(test, rules);
        if (!unknown.isEmpty()) {
            return unknown;
        }
        RuleSet set = RuleSet.of(rules);
        RuleTestRun run = new RuleTestRun(test, set);
        MatchMode mode = test.all() ? MatchMode.ALL : MatchMode.FIRST;
        try (OpenTraces opened = Traces.open(List.of(directory.resolve(FileNames.path(test.trace()))))) {
            List<TraceSource> sources = opened.sources();
            int connection = 1;
            for (TraceSource source : sources) {
                RuleEngine engine = new RuleEngine(set, EngineOptions.of(mode, set), run);
                ReplayListener listener = event -> {
                    run.event(engine, event);
                    return true;
                };
                new TraceReplay(source, ReplayOptions.DEFAULT).run(connection++, listener);
            }
        }
        return run.failures();
    }

    private static List<String> unknownRules(RuleTest test, LoadedRules rules) {
        List<String> failures = new ArrayList<>();
        for (Expectation expectation : test.expectations()) {
            String name = expectation.rule();
            if (rules.rules().stream().noneMatch(rule -> rule.name().equals(name))) {
                failures.add(expectation.place() + ": no rule is named '" + name + "'" + RuleFiles.near(name, rules));
            }
        }
        return failures;
    }

    private void write(Path path, String text) {
        try {
            if (force) {
                Files.writeString(path, text);
            } else {
                Files.writeString(path, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new CommandException(
                    ExitCode.NOT_WRITTEN, FileNames.text(path) + " exists, --force overwrites it", e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_WRITTEN, "cannot be written: " + FileErrors.text(path, e), e);
        }
    }
}
