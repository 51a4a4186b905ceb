// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.Skipped;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.NearestName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Loads the rule files that a command names: files, directories, {@code -} for standard input. */
public final class RuleFiles {
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
    public static LoadedRules require(List<String> names, Streams streams) {
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

    /** Loads them; with best effort what does not load is named on standard error, and the rest is used. */
    static LoadedRules load(List<String> names, boolean skipInvalid, Streams streams) {
        if (!skipInvalid) {
            return require(names, streams);
        }
        LoadedRules loaded = load(names, streams);
        for (Skipped skipped : loaded.skipped()) {
            boolean file = skipped.kind().equals("file") || skipped.kind().equals("item");
            streams.report("gvtrace: skipped " + skipped.kind()
                    + (file ? "" : " '" + skipped.name() + "'") + ": "
                    + skipped.place() + ": " + skipped.reason());
        }
        if (!loaded.skipped().isEmpty()) {
            streams.report("gvtrace: " + counts(loaded.skipped()) + " skipped, "
                    + loaded.rules().size() + (loaded.rules().size() == 1 ? " rule loads" : " rules load"));
        }
        return loaded;
    }

    private static String counts(List<Skipped> skipped) {
        Map<String, Integer> counts = new TreeMap<>();
        skipped.forEach(each -> counts.merge(each.kind(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(each -> counted(each.getValue(), each.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String counted(int count, String kind) {
        return count + " " + kind + (count == 1 ? "" : "s");
    }

    private static boolean isUnreadable(LoadResult result) {
        return !result.successful() && result.errors().get(0).code() == IssueCode.LOAD_ERR_FILE_READ;
    }

    /** What a misspelt name may stand for; empty if no rule has one like it. */
    static String near(String name, LoadedRules loaded) {
        List<String> names = loaded.rules().stream().map(Rule::name).toList();
        String nearest = NearestName.of(name, names);
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
