// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.replay.output.LoadResultJson;
import dev.gvtrace.replay.output.LoadResultSarif;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.rule.LoadedRules;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what is wrong with rule files. */
@Command(
        name = "check",
        description = "Loads rule files in order and reports all errors and warnings.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all files load, warnings allowed", "2:a file does not load"})
final class RulesCheckCommand implements Callable<Integer> {
    private final Streams streams;
    private final RuleFiles ruleFiles;

    @Mixin
    private RulePaths files = new RulePaths();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json (Falco's validation schema) or sarif (for code review)")
    private Format format = Format.TEXT;

    /** How results are printed. */
    enum Format {
        TEXT,
        JSON,
        SARIF
    }

    RulesCheckCommand(Streams streams, RuleFiles ruleFiles) {
        this.streams = streams;
        this.ruleFiles = ruleFiles;
    }

    @Override
    public Integer call() {
        LoadedRules loaded = ruleFiles.load(files.all());
        switch (format) {
            case JSON -> streams.println(LoadResultJson.print(loaded.results()));
            case SARIF -> streams.println(LoadResultSarif.print(loaded.results(), Version.number()));
            case TEXT -> loaded.results().forEach(result -> streams.print(LoadResultText.print(result)));
        }
        return loaded.successful() ? ExitCode.DONE : ExitCode.USAGE;
    }
}
