// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds directories in which every user may create, replace or remove files, including those of a recorder. */
public final class WorldWritable {
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 07777;

    private WorldWritable() {}

    /**
     * Logs if the place, or a directory above it, is writable for every user.
     *
     * @param what what is kept there, for the message
     * @param ownName whether names there are random, so that a sticky bit is enough
     */
    public static void warn(String what, Path place, boolean ownName, Consumer<String> log) {
        try {
            find(place.toRealPath(), ownName).ifPresent(open -> log.accept(what + " " + open));
        } catch (IOException e) {
            // reported when the place is used
        }
    }

    private static Optional<String> find(Path place, boolean ownName) throws IOException {
        for (Path directory = place; directory != null; directory = directory.getParent()) {
            int mode = mode(directory);
            boolean sticky = (mode & STICKY) != 0;
            if ((mode & OTHERS_WRITE) != 0 && !(sticky && (ownName || directory != place))) {
                String where =
                        FileNames.text(place) + (directory.equals(place) ? "" : ", below " + FileNames.text(directory));
                return Optional.of(where + " (mode " + Integer.toOctalString(mode) + "): anyone can "
                        + (sticky ? "create files there" : "create, replace and remove files there"));
            }
        }
        return Optional.empty();
    }

    private static int mode(Path directory) throws IOException {
        Object mode = Files.getAttribute(directory, "unix:mode");
        return mode instanceof Integer bits ? bits & PERMISSIONS : 0;
    }
}
