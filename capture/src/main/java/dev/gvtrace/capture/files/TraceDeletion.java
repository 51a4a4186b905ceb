// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes trace files, each right after its line in the ledger is on disk, or kept if the disk is full. For one thread.
 */
public final class TraceDeletion {
    private final Space space;
    /** Files with a line that could not be deleted then. */
    private final Set<Path> listed = new HashSet<>();

    /** Measures the disk. */
    interface Space {
        /** True if too little is free. */
        boolean isLow() throws IOException;
    }

    /** Writes the ledger's line for a deletion. */
    public interface Line {
        /**
         * Returns when it is on disk.
         *
         * @param mayBeLater true on a full disk: a line that cannot be written is kept, and written once the deletion
         *     has freed space
         * @throws NoSuchFileException when there is nothing to delete
         * @throws IOException when there is no line, or it is neither written nor kept
         */
        void write(Path file, boolean mayBeLater) throws IOException;
    }

    TraceDeletion(Space space) {
        this.space = space;
    }

    /**
     * Deletes a file. Returns null, or why the file is still there.
     *
     * @throws IOException when the disk cannot be measured
     */
    public @Nullable String delete(Path file, Line line) throws IOException {
        // Checked before the ledger gets a line: a file that is marked immutable stays.
        if (!Files.isWritable(file) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return "it is write-protected";
        }
        try {
            if (!listed.contains(file)) {
                line.write(file, space.isLow());
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return "the ledger cannot be written: " + FileErrors.reason(e);
        }
        try {
            Files.deleteIfExists(file);
            listed.remove(file);
            return null;
        } catch (IOException e) {
            listed.add(file);
            return FileErrors.reason(e);
        }
    }
}
