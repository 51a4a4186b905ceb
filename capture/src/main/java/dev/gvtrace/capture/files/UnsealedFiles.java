// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Unsealed files that were in the directory at the start, left by a crash. They are reported, each
 * once in the ledger and at each start in the log, and not changed.
 */
public final class UnsealedFiles implements Runnable {
    private final List<Path> files;
    private final Ledger ledger;
    private final Consumer<String> log;
    private volatile boolean stopped;
    private int found;

    private UnsealedFiles(List<Path> files, Ledger ledger, Consumer<String> log) {
        this.files = files;
        this.ledger = ledger;
        this.log = log;
    }

    /** To be called before anything is recorded, so that no file being written is listed. */
    public static UnsealedFiles list(Path directory, Ledger ledger, Consumer<String> log) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(directory)) {
            for (Path file : inside) {
                if (TraceNames.isOurs(FileNames.name(file)) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(file);
                }
            }
        } catch (IOException e) {
            log.accept("cannot look for files that a crash may have left: " + FileErrors.text(directory, e));
        }
        files.sort(null);
        return new UnsealedFiles(files, ledger, log);
    }

    /** Checks the files: each is opened, and those without a seal are read through. */
    @Override
    public void run() {
        for (Path file : files) {
            if (stopped) {
                return;
            }
            try {
                check(file);
            } catch (NoSuchFileException e) {
                // deleted meanwhile because of the limits
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                log.accept("found at the start, and cannot be read: " + FileNames.text(file) + ": " + e.getMessage());
            }
        }
        if (found > 0) {
            log.accept(found + (found == 1 ? " file was" : " files were")
                    + " left without a seal; gvtrace repair --all saves what can be read");
        }
    }

    /** Ends {@link #run} after the file under way. */
    public void stop() {
        stopped = true;
    }

    private void check(Path file) throws IOException {
        try (TraceSource source = TraceSources.openFile(file)) {
            TraceSummary summary = source.summary();
            if (summary.seal() == null) {
                report(file, summary.recording(), summary.segment(), summary.messages() + " messages can be read");
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (TraceException e) {
            report(file, null, 0, e.reason());
        }
    }

    private void report(Path file, @Nullable UUID recording, int segment, String what) throws IOException {
        found++;
        log.accept("found at the start: " + FileNames.text(file) + " was left without a seal: " + what);
        if (!ledger.knowsUnsealed(file)) {
            ledger.unsealed(recording, segment, file, Files.size(file), "found at the start: " + what);
        }
    }
}
