// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system of a megabyte that is really full when it is full. */
record SmallDisk(Path directory) implements AutoCloseable {
    static SmallDisk mount(Path directory) throws Exception {
        Files.createDirectories(directory);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString()),
                "a small file system cannot be mounted here");
        return new SmallDisk(directory);
    }

    /** Takes this much of it. */
    Path ballast(int bytes) throws IOException {
        return Files.write(directory.resolve("ballast"), new byte[bytes], StandardOpenOption.CREATE);
    }

    /** Takes all that is left. */
    void fill() throws IOException {
        try (var out = Files.newOutputStream(directory.resolve("filling"))) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            // full
        }
    }

    @Override
    public void close() throws Exception {
        run("umount", "-l", directory.toString());
    }

    private static boolean run(String... words) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(words).redirectErrorStream(true).start();
        } catch (IOException e) {
            return false;
        }
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
