// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A file with metrics, for the collector of text files of Prometheus's node exporter. It is replaced as a whole and
 * readable for everybody, as the exporter has another account. Removed at the end.
 */
final class MetricsFile {
    private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(10);

    private final Path path;
    private final Supplier<RecorderStatus> status;
    private final RepeatedFailure failures;
    private long writtenNs = System.nanoTime() - EVERY_NS;
    private volatile boolean removed;

    MetricsFile(Path path, Supplier<RecorderStatus> status, Consumer<String> log) {
        this.path = path.toAbsolutePath();
        this.status = status;
        this.failures = new RepeatedFailure(log);
    }

    /** One thread at a time. */
    void writeIfDue() {
        if (removed || System.nanoTime() - writtenNs < EVERY_NS) {
            return;
        }
        writtenNs = System.nanoTime();
        String failure = null;
        Path next = FileNames.path(FileNames.text(path) + ".next");
        try {
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(next, PrometheusText.of(status.get()).getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
            if (removed) {
                remove();
            }
        } catch (IOException e) {
            failure = "metrics are not written: " + FileErrors.text(path, e) + "; retrying";
        }
        failures.attempted(failure);
    }

    /** So that nothing reads the last state of a recorder that has ended. */
    void remove() {
        removed = true;
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // nothing more can be done
        }
    }
}
