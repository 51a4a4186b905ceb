// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.DirectoryLock;
import dev.gvtrace.capture.files.Ledger;
import dev.gvtrace.capture.files.TraceDirectory;
import dev.gvtrace.capture.flight.FlightRecorder;
import dev.gvtrace.capture.system.PrivateDirectory;
import dev.gvtrace.capture.system.RepeatedFailure;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks about every second whether the directory of traces is there, whether it keeps within its limits, and whether
 * the ledger can be written. One thread, apart from {@link #problems}.
 */
final class DirectoryWatch {
    private final Path path;
    private final DirectoryLock lock;
    private final TraceDirectory directory;
    private final Ledger ledger;
    private final @Nullable FlightRecorder flight;
    private final Consumer<String> log;
    private final RepeatedFailure failures;
    private volatile boolean ledgerIsBehind;

    DirectoryWatch(
            Path path,
            DirectoryLock lock,
            TraceDirectory directory,
            Ledger ledger,
            @Nullable FlightRecorder flight,
            Consumer<String> log) {
        this.path = path;
        this.lock = lock;
        this.directory = directory;
        this.ledger = ledger;
        this.flight = flight;
        this.log = log;
        this.failures = new RepeatedFailure(log);
    }

    /** May block on the disk. Errors are logged. */
    void run() {
        try {
            checkDirectory();
            if (flight != null) {
                flight.check();
            }
        } finally {
            ledger.sync();
            ledgerIsBehind = !ledger.isComplete();
        }
    }

    private void checkDirectory() {
        String failure = null;
        try {
            if (PrivateDirectory.createIfMissing(path)) {
                log.accept(FileNames.text(path) + ": the directory was removed; created again");
            }
            lock.follow();
            directory.check();
        } catch (IOException e) {
            failure = "cannot check the directory of traces: " + FileErrors.text(path, e);
        } catch (RuntimeException e) {
            failure = FileNames.text(path) + ": cannot check the directory of traces: " + e;
        }
        failures.attempted(failure);
    }

    /** What is wrong now, for people. Any thread. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (directory.isFull()) {
            problems.add(FileNames.text(path) + ": too little free space");
        }
        String failure = failures.current();
        if (failure != null) {
            problems.add(failure);
        }
        if (ledgerIsBehind) {
            problems.add(FileNames.text(path) + ": the ledger cannot be written");
        }
        return problems;
    }
}
