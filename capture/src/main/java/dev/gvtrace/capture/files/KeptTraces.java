// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.gvt.FileSpan;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the files in a directory that are traces and have a recorder's file name. Symbolic links are ignored. Data
 * about a file are cached until it changes. Not thread-safe.
 */
final class KeptTraces {
    /** An unsealed file that was written to so recently may have been begun after the files in use were listed. */
    private static final long SETTLED_NS = TimeUnit.MINUTES.toNanos(1);

    private final Path directory;
    private final BooleanSupplier alone;
    private final Consumer<String> log;
    private Map<Path, Known> known = new HashMap<>();

    /** Cached data about a file, with its size and time then; no span when it cannot be read. */
    private record Known(
            long bytes, FileTime modified, @Nullable FileSpan span, boolean trace) {
        boolean holdsFor(BasicFileAttributes now) {
            return bytes == now.size() && modified.equals(now.lastModifiedTime());
        }
    }

    /**
     * Creates a list for a directory.
     *
     * @param alone true while no other recorder can write there; otherwise only sealed files are deletable
     */
    KeptTraces(Path directory, BooleanSupplier alone, Consumer<String> log) {
        this.directory = directory;
        this.alone = alone;
        this.log = log;
    }

    /** The files at present; those in use are not deletable. */
    List<KeptTrace> list(Set<Path> inUse, long nowNs) throws IOException {
        List<KeptTrace> found = new ArrayList<>();
        Map<Path, Known> seen = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (TraceNames.isOurs(FileNames.name(file))) {
                    add(file, inUse.contains(file), nowNs, found, seen);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        known = seen;
        return found;
    }

    private void add(Path file, boolean used, long nowNs, List<KeptTrace> found, Map<Path, Known> seen) {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            // usually deleted meanwhile
            return;
        }
        if (!now.isRegularFile()) {
            return;
        }
        Known before = known.get(file);
        Known here = before != null && (used || before.holdsFor(now)) ? before : read(file, now);
        seen.put(file, here);
        if (here.trace()) {
            found.add(kept(file, now, here.span(), used, nowNs));
        }
    }

    private Known read(Path file, BasicFileAttributes now) {
        try {
            return new Known(now.size(), now.lastModifiedTime(), FileSpan.read(file), true);
        } catch (NotATraceException e) {
            return new Known(now.size(), now.lastModifiedTime(), null, false);
        } catch (IOException e) {
            log.accept(FileNames.text(file) + ": cannot be read (" + FileErrors.reason(e)
                    + "); its age is that of the file");
            return new Known(now.size(), now.lastModifiedTime(), null, true);
        }
    }

    private KeptTrace kept(Path file, BasicFileAttributes now, @Nullable FileSpan span, boolean used, long nowNs) {
        long modifiedNs = now.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        String name = FileNames.name(file);
        if (span == null) {
            return new KeptTrace(file, now.size(), name, name, 0, modifiedNs, !used && alone.getAsBoolean());
        }
        String recording = span.recording().toString();
        boolean settled = modifiedNs < nowNs - SETTLED_NS || modifiedNs > nowNs + SETTLED_NS;
        return new KeptTrace(
                file,
                now.size(),
                span.sandbox() == null ? recording : EscapedText.of(span.sandbox()),
                recording,
                span.segment(),
                span.lastNs(),
                !used && (span.sealed() || (alone.getAsBoolean() && settled)));
    }
}
