// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.IssueCode;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.ItemContext;
import dev.gvtrace.replay.rule.item.RuleItem;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.item.SchemaVerdict;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Loads rule files one after the other into one collection, like Falco: after each file everything read so far is
 * compiled, so a file can use earlier files but not later ones. Every error becomes an issue; the content of a file
 * never causes an exception. Not thread-safe.
 */
public final class RuleLoader {
    private final RuleSyntaxCatalog syntaxes;
    private final RuleCollection collection;
    private final CompileCache cache;
    private final List<LoadResult> results = new ArrayList<>();
    private @Nullable RuleCompiler last;

    /**
     * Creates a loader.
     *
     * @param binding the names that conditions, outputs and exceptions may use
     * @param syntaxes the syntaxes of the files
     */
    public RuleLoader(Binding<EventContext> binding, RuleSyntaxCatalog syntaxes) {
        this.syntaxes = syntaxes;
        collection = new RuleCollection(binding);
        cache = new CompileCache(binding);
    }

    /** The file itself, or the files of a directory whose names are those of a rule syntax, sorted by name. */
    private List<Path> files(Path path) throws IOException, ProviderException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        TreeSet<Path> found = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = FileNames.name(entry);
                if (Files.isRegularFile(entry) && syntaxes.recognizes(name)) {
                    found.add(entry);
                }
            }
        }
        return new ArrayList<>(found);
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "no such file or directory"
                : e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    /**
     * Loads a file, or all rule files of a directory. What cannot be read gets a result with an error of its own.
     *
     * @throws ProviderException if it cannot be decided which added syntax a file is in, or a syntax throws
     */
    public void addPath(Path path) throws ProviderException {
        try {
            for (Path file : files(path)) {
                add(RuleFile.read(file));
            }
        } catch (IOException e) {
            addUnreadable(FileNames.text(path), "not readable: " + reason(e));
        }
    }

    /**
     * Loads what a stream holds to its end as the file with this name. What cannot be read gets a result with an error
     * of its own. The stream stays open.
     *
     * @throws ProviderException if it cannot be decided which added syntax it is in, or a syntax throws
     */
    public void addStream(String name, InputStream in) throws ProviderException {
        byte[] bytes;
        try {
            bytes = in.readNBytes(RuleFile.MAX_BYTES + 1);
        } catch (IOException e) {
            addUnreadable(name, "not readable: " + e.getMessage());
            return;
        }
        if (bytes.length > RuleFile.MAX_BYTES) {
            addUnreadable(name, "larger than " + RuleFile.MAX_BYTES + " bytes");
        } else {
            add(RuleFile.of(name, bytes));
        }
    }

    /** Puts in a file that cannot be read: its result has the error LOAD_ERR_FILE_READ. */
    public void addUnreadable(String name, String message) {
        Issues issues = new Issues();
        issues.add(IssueCode.LOAD_ERR_FILE_READ, message, ItemContext.of(RuleFile.of(name, "")));
        results.add(new LoadResult(name, null, issues.sorted(), List.of()));
    }

    /**
     * Loads the next file, in the syntax determined by its name.
     *
     * @throws ProviderException if it cannot be decided which added syntax the file is in, or the syntax throws
     */
    public void add(RuleFile file) throws ProviderException {
        Issues issues = new Issues();
        RuleSyntax.Content content = syntaxes.read(file, issues);
        for (List<RuleItem> part : content.parts()) {
            load(part, issues);
        }
        results.add(result(file, content.schema(), issues));
    }

    private void load(List<RuleItem> items, Issues issues) {
        RuleCollector collector = new RuleCollector(collection, issues);
        items.forEach(collector::collect);
        RuleCompiler compiler = new RuleCompiler(collection, cache, issues);
        compiler.compile();
        last = compiler;
    }

    private static LoadResult result(RuleFile file, @Nullable SchemaVerdict schema, Issues issues) {
        List<Issue> errors = new ArrayList<>();
        List<Issue> warnings = new ArrayList<>();
        for (Issue issue : issues.sorted()) {
            (issue.code().isError() ? errors : warnings).add(issue);
        }
        return new LoadResult(file.name(), schema, errors, warnings);
    }

    /** The loaded rules. Checks the plugin requirements of the files. */
    public LoadedRules finish() {
        requirements();
        RuleCompiler compiler = last == null ? new RuleCompiler(collection, cache, new Issues()) : last;
        return new LoadedRules(
                collection.binding,
                results,
                compiler.rules(),
                compiler.notEvaluated(),
                collection.required,
                SkippedItems.of(results, compiler, collection));
    }

    private void requirements() {
        for (RuleItem.PluginRequirement requirement : collection.plugins) {
            Issues issues = new Issues();
            PluginVersions.resolve(List.of(requirement), issues);
            String name = requirement.context().place().file().name();
            for (int i = 0; i < results.size(); i++) {
                LoadResult result = results.get(i);
                if (result.name().equals(name) && issues.count() > 0) {
                    List<Issue> errors = new ArrayList<>(result.errors());
                    List<Issue> warnings = new ArrayList<>(result.warnings());
                    issues.sorted().forEach(issue -> (issue.code().isError() ? errors : warnings).add(issue));
                    results.set(i, new LoadResult(name, result.schema(), errors, warnings));
                    break;
                }
            }
        }
        collection.plugins.clear();
    }
}
