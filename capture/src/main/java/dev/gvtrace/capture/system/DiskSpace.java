// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Free space of a directory's file system. {@link Files#getFileStore} has it too, but searches /proc for the mount
 * first, and fails where that is not listed: in a chroot, or below some bind mounts of containers.
 */
public final class DiskSpace {
    private DiskSpace() {}

    /**
     * Bytes that may still be written.
     *
     * @throws IOException when there is no such directory
     */
    public static long usable(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        return directory.toFile().getUsableSpace();
    }
}
