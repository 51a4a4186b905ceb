// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system in memory, which is really full when it is full. */
record SmallDisk(Path directory) implements AutoCloseable {
    private static final String FILLING = "filling";

    /**
     * Mounts one.
     *
     * @throws IOException when that is not allowed here
     */
    static SmallDisk mount(Path directory, int mebibytes) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        if (!run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString())) {
            throw new IOException("a small file system cannot be mounted at " + directory);
        }
        return new SmallDisk(directory);
    }

    /** Takes everything that is left. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve(FILLING))) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            // full
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(directory.resolve(FILLING));
    }

    @Override
    public void close() throws IOException {
        try {
            run("umount", "-l", directory.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean run(String... words) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
