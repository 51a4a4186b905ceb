// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens traces: one file, standard input, or everything in directories. */
public final class TraceSources {
    /** How deep directories are searched. */
    private static final int MAX_DEPTH = 8;

    private static final Path STANDARD_INPUT = Path.of("-");

    private TraceSources() {}

    /**
     * Opens a trace, recognised by its content. When the file is one of a recording of several, the others are looked for
     * beside it and all of them are read as one. {@code -} is standard input.
     *
     * @throws NotATraceException when the file is no trace
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
     * Opens a trace of one file, wherever it is stored.
     *
     * @param source is closed with the trace, and when it cannot be opened
     * @throws IOException as {@link #open(Path)}
     */
    public static TraceSource open(ByteSource source) throws IOException {
        return open(TraceBytes.of(source));
    }

    /**
     * Opens traces, wherever they are stored. Files of one recording become one trace, as {@link #openAll(List)} does.
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
     * Opens exactly this file, without looking for others of its recording.
     *
     * @throws IOException as {@link #open(Path)}
     */
    public static TraceSource openFile(Path path) throws IOException {
        return open(path.equals(STANDARD_INPUT) ? standardInput() : ByteSource.file(path));
    }

    /** As {@link #openAll(List, Consumer)}; a file in a directory that is a trace but cannot be read ends it. */
    public static List<TraceSource> openAll(List<Path> paths) throws IOException {
        return openAll(paths, refused -> {
            throw new UncheckedIOException(refused);
        });
    }

