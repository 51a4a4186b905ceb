// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open for writing. On Linux it can be removed or moved meanwhile, and writing still succeeds.
 *
 * @param path where it was created
 * @param key device and inode; null when the file system has none
 */
record OpenFile(Path path, @Nullable Object key) {
    /** The directory of links to this process's open files. */
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** The file that was just created there. */
    static OpenFile at(Path path) {
        try {
            return new OpenFile(path, keyOf(path, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return new OpenFile(path, null);
        }
    }

    /** False once the file name is gone or belongs to another file; true if that is unknown. */
    boolean isThere() {
        try {
            return keyOf(path, LinkOption.NOFOLLOW_LINKS).equals(key) || key == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // the directory may have been replaced
            Path directory = path.toAbsolutePath().getParent();
            return directory == null || Files.isDirectory(directory);
        }
    }

    /** Its current path; null when it no longer has one, or that is unknown. */
    @Nullable
    Path movedTo() {
        if (key == null || !Files.isDirectory(DESCRIPTORS)) {
            return null;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : all) {
                if (isOurs(descriptor)) {
                    return hasName(descriptor) ? Files.readSymbolicLink(descriptor) : null;
                }
            }
        } catch (IOException e) {
            // unknown
        }
        return null;
    }

    private boolean isOurs(Path descriptor) {
        try {
            return keyOf(descriptor).equals(key);
        } catch (IOException e) {
            // closed in the meantime
            return false;
        }
    }

    private static boolean hasName(Path descriptor) throws IOException {
        return (Integer) Files.getAttribute(descriptor, "unix:nlink") > 0;
    }

    private static Object keyOf(Path path, LinkOption... options) throws IOException {
        Object key =
                Files.readAttributes(path, BasicFileAttributes.class, options).fileKey();
        return key == null ? "" : key;
    }
}
