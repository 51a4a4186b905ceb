// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The user's key, in a file of its own with mode 0600. */
final class CacheKey {
    private static final int BYTES = 32;

    private final Path file;

    CacheKey(Path file) {
        this.file = file;
    }

    /** The key; null if there is none, or one that others could have read or written. */
    byte @Nullable [] existing() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
                        .endsWith("------")) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] key = in.readNBytes(BYTES + 1);
            return key.length == BYTES ? key : null;
        }
    }

    byte[] existingOrNew() throws IOException {
        byte[] known = existing();
        if (known != null) {
            return known;
        }
        byte[] made = new byte[BYTES];
        new SecureRandom().nextBytes(made);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (var out = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(made);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            return made;
        } catch (FileAlreadyExistsException e) {
            byte[] others = existing();
            if (others == null) {
                throw e;
            }
            return others;
        }
    }
}
