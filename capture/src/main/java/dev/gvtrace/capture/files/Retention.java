// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the next trace file is begun, and how long traces are kept. Immutable.
 *
 * @param rotateBytes size of a file at which the next one is begun; 0 for no limit
 * @param rotateAfter age of a file at which the next one is begun; null for no limit
 * @param keepBytes about the most that all traces in the directory may take; 0 for no limit
 * @param keepFor traces older than this are deleted; null for no limit
 * @param minFreeBytes minimum of free space in the file system: old traces are deleted to keep it free, and if that is
 *     not enough, recording pauses
 * @param keepBytesPerSandbox about the most that the traces of one sandbox may take; 0 for no limit. Then a sandbox's
 *     share is a quarter of the total, or with fewer than six sandboxes one and a half times an equal part: when all
 *     together take too much, sandboxes above their share lose their oldest traces first
 */
public record Retention(
        long rotateBytes,
        @Nullable Duration rotateAfter,
        long keepBytes,
        @Nullable Duration keepFor,
        long minFreeBytes,
        long keepBytesPerSandbox) {
    private static final long MIB = 1L << 20;

    /** With no limit for the traces of a sandbox. */
    public Retention(
            long rotateBytes,
            @Nullable Duration rotateAfter,
            long keepBytes,
            @Nullable Duration keepFor,
            long minFreeBytes) {
        this(rotateBytes, rotateAfter, keepBytes, keepFor, minFreeBytes, 0);
    }

    /** The same with this limit for the traces of each sandbox. */
    public Retention withKeepBytesPerSandbox(long bytes) {
        return new Retention(rotateBytes, rotateAfter, keepBytes, keepFor, minFreeBytes, bytes);
    }

    /** Files of at most 1 GiB and one day, 256 MiB stay free, nothing is ever deleted. */
    public static Retention defaults() {
        return new Retention(1024 * MIB, Duration.ofDays(1), 0, null, 256 * MIB);
    }

    /** The same with another size of files. */
    public Retention withRotateBytes(long most) {
        return new Retention(most, rotateAfter, keepBytes, keepFor, minFreeBytes, keepBytesPerSandbox);
    }

    /** The same with files that cover at most this time. */
    public Retention withRotateAfterAtMost(Duration time) {
        Duration shorter = rotateAfter == null || rotateAfter.compareTo(time) > 0 ? time : rotateAfter;
        return new Retention(rotateBytes, shorter, keepBytes, keepFor, minFreeBytes, keepBytesPerSandbox);
    }

    /** True if traces may be deleted to meet a limit. */
    boolean deletes() {
        return keepBytes > 0 || keepFor != null || keepBytesPerSandbox > 0;
    }
}
