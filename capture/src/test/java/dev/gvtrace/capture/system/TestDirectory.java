// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories that others may or may not write to. */
public final class TestDirectory {
    /** Only its owner may write. */
    public static final int SAFE = 0755;

    /** Everybody may write. */
    public static final int OPEN = 0777;

    /** Everybody may write, and remove files of their own only. */
    public static final int STICKY = 01777;

    private TestDirectory() {}

    /** Creates a directory with this mode, regardless of the umask. */
    public static Path make(Path path, int mode) throws IOException {
        Path made = Files.createDirectory(path);
        Files.setAttribute(made, "unix:mode", mode);
        return made;
    }
}
