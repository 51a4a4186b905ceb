// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.source;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.ByteSource;
import dev.gvtrace.trace.CorruptTraceException;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.NotATraceException;
import dev.gvtrace.trace.TraceBytes;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.UnsupportedTraceVersionException;
import dev.gvtrace.trace.gvt.SegmentChain;
import dev.gvtrace.trace.gvt.TraceReader;
import dev.gvtrace.trace.tracereplay.TraceReplayReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens traces: one file, standard input, or everything in directories. */
public final class TraceSources {
    private static final Path STANDARD_INPUT = Path.of("-");

    private TraceSources() {}

    /**
     * Opens a trace, recognised by its content. If the recording has several files, the others are searched for in the
     * same directory and all are read as one. {@code -} is standard input.
     *
     * @throws NotATraceException when the file is not a trace
     * @throws CorruptTraceException when its header is damaged
     * @throws UnsupportedTraceVersionException when its version is not known
     * @throws IOException when it cannot be read
     */
    public static TraceSource open(Path path) throws IOException {
        List<TraceSource> found = openAll(List.of(path));
        if (found.size() == 1) {
            return found.get(0);
        }
        closeAll(found);
        throw new NotATraceException(
                FileNames.text(path), 0, "directory with " + found.size() + " traces, expected one");
    }

    /**
     * Opens a trace of one file, in any store.
     *
     * @param source is closed with the trace, and when it cannot be opened
     * @throws IOException as {@link #open(Path)}
     */
    public static TraceSource open(ByteSource source) throws IOException {
        return openBytes(TraceBytes.of(source));
    }

    /**
     * Opens traces in any store. Files of one recording become one trace, as in {@link #openAll(List)}.
     *
     * @param sources each is closed with its trace; all are closed when one cannot be opened
     * @return traces in the order of their first files
     * @throws IOException as {@link #open(Path)}
     */
    public static List<TraceSource> openSources(List<? extends ByteSource> sources) throws IOException {
        List<TraceSource> files = new ArrayList<>();
        try {
            for (ByteSource source : sources) {
                files.add(open(source));
            }
            return join(files);
        } catch (IOException | RuntimeException e) {
            closeAll(files);
            for (ByteSource unopened : sources.subList(files.size(), sources.size())) {
                unopened.close();
            }
            throw e;
        }
    }

    /**
     * Opens only this file, without searching for others of its recording.
     *
     * @throws IOException as {@link #open(Path)}
     */
    public static TraceSource openFile(Path path) throws IOException {
        return open(path.equals(STANDARD_INPUT) ? standardInput() : ByteSource.file(path));
    }

    /** Like {@link #openAll(List, Consumer)}, but throws for an unreadable trace in a directory. */
    public static List<TraceSource> openAll(List<Path> paths) throws IOException {
        return openAll(paths, refused -> {
            throw new UncheckedIOException(refused);
        });
    }

    /**
     * Opens all traces among the paths: files, {@code -} for standard input, and the traces in directories, recognised
     * by content and sorted by path. Files of one recording become one source, including those in the same directory as
     * a named file.
     *
     * @param paths files, directories and {@code -}
     * @param refused receives an exception for each trace in a directory that is damaged at its start or of an unknown
     *     version
     * @return sources in the order of the paths; never the same file twice
     * @throws IOException when a named file is not a trace or cannot be read; then all sources are closed
     */
    public static List<TraceSource> openAll(List<Path> paths, Consumer<TraceException> refused) throws IOException {
        Map<Path, TraceSource> files = new LinkedHashMap<>();
        try {
            for (Path path : paths) {
                if (Files.isDirectory(path)) {
                    openDirectory(path, files, refused);
                } else {
                    openNamed(path, files);
                }
            }
            return join(files.values());
        } catch (UncheckedIOException e) {
            closeAll(files.values());
            throw e.getCause();
        } catch (IOException | RuntimeException e) {
            closeAll(files.values());
            throw e;
        }
    }

    private static void openNamed(Path path, Map<Path, TraceSource> files) throws IOException {
        Path key = key(path);
        if (files.containsKey(key)) {
            return;
        }
        TraceSource source = openFile(path);
        files.put(key, source);
        if (source instanceof TraceReader reader && reader.hasOtherSegments()) {
            openOthers(path, reader.recording(), files);
        }
    }

