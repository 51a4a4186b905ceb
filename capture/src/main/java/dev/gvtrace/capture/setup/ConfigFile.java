// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file that is replaced as a whole: a reader sees the text before or after, nothing between. What was
 * there is kept beside it, under the next free of the names {@code FILE.before-gvtrace-1} to {@code -999}. A symbolic
 * link stays, and the file that it names is replaced.
 */
final class ConfigFile {
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_BACKUPS = 999;
    private static final String BACKUP = ".before-gvtrace-";
    private static final String NEW_FILE = "rw-r--r--";
    private static final String NEW_DIRECTORY = "rwxr-xr-x";

    private final Path file;

    ConfigFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /** Its text; null if it does not exist. */
    @Nullable
    String read() throws IOException, SetupException {
        try {
            return text(file);
        } catch (SetupException e) {
            throw e.in(file);
        }
    }

    private static @Nullable String text(Path file) throws IOException, SetupException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new SetupException("not a regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new SetupException("longer than " + MAX_BYTES + " bytes");
                }
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (CharacterCodingException e) {
            throw new SetupException("not UTF-8", e);
        }
    }

    /** The backups, newest first. */
    List<Path> backups() throws IOException {
        List<Path> found = new ArrayList<>();
        for (int n = 1; n <= MAX_BACKUPS; n++) {
            if (Files.exists(backup(n))) {
                found.add(backup(n));
            }
        }
        Collections.reverse(found);
        return found;
    }

    /** The text of a backup; null if it cannot be one of ours. */
    static @Nullable String backupText(Path backup) throws IOException {
        try {
            return text(backup);
        } catch (SetupException e) {
            return null;
        }
    }

    private Path backup(int n) throws IOException {
        Path real = target();
        return real.resolveSibling(FileNames.path(FileNames.name(real) + BACKUP + n));
    }

    private Path target() throws IOException {
        return Files.exists(file) ? file.toRealPath() : file;
    }

    /**
     * Replaces the text.
     *
     * @param before what was read; if something else is there by now, nothing is changed
     * @param after the new text; null to delete the file
     * @return the backup; null when there was nothing to keep
     */
    @Nullable
    Path replace(@Nullable String before, @Nullable String after) throws IOException, SetupException {
        Path target = target();
        if (before == null) {
            Path directory = target.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(
                        directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(NEW_DIRECTORY)));
            }
        }
        Path backup = before == null ? null : keep(target);
        if (after == null) {
            requireUnchanged(before);
            Files.delete(target);
            return backup;
        }
        Path unfinished = target.resolveSibling(FileNames.path(
                "." + FileNames.name(target) + "." + ProcessHandle.current().pid() + ".unfinished"));
        try {
            write(target, unfinished, before != null, after);
            requireUnchanged(before);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory(target);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return backup;
    }

    private void requireUnchanged(@Nullable String before) throws IOException, SetupException {
        String now = read();
        if (before == null ? now != null : !before.equals(now)) {
            throw new SetupException("was changed meanwhile; nothing was written");
        }
    }

    /** A copy has owner, mode and extended attributes of the original. */
    private Path keep(Path target) throws IOException, SetupException {
        for (int n = 1; n <= MAX_BACKUPS; n++) {
            Path backup = backup(n);
            if (Files.exists(backup) && Arrays.equals(Files.readAllBytes(backup), Files.readAllBytes(target))) {
                return backup;
            }
            try {
                Files.copy(target, backup, StandardCopyOption.COPY_ATTRIBUTES);
                return backup;
            } catch (FileAlreadyExistsException e) {
                // the next name
            }
        }
        throw new SetupException("has " + MAX_BACKUPS + " backups already; nothing was written");
    }

    private static void write(Path target, Path unfinished, boolean exists, String text) throws IOException {
        if (exists) {
            Files.copy(target, unfinished, StandardCopyOption.COPY_ATTRIBUTES);
            if (Files.getAttribute(target, "unix:uid") instanceof Integer uid
                    && Files.getAttribute(target, "unix:gid") instanceof Integer gid) {
                Files.setAttribute(unfinished, "unix:uid", uid);
                Files.setAttribute(unfinished, "unix:gid", gid);
            }
        } else {
            Files.createFile(unfinished);
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString(NEW_FILE));
        }
        try (FileChannel out =
                FileChannel.open(unfinished, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    private static void syncDirectory(Path target) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
