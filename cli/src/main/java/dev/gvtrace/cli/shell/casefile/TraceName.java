// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.casefile;

import dev.gvtrace.replay.event.TimeText;
import dev.gvtrace.replay.pipeline.TraceSpan;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.util.Objects;

/**
 * What identifies a trace in a case file; each part is empty if it is unknown.
 *
 * @param file the name of its first file, without the directory
 * @param recording the id of the recording
 * @param seal the seal of its last file, hexadecimal
 * @param begins the time of its first message
 */
public record TraceName(String file, String recording, String seal, String begins) {
    /** Whether two names are of one trace. */
    public enum Likeness {
        SAME,
        /** The same recording, sealed anew: cut, repaired, or longer than it was. */
        CHANGED,
        OTHER
    }

    /** The name of a trace. */
    public static TraceName of(TraceSource source) {
        TraceSummary summary = source.summary();
        Seal seal = summary.seal();
        long first = TraceSpan.of(source).firstNs();
        return new TraceName(
                summary.files().isEmpty()
                        ? ""
                        : FileNames.name(FileNames.path(summary.files().get(0))),
                summary.recording() == null ? "" : Objects.toString(summary.recording()),
                seal == null ? "" : seal.hex(),
                first == 0 ? "" : TimeText.rfc3339(first));
    }

    /** Whether this trace is the one that was named. A trace without a recording is known by its first message. */
    public Likeness likeness(TraceName named) {
        boolean bothKnown = !recording.isEmpty() && !named.recording.isEmpty();
        if (bothKnown ? !recording.equals(named.recording) : !begins.equals(named.begins)) {
            return Likeness.OTHER;
        }
        boolean sealed = !seal.isEmpty() && !named.seal.isEmpty();
        return sealed && !seal.equals(named.seal) ? Likeness.CHANGED : Likeness.SAME;
    }
}