    /** Opens the other files of a recording that are in the same directory. */
    private static void openOthers(Path path, UUID recording, Map<Path, TraceSource> files) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || path.equals(STANDARD_INPUT)) {
            return;
        }
        Set<Integer> segments = new HashSet<>();
        files.values().forEach(file -> {
            if (file instanceof TraceReader reader && reader.recording().equals(recording)) {
                segments.add(reader.segment());
            }
        });
        for (Path other : TraceFiles.regularFiles(folder, 1)) {
            // Named like the first one, so that messages show paths in the user's form.
            Path name = path.resolveSibling(other.getFileName());
            if (!files.containsKey(key(name)) && TraceFiles.isOf(recording, segments, other)) {
                files.put(key(name), openFile(name));
            }
        }
    }

    private static void openDirectory(Path folder, Map<Path, TraceSource> files, Consumer<TraceException> refused)
            throws IOException {
        for (Path path : TraceFiles.regularFiles(folder, TraceFiles.MAX_DEPTH)) {
            if (files.containsKey(key(path))) {
                continue;
            }
            try {
                files.put(key(path), openFile(path));
            } catch (NotATraceException e) {
                // Directories may contain other files than traces.
            } catch (TraceException e) {
                refused.accept(e);
            }
        }
    }

    private static Path key(Path path) throws IOException {
        try {
            return path.equals(STANDARD_INPUT) ? path : path.toRealPath();
        } catch (FileSystemException e) {
            throw FileErrors.named(e, FileNames.text(path));
        }
    }

    /**
     * Opens a trace from open bytes; they are closed on failure.
     *
     * @throws IOException as {@link #open(Path)}
     */
    public static TraceSource openBytes(TraceBytes file) throws IOException {
        try {
            if (TraceReader.recognizes(file)) {
                return TraceReader.open(file);
            }
            if (TraceReplayReader.recognizes(file)) {
                return TraceReplayReader.open(file);
            }
            throw new NotATraceException(
                    file.name(),
                    0,
                    file.size() == 0 ? "the file is empty" : "neither a .gvt trace nor a tracereplay file");
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Standard input, copied to a temporary file that only this user can read and that is deleted when it is closed.
     */
    private static ByteSource standardInput() throws IOException {
        Path copy = Files.createTempFile("gvtrace-", ".in");
        try {
            Files.copy(System.in, copy, StandardCopyOption.REPLACE_EXISTING);
            return ByteSource.file(copy, "-");
        } finally {
            Files.delete(copy);
        }
    }

    /**
     * Joins the files of each recording, at the place of the first of them. Copies of a file stay separate.
     */
    private static List<TraceSource> join(Collection<TraceSource> files) {
        List<Group> groups = new ArrayList<>();
        Map<UUID, List<Group>> byRecording = new HashMap<>();
        for (TraceSource source : files) {
            if (source instanceof TraceReader reader) {
                List<Group> copies = byRecording.computeIfAbsent(reader.recording(), recording -> new ArrayList<>(1));
                copies.stream()
                        .filter(group -> group.misses(reader))
                        .findFirst()
                        .orElseGet(() -> {
                            Group group = new Group(new TreeMap<>(), null);
                            copies.add(group);
                            groups.add(group);
                            return group;
                        })
                        .files
                        .put(reader.segment(), reader);
            } else {
                groups.add(new Group(new TreeMap<>(), source));
            }
        }
        return groups.stream().map(Group::joined).toList();
    }

    /** The files of one recording by their number, or one file in another layout. */
    private record Group(
            NavigableMap<Integer, TraceReader> files,
            @Nullable TraceSource single) {
        boolean misses(TraceReader reader) {
            return !files.containsKey(reader.segment());
        }

        TraceSource joined() {
            if (single != null) {
                return single;
            }
            TraceReader first = files.firstEntry().getValue();
            return files.size() == 1 && !first.hasOtherSegments()
                    ? first
                    : new SegmentChain(List.copyOf(files.values()));
        }
    }

    private static void closeAll(Iterable<TraceSource> sources) throws IOException {
        for (TraceSource source : sources) {
            source.close();
        }
    }
}
