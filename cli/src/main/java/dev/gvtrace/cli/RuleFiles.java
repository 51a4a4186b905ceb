// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.replay.filter.Nearest;
import dev.gvtrace.replay.rule.IssueCode;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.LoadResultText;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.trace.FileNames;
import java.io.IOException;
import java.util.List;

/** Loads the rule files that a command names: files, directories, {@code -} for standard input. */
final class RuleFiles {
    private RuleFiles() {}

    /** Loads them; what is wrong stands in the results. */
    static LoadedRules load(List<String> names, Streams streams) {
        RuleLoader loader = new RuleLoader();
        for (String name : names) {
            if (name.equals("-")) {
                addStandardInput(loader, streams);
            } else {
                loader.addPath(FileNames.path(name));
            }
        }
        return loader.finish();
    }

    /** Loads them; what is wrong goes to standard error. Ends the command if a file does not load. */
    static LoadedRules require(List<String> names, Streams streams) {
        LoadedRules loaded = load(names, streams);
        if (loaded.results().isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, String.join(", ", names) + ": no rule file there, expected *.yaml or *.yml");
        }
        String last = "the rules do not load";
        for (LoadResult result : loaded.results()) {
            if (isUnreadable(result)) {
                last = result.name() + ": " + result.errors().get(0).message();
            } else if (!result.successful()) {
                streams.err().print(LoadResultText.print(result));
            }
        }
        if (!loaded.successful()) {
            throw new CommandException(ExitCode.USAGE, last);
        }
        return loaded;
    }

    private static boolean isUnreadable(LoadResult result) {
        return !result.successful() && result.errors().get(0).code() == IssueCode.LOAD_ERR_FILE_READ;
    }

    /** What a misspelt name may stand for; empty if no rule has one like it. */
    static String near(String name, LoadedRules loaded) {
        List<String> names = loaded.rules().stream().map(Rule::name).toList();
        String nearest = Nearest.of(name, names);
        return nearest == null ? "" : ", did you mean '" + nearest + "'?";
    }

    private static void addStandardInput(RuleLoader loader, Streams streams) {
        try {
            byte[] bytes = streams.in().readNBytes(RuleFile.MAX_BYTES + 1);
            if (bytes.length > RuleFile.MAX_BYTES) {
                loader.addUnreadable("-", "larger than " + RuleFile.MAX_BYTES + " bytes");
            } else {
                loader.add(RuleFile.of("-", bytes));
            }
        } catch (IOException e) {
            loader.addUnreadable("-", "not readable: " + e.getMessage());
        }
    }
}
