// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.casefile;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.TraceSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The case file of each open trace: beside its first file, or one that was named for all. */
public final class CaseFiles {
    private static final String SUFFIX = ".marks.jsonl";

    private final List<TraceSource> sources;
    private final @Nullable Path named;
    private final List<@Nullable TraceName> names = new ArrayList<>();

    /**
     * Case files of traces.
     *
     * @param named one for all of them; null for one beside each
     */
    public CaseFiles(List<TraceSource> sources, @Nullable Path named) {
        this.sources = List.copyOf(sources);
        this.named = named;
        sources.forEach(source -> names.add(null));
    }

    /** How many traces there are. */
    public int traces() {
        return sources.size();
    }

    /** True if one file is that of all traces. */
    public boolean isShared() {
        return named != null || sources.size() == 1;
    }

    /** The case file of the trace at an index; null if the trace is not a file, and none was named. */
    public @Nullable CaseFile of(int trace) {
        if (named != null) {
            return new CaseFile(named);
        }
        List<String> files = sources.get(trace).files();
        Path first = files.isEmpty() ? null : FileNames.path(files.get(0));
        Path name = first == null || !Files.isRegularFile(first) ? null : first.getFileName();
        return first == null || name == null
                ? null
                : new CaseFile(first.resolveSibling(FileNames.path(FileNames.text(name) + SUFFIX)));
    }

    /** What identifies the trace at an index. */
    public TraceName name(int trace) {
        TraceName name = names.get(trace);
        if (name == null) {
            name = TraceName.of(sources.get(trace));
            names.set(trace, name);
        }
        return name;
    }
}
