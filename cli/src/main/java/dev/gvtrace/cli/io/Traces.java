// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.api.TraceGroup;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens the traces that a user named, as traces of the api or for reading records; an error becomes one line and exit
 * code 3.
 */
public final class Traces {
    private Traces() {}

    /** The named traces, in order, as traces of the api. */
    public static TraceGroup group(List<Path> names) {
        TraceGroup group = TraceGroup.open(names);
        if (group.traces().isEmpty()) {
            throw none(names);
        }
        return group;
    }

    /** The error that there is nothing to read. */
    public static CommandException none(List<Path> names) {
        return new CommandException(ExitCode.NOT_READABLE, "no trace in " + FileNames.text(names.get(0)));
    }

    /** The named traces, in order. */
    public static OpenTraces open(List<Path> names) {
        try {
            List<TraceSource> sources = TraceSources.openAll(names);
            if (sources.isEmpty()) {
                throw none(names);
            }
            return new OpenTraces(sources);
        } catch (IOException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileErrors.message(e), e);
        }
    }

    /** The named trace. */
    public static TraceSource openOne(Path name) throws IOException {
        OpenTraces opened = open(List.of(name));
        int count = opened.sources().size();
        if (count > 1) {
            opened.close();
            throw new CommandException(
                    ExitCode.USAGE, FileNames.text(name) + ": holds " + count + " traces, expected one");
        }
        return opened.sources().get(0);
    }
}
