// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.api.RuleCheck;
import dev.gvtrace.api.RuleSource;
import dev.gvtrace.api.Rules;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.replay.rule.builtin.BuiltInRules;
import dev.gvtrace.text.FileNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks rule files and prints their issues. */
@Command(
        name = "check",
        description = "Loads rule files in order and reports all errors and warnings.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all files load, warnings allowed", "2:a file does not load"})
final class RulesCheckCommand implements Callable<Integer> {
    private final Streams streams;

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

    RulesCheckCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        RuleCheck check = Rules.check(files.all().stream().map(this::source).toList());
        switch (format) {
            case JSON -> streams.println(check.toJson());
            case SARIF -> streams.println(check.toSarif(Version.number()));
            case TEXT -> streams.print(check.toText());
        }
        return check.successful() ? ExitCode.DONE : ExitCode.USAGE;
    }

    private RuleSource source(String name) {
        if (name.equals(BuiltInRules.NAME)) {
            return RuleSource.builtIn();
        }
        return name.equals("-") ? RuleSource.ofStream(name, streams.in()) : RuleSource.of(FileNames.path(name));
    }
}
