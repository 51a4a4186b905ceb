// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.output.LoadResultText;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.LoadResult;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.RuleLoader;
import dev.gvtrace.replay.rule.Skipped;
import dev.gvtrace.replay.rule.builtin.BuiltInRules;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.NearestName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Loads the rule files that a command names: files, directories, {@code -} for standard input, {@code builtin} for the
 * rules that gvtrace brings.
 */
public final class RuleFiles {
    private final Streams streams;
    private final Catalogs catalogs;

    /** For a command. */
    public RuleFiles(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.catalogs = catalogs;
    }

    /** Loads them; errors are in the results. */
    LoadedRules load(List<String> names) {
        return Catalogs.require(() -> read(names));
    }

    private LoadedRules read(List<String> names) throws ProviderException {
        RuleLoader loader = new RuleLoader(catalogs.binding(), catalogs.syntaxes());
        for (String name : names) {
            if (name.equals(BuiltInRules.NAME)) {
                loader.add(BuiltInRules.file());
            } else if (name.equals("-")) {
                loader.addStream("-", streams.in());
            } else {
                loader.addPath(FileNames.ofWord(name));
            }
        }
        return loader.finish();
    }

    /** Loads them; errors are printed on standard error. Ends the command if a file does not load. */
    public LoadedRules require(List<String> names) {
        LoadedRules loaded = load(names);
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

    /** Loads them; with best effort, items that do not load are listed on standard error and the rest is used. */
    LoadedRules load(List<String> names, boolean skipInvalid) {
        if (!skipInvalid) {
            return require(names);
        }
        LoadedRules loaded = load(names);
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

    /** The name most likely meant by a misspelt one; empty if no rule has a similar name. */
    public static String near(String name, LoadedRules loaded) {
        List<String> names = loaded.rules().stream().map(Rule::name).toList();
        String nearest = NearestName.of(name, names);
        return nearest == null ? "" : ", did you mean '" + nearest + "'?";
    }
}
