// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file with the lines that were typed. They may hold names from a case, so that only the user can read the file,
 * from its first moment.
 */
final class HistoryFile {
    private static final String OWNER_ONLY = "rw-------";
    private static final String FOLDER = "rwx------";

    private HistoryFile() {}

    /**
     * The file, which exists and belongs to the user. Null if there can be none; then a note says why.
     *
     * @param environment {@code XDG_STATE_HOME} and {@code HOME} choose the directory
     */
    static @Nullable Path prepared(Map<String, String> environment, Consumer<String> notes) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (state.isEmpty() && home.isEmpty()) {
            notes.accept("no history is kept: neither XDG_STATE_HOME nor HOME is set");
            return null;
        }
        Path folder = (state.isEmpty() ? FileNames.path(home).resolve(".local/state") : FileNames.path(state))
                .resolve("gvtrace");
        Path file = folder.resolve("query-history");
        try {
            String wrong = prepare(folder, file);
            if (wrong == null) {
                return file;
            }
            notes.accept("no history is kept: " + wrong);
        } catch (IOException | UnsupportedOperationException e) {
            notes.accept("no history is kept: " + FileNames.text(file) + " cannot be written ("
                    + e.getClass().getSimpleName() + ")");
        }
        return null;
    }

    /** Returns what is wrong; null if the file can be used. */
    private static @Nullable String prepare(Path folder, Path file) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOLDER)));
        if (!isOwn(folder)) {
            return FileNames.text(folder) + " belongs to another user";
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER));
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return FileNames.text(file) + " is not a regular file";
            }
            if (!isOwn(file)) {
                return FileNames.text(file) + " belongs to another user";
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWNER_ONLY));
        }
        return Files.isWritable(file) ? null : FileNames.text(file) + " cannot be written";
    }

    private static boolean isOwn(Path path) throws IOException {
        Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
