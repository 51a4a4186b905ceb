// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Free space of a directory's file system. {@link Files#getFileStore} is not used because it searches /proc for the
 * mount and fails where that is not listed: in a chroot, or below some bind mounts of containers. So it is asked only
 * about directories whose name is not ASCII.
 */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * The number of bytes that may still be written.
     *
     * @throws IOException when there is no such directory
     */
    public static long usable(Path directory) throws IOException {
        String name = FileNames.text(directory);
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(name);
        }
        // a File has its name as the locale decodes it, and may be another file or none
        boolean plain = name.chars().allMatch(c -> c < 0x80);
        return plain
                ? directory.toFile().getUsableSpace()
                : Files.getFileStore(directory).getUsableSpace();
    }
}
