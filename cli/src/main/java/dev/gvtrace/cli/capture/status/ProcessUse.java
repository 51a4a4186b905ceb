// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What this process uses.
 *
 * @param cpuSeconds of all its threads
 * @param residentBytes -1 where that is not known
 * @param openFiles -1 where that is not known
 * @param heapBytes in use
 * @param heapMostBytes most that the JVM may use
 */
record ProcessUse(double cpuSeconds, long residentBytes, long openFiles, long heapBytes, long heapMostBytes) {
    private static final double NS_PER_SECOND = 1e9;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String RESIDENT = "VmRSS:";

    static ProcessUse now() {
        Runtime runtime = Runtime.getRuntime();
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new ProcessUse(
                cpu.toNanos() / NS_PER_SECOND,
                resident(),
                descriptors(),
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory());
    }

    private static long resident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
            return -1;
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    private static long descriptors() {
        long count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path ignored : open) {
                count++;
            }
            // without the one for the directory itself
            return count - 1;
        } catch (IOException e) {
            return -1;
        }
    }
}
