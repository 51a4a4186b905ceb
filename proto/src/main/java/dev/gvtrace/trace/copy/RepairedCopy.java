// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.copy;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sealed copy of a file that was left without a seal, made by {@link TraceRepairer}.
 *
 * <p>More than six components: what a ledger's line about it has.
 *
 * @param damaged the file that it was made from
 * @param recording the recording of that file; null when its header cannot be read
 * @param segment number of that file in its recording
 * @param file the copy
 * @param seal the copy's seal
 * @param messages in the copy
 * @param tool name and version of the program that made it
 */
public record RepairedCopy(
        Path damaged, @Nullable UUID recording, int segment, Path file, Seal seal, long messages, Text tool) {
    private static final String SUFFIX = ".gvt";
    private static final String REPAIRED = ".repaired" + SUFFIX;

    /** The name of a copy, for the name of the file that it is made from. */
    public static String name(String damaged) {
        String base = damaged.endsWith(SUFFIX) ? damaged.substring(0, damaged.length() - SUFFIX.length()) : damaged;
        return base + REPAIRED;
    }

    /** Where the copy of a file usually is: beside it. */
    public static Path beside(Path damaged) {
        return damaged.resolveSibling(FileNames.path(name(FileNames.name(damaged))));
    }

    /**
     * The copy in a file, if that is sealed, was made from the damaged one, and has everything that can be read there:
     * an earlier copy of a file that was still written to may lack messages.
     */
    public static Optional<RepairedCopy> in(Path file, Path damaged) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (TraceSource copy = TraceSources.openFile(file);
                TraceSource original = TraceSources.openFile(damaged)) {
            Seal seal = copy.summary().seal();
            UUID recording = original.summary().recording();
            Text start = Text.ofUtf8(FileNames.name(damaged) + ", ");
            boolean isCopy = recording != null
                    && recording.equals(copy.opening().sourceRecording())
                    && copy.opening().derivedFrom().stream().anyMatch(from -> from.startsWith(start));
            if (seal == null
                    || !isCopy
                    || copy.summary().messages() < original.summary().messages()) {
                return Optional.empty();
            }
            return Optional.of(new RepairedCopy(
                    damaged,
                    recording,
                    original.summary().segment(),
                    file,
                    seal,
                    copy.summary().messages(),
                    copy.opening().tool()));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
