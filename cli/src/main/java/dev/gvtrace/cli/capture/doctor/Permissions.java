// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.system.WorldWritable;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Checks that only their owner can change files, and directories above them. */
final class Permissions {
    private Permissions() {}

    /** Checks a file's own mode. */
    static void check(Findings findings, String check, Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            findings.bad(check, "others can write to " + FileNames.text(path), "chmod go-w " + FileNames.text(path));
        }
    }

    /** Owner and mode of a file. */
    static String describe(Path path) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
        return "owner " + attributes.owner().getName() + ", mode "
                + PosixFilePermissions.toString(attributes.permissions());
    }

    /** True if a file is readable for others than its owner. */
    static boolean isOpenToRead(Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        return permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.GROUP_READ);
    }

    /** Checks a directory and all above it. */
    static void checkPlace(Findings findings, String check, Path directory) {
        WorldWritable.warn(
                "is in",
                directory,
                false,
                found -> findings.bad(check, found, "use a directory below which only root can create files"));
    }
}
