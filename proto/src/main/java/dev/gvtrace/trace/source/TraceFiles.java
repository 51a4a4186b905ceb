// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.source;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.gvt.FileHeader;
import dev.gvtrace.trace.gvt.TraceReader;
import dev.gvtrace.trace.tracereplay.TraceReplayReader;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds trace files in directories by their first bytes. Records are not read. */
public final class TraceFiles {
    /** The maximum depth of the search. */
    static final int MAX_DEPTH = 8;

    private TraceFiles() {}

    /**
     * A {@code .gvt} file without a seal.
     *
     * @param file its path
     * @param hasBlocks false when the file ends after its header, because the recorder was killed before it wrote the
     *     first block
     */
    public record Unsealed(Path file, boolean hasBlocks) {}

    /**
     * The trace files among the paths: named files in any case, and in directories all files that begin like a trace.
     *
     * @throws IOException when a directory cannot be read
     */
    public static List<Path> list(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                files.add(path);
                continue;
            }
            for (Path inside : regularFiles(path, MAX_DEPTH)) {
                if (beginsLikeATrace(inside)) {
                    files.add(inside);
                }
            }
        }
        return files;
    }

    private static boolean beginsLikeATrace(Path path) throws IOException {
        try (TraceBytes file = TraceBytes.file(path)) {
            return TraceReader.recognizes(file) || TraceReplayReader.isPlain(file);
        } catch (CorruptTraceException e) {
            return true; // unreadable; the caller finds the error again and reports it
        }
    }

    /**
     * The unsealed {@code .gvt} files in a directory, including those with a damaged beginning.
     *
     * @throws IOException when a directory cannot be read
     */
    public static List<Unsealed> unsealed(Path folder) throws IOException {
        List<Unsealed> found = new ArrayList<>();
        for (Path path : list(List.of(folder))) {
            try (TraceBytes file = TraceBytes.file(path)) {
                if (!TraceReader.recognizes(file)) {
                    continue;
                }
                FileHeader header = FileHeader.read(file);
                if (!TraceReader.isSealed(file, header)) {
                    found.add(new Unsealed(path, file.size() > header.firstBlock()));
                }
            } catch (TraceException e) {
                found.add(new Unsealed(path, true));
            }
        }
        return found;
    }

    /** The header of a {@code .gvt} file; null when it cannot be read. The source stays open. */
    public static @Nullable FileHeader header(ByteSource source) throws IOException {
        try (TraceBytes file = TraceBytes.borrow(source)) {
            return TraceReader.recognizes(file) ? FileHeader.read(file) : null;
        } catch (TraceException e) {
            return null;
        }
    }

    /**
     * Numbers of the files of a recording in a directory.
     *
     * @throws IOException when the directory cannot be read
     */
    public static Set<Integer> segments(Path folder, UUID recording) throws IOException {
        Set<Integer> segments = new HashSet<>();
        for (Path path : regularFiles(folder, 1)) {
            isOf(recording, segments, path);
        }
        return segments;
    }

    /** Whether a file belongs to a recording and has a number that is not in the set yet; then the number is added. */
    static boolean isOf(UUID recording, Set<Integer> segments, Path path) throws IOException {
        try (ByteSource file = ByteSource.file(path)) {
            FileHeader header = header(file);
            return header != null && header.recording().equals(recording) && segments.add(header.segment());
        }
    }

    /**
     * Files with this name in a directory and below it.
     *
     * @throws IOException when a directory cannot be read
     */
    public static List<Path> named(Path folder, String name) throws IOException {
        return inside(folder, MAX_DEPTH, path -> path.endsWith(name));
    }

    static List<Path> regularFiles(Path folder, int depth) throws IOException {
        return inside(folder, depth, path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** The given directory may be a symbolic link; links inside it are not followed. */
    private static List<Path> inside(Path folder, int depth, Predicate<Path> wanted) throws IOException {
        Path real = Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
        try (Stream<Path> found = Files.walk(real, depth, new FileVisitOption[0])) {
            return found.filter(wanted)
                    .map(path -> real.equals(folder) ? path : folder.resolve(real.relativize(path)))
                    .sorted(Comparator.comparing(FileNames::text))
                    .toList();
        }
    }
}
