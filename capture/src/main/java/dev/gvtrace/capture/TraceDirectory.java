// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The directory with the traces: is there room, and which old traces must go. Deletes only files that bear a name of ours
 * and are not being written, the oldest first, and only if {@link Retention} says so; each deletion is recorded in the
 * {@link Ledger} before it is done. {@link #look} is for one thread, {@link #isFull} for any.
 */
final class TraceDirectory {
    private static final Duration BETWEEN_CLEANINGS = Duration.ofSeconds(10);

    private final Path directory;
    private final Retention retention;
    private final Supplier<Set<Path>> inUse;
    private final Consumer<String> log;
    private final Ledger ledger;
    private volatile boolean full;
    private Instant cleaned = Instant.EPOCH;

    /** A trace that could be deleted. */
    private record Candidate(Path file, long bytes, Instant modified) {}

    TraceDirectory(
            Path directory, Retention retention, Supplier<Set<Path>> inUse, Ledger ledger, Consumer<String> log) {
        this.directory = directory;
        this.retention = retention;
        this.inUse = inUse;
        this.log = log;
        this.ledger = ledger;
    }

    /** True while less than the minimum is free. */
    boolean isFull() {
        return full;
    }

    /** To be called every second or more often. */
    void look() {
        try {
            boolean low = isLow();
            Instant now = Instant.now();
            boolean due = Duration.between(cleaned, now).abs().compareTo(BETWEEN_CLEANINGS) >= 0;
            if (retention.deletes() && (due || (low && !full))) {
                cleaned = now;
                clean(now);
                low = isLow();
            }
            if (low != full) {
                log.accept(
                        low
                                ? directory + ": less than " + retention.minFreeBytes()
                                        + " bytes are free; recording pauses, messages are counted as lost"
                                : directory + ": there is room again");
                full = low;
            }
        } catch (IOException e) {
            log.accept("traces can't be looked after: " + FileErrors.text(directory, e));
        }
    }

    private boolean isLow() throws IOException {
        return DiskSpace.usable(directory) < retention.minFreeBytes();
    }

    private void clean(Instant now) throws IOException {
        List<Candidate> candidates = candidates();
        long total = candidates.stream().mapToLong(Candidate::bytes).sum();
        Set<Path> used = inUse.get();
        Duration keepFor = retention.keepFor();
        for (Candidate candidate : candidates) {
            if (used.contains(candidate.file())) {
                continue;
            }
            String reason;
            if (keepFor != null && candidate.modified().plus(keepFor).isBefore(now)) {
                reason = "older than " + keepFor;
            } else if (retention.keepBytes() > 0 && total > retention.keepBytes()) {
                reason = "traces take " + total + " bytes, " + retention.keepBytes() + " are allowed";
            } else if (isLow()) {
                reason = "less than " + retention.minFreeBytes() + " bytes are free";
            } else {
                continue;
            }
            ledger.deleted(candidate.file(), reason);
            Files.delete(candidate.file());
            log.accept("deleted " + candidate.file() + ": " + reason);
            total -= candidate.bytes();
        }
    }

    /** Our files, the oldest first. */
    private List<Candidate> candidates() throws IOException {
        List<Candidate> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (TraceNames.isOurs(file.getFileName().toString())
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Instant modified = Files.getLastModifiedTime(file).toInstant();
                    found.add(new Candidate(file, Files.size(file), modified));
                }
            }
        }
        found.sort(Comparator.comparing(c -> c.file().getFileName().toString()));
        return found;
    }
}
