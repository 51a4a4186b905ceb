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
 * Opens the traces that a user named, as the api has them or as what reads their records; what is wrong with them
 * becomes one line and exit code 3.
 */
public final class Traces {
    private Traces() {}

    /** The traces behind the names, in order, as the api has them. */
    public static TraceGroup group(List<Path> names) {
        TraceGroup group = TraceGroup.open(names);
        if (group.traces().isEmpty()) {
            throw none(names);
        }
        return group;
    }

    /** That there is nothing to read. */
    public static CommandException none(List<Path> names) {
        return new CommandException(ExitCode.NOT_READABLE, "no trace in " + FileNames.text(names.get(0)));
    }

    /** The traces behind the names, in order. */
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

    /** The one trace behind the name. */
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
