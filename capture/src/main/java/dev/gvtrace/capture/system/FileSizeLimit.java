// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The system's limit on the size of this process's files: {@code ulimit -f}, {@code RLIMIT_FSIZE}, {@code LimitFSIZE}.
 */
public final class FileSizeLimit {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max file size";

    /** The maximum number of bytes written after a file has reached its size, footer included. */
    private static final long LAST_BYTES = 8 << 20;

    private FileSizeLimit() {}

    /** Size at which a trace file has to be followed by a next one to stay below the limit. */
    public static long rotateAt(long limit) {
        return Math.max(limit / 2, limit - LAST_BYTES);
    }

    /** Bytes; MAX_VALUE for no limit or an unknown one. */
    public static long bytes() {
        try (Stream<String> lines = Files.lines(LIMITS)) {
            return of(lines);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The soft limit, the first of the two numbers after the name. */
    public static long of(Stream<String> limits) {
        return limits.filter(line -> line.startsWith(LINE))
                .map(line -> line.substring(LINE.length()).strip().split("\\s+", 2)[0])
                .filter(word -> word.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
