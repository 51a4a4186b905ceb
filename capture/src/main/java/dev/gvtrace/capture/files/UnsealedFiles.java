// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.capture.system.StandingThread;
import dev.gvtrace.capture.system.StandingThreads;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceException;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import dev.gvtrace.trace.copy.RepairedCopy;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Unsealed files that were in the directory at the start, left by a crash. They are reported, each once in the ledger
 * and at each start in the log, and not changed. Their repaired copies are added to the ledger, also those that are
 * made while the recorder runs. On a thread of its own, because large files are read through.
 */
public final class UnsealedFiles {
    private static final long CHECK_EVERY_NS = 2_000_000_000L;

    private final List<Path> files;
    private final Ledger ledger;
    private final Consumer<String> log;
    private final Queue<Path> left = new ConcurrentLinkedQueue<>();
    /** Files beside those left that are not copies of all they hold, with the time of their last change. */
    private final Map<Path, FileTime> rejected = new HashMap<>();

    private volatile @Nullable StandingThread thread;
    private volatile boolean stopped;
    private boolean checked;

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

    /**
     * Begins to check.
     *
     * @throws IOException when no thread can be created
     */
    public void start(StandingThreads threads) throws IOException {
        thread = threads.start("unsealed files", this::round);
    }

    private boolean round() {
        if (checked) {
            noteRepairs();
        } else {
            checked = true;
            checkAll();
        }
        if (!stopped) {
            LockSupport.parkNanos(this, CHECK_EVERY_NS);
        }
        return !stopped;
    }

    /** Each is opened, and those without a seal are read through. */
    private void checkAll() {
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
        int found = left.size();
        if (found > 0) {
            log.accept(found + (found == 1 ? " file was" : " files were")
                    + " left without a seal; gvtrace repair --all saves what can be read");
        }
    }

    /** Ends checking after the file under way. */
    public void stop() {
        stopped = true;
        StandingThread started = thread;
        if (started != null) {
            started.unpark();
        }
    }

    /** After {@link #stop}: false if the file under way took too long. */
    public boolean join(long milliseconds) throws InterruptedException {
        StandingThread started = thread;
        return started == null || started.join(milliseconds);
    }

    private void noteRepairs() {
        for (Path file : List.copyOf(left)) {
            if (stopped) {
                return;
            }
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                left.remove(file);
            } else {
                noteRepair(file);
            }
        }
    }

    /** False when there is no copy. */
    private boolean noteRepair(Path file) {
        Path beside = RepairedCopy.beside(file);
        FileTime changed = changed(beside);
        if (changed == null || changed.equals(rejected.get(beside))) {
            return false;
        }
        RepairedCopy copy = RepairedCopy.in(beside, file).orElse(null);
        if (copy == null) {
            rejected.put(beside, changed);
            return false;
        }
        left.remove(file);
        log.accept(FileNames.text(file) + ": repaired in " + FileNames.text(beside));
        if (!ledger.knowsRepaired(copy.seal())) {
            ledger.repaired(copy);
        }
        return true;
    }

    private static @Nullable FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }

    private void check(Path file) throws IOException {
        try (TraceSource source = TraceSources.openFile(file)) {
            TraceSummary summary = source.summary();
            if (summary.seal() == null) {
                report(file, source.opening().sandbox(), summary.recording(), summary.segment(), readable(summary));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (TraceException e) {
            report(file, null, null, 0, e.reason());
        }
    }

    private static String readable(TraceSummary summary) {
        return summary.messages() + " messages can be read"
                + (summary.messages() == 0
                        ? ""
                        : ", the last received at " + TraceNames.instant(summary.lastReceivedNs()));
    }

    private void report(Path file, @Nullable Text sandbox, @Nullable UUID recording, int segment, String what)
            throws IOException {
        String of = sandbox == null || sandbox.isEmpty() ? "" : ", of sandbox " + EscapedText.of(sandbox) + ",";
        log.accept("found at the start: " + FileNames.text(file) + of + " was left without a seal: " + what);
        if (!ledger.knowsUnsealed(file)) {
            ledger.unsealed(recording, segment, file, Files.size(file), "found at the start: " + what);
        }
        if (!noteRepair(file)) {
            left.add(file);
        }
    }
}