    /**
     * Opens all traces that the paths name: files, {@code -} for standard input, and directories with the traces inside,
     * recognised by content and sorted by path. Files of one recording become one source, also those that lie beside a
     * named file.
     *
     * @param paths files, directories and {@code -}
     * @param refused told of each trace in a directory that is damaged at its start or of an unknown version
     * @return sources in the order of the paths; never the same file twice
     * @throws IOException when a named file is no trace or cannot be read; then everything is closed again
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

    /**
     * The trace files that the paths name: named files as they are, and in directories whatever begins like a trace.
     *
     * @throws IOException when a directory cannot be read
     */
    public static List<Path> files(List<Path> paths) throws IOException {
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
            return true; // its first bytes cannot be read, which is for the caller to report
        }
    }

    /**
     * The {@code .gvt} files in a directory that are not sealed, those with a damaged beginning included.
     *
     * @throws IOException when a directory cannot be read
     */
    public static List<Path> unsealed(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path path : files(List.of(folder))) {
            try (TraceBytes file = TraceBytes.file(path)) {
                if (TraceReader.recognizes(file) && TraceReader.findFooter(file, FileHeader.read(file)) == null) {
                    found.add(path);
                }
            } catch (TraceException e) {
                found.add(path);
            }
        }
        return found;
    }

    /**
     * Whether a trace file ends with its header: what a recorder leaves that was killed before it wrote the file's first
     * block.
     *
     * @throws IOException when the file cannot be read
     */
    public static boolean endsBeforeFirstBlock(Path path) throws IOException {
        try (TraceBytes file = TraceBytes.file(path)) {
            return TraceReader.recognizes(file)
                    && file.size() <= FileHeader.read(file).firstBlock();
        } catch (TraceException e) {
            return false;
        }
    }

    /** Files of this name in a directory and those below it. */
    static List<Path> named(Path folder, String name) throws IOException {
        return inside(folder, MAX_DEPTH, path -> path.endsWith(name));
    }

    /** The header of a trace file; null when it has none that can be read. */
    static @Nullable FileHeader header(ByteSource source) throws IOException {
        try (TraceBytes file = TraceBytes.borrow(source)) {
            return TraceReader.recognizes(file) ? FileHeader.read(file) : null;
        } catch (TraceException e) {
            return null;
        }
    }

    /** Numbers of the files of a recording in a directory. */
    static Set<Integer> segments(Path folder, UUID recording) throws IOException {
        Set<Integer> segments = new HashSet<>();
        for (Path path : regularFiles(folder, 1)) {
            isOf(recording, segments, path);
        }
        return segments;
    }

    private static void openNamed(Path path, Map<Path, TraceSource> files) throws IOException {
        Path key = key(path);
        if (files.containsKey(key)) {
            return;
        }
        TraceSource source = openFile(path);
        files.put(key, source);
        if (source instanceof TraceReader reader && needsOthers(reader)) {
            openOthers(path, reader.header().recording(), files);
        }
    }

    private static boolean needsOthers(TraceReader reader) {
        Footer footer = reader.footer();
        return reader.header().segment() > 0 || (footer != null && footer.isContinued());
    }

    /** Opens the other files of a recording that lie in the same directory. */
    private static void openOthers(Path path, UUID recording, Map<Path, TraceSource> files) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || path.equals(STANDARD_INPUT)) {
            return;
        }
        Set<Integer> segments = new HashSet<>();
        files.values().forEach(file -> {
            if (file instanceof TraceReader reader
                    && reader.header().recording().equals(recording)) {
                segments.add(reader.header().segment());
            }
        });
        for (Path other : regularFiles(folder, 1)) {
            // Named like the first one, so that messages show paths as the user writes them.
            Path name = path.resolveSibling(other.getFileName());
            if (!files.containsKey(key(name)) && isOf(recording, segments, other)) {
                files.put(key(name), openFile(name));
            }
        }
    }

    /** Whether a file belongs to a recording and has a number that was not seen yet; then the number is added. */
    private static boolean isOf(UUID recording, Set<Integer> segments, Path path) throws IOException {
        try (ByteSource file = ByteSource.file(path)) {
            FileHeader header = header(file);
            return header != null && header.recording().equals(recording) && segments.add(header.segment());
        }
    }

    private static void openDirectory(Path folder, Map<Path, TraceSource> files, Consumer<TraceException> refused)
            throws IOException {
        for (Path path : regularFiles(folder, MAX_DEPTH)) {
            if (files.containsKey(key(path))) {
                continue;
            }
            try {
                files.put(key(path), openFile(path));
            } catch (NotATraceException e) {
                // Directories may hold other things than traces.
            } catch (TraceException e) {
                refused.accept(e);
            }
        }
    }

    private static List<Path> regularFiles(Path folder, int depth) throws IOException {
        return inside(folder, depth, path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** A directory that is named may be a symbolic link; those inside are not followed. */
    private static List<Path> inside(Path folder, int depth, Predicate<Path> wanted) throws IOException {
        Path real = Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
        try (Stream<Path> found = Files.walk(real, depth, new FileVisitOption[0])) {
            return found.filter(wanted)
                    .map(path -> real.equals(folder) ? path : folder.resolve(real.relativize(path)))
                    .sorted(Comparator.comparing(FileNames::text))
                    .toList();
        }
    }

    private static Path key(Path path) throws IOException {
        try {
            return path.equals(STANDARD_INPUT) ? path : path.toRealPath();
        } catch (FileSystemException e) {
            throw FileBytes.named(e, FileNames.text(path));
        }
    }

    /** Recognises a file by its first bytes; closes it when it cannot be opened. */
    static TraceSource open(TraceBytes file) throws IOException {
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

    /** Standard input, kept in a temporary file that no other user can read and that is gone when it is closed. */
    private static ByteSource standardInput() throws IOException {
        Path copy = Files.createTempFile("gvtrace-", ".in");
        try {
            Files.copy(System.in, copy, StandardCopyOption.REPLACE_EXISTING);
            return FileBytes.open(copy, "-");
        } finally {
            Files.delete(copy);
        }
    }

    /** Puts the files of each recording together, where the first of them stands. Copies of a file stay on their own. */
    private static List<TraceSource> join(Collection<TraceSource> files) {
        List<Group> groups = new ArrayList<>();
        Map<UUID, List<Group>> byRecording = new HashMap<>();
        for (TraceSource source : files) {
            if (source instanceof TraceReader reader) {
                List<Group> copies =
                        byRecording.computeIfAbsent(reader.header().recording(), recording -> new ArrayList<>(1));
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
                        .put(reader.header().segment(), reader);
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
            return !files.containsKey(reader.header().segment());
        }

        TraceSource joined() {
            if (single != null) {
                return single;
            }
            TraceReader first = files.firstEntry().getValue();
            return files.size() == 1 && !needsOthers(first) ? first : new SegmentChain(List.copyOf(files.values()));
        }
    }

    private static void closeAll(Iterable<TraceSource> sources) throws IOException {
        for (TraceSource source : sources) {
            source.close();
        }
    }
}
