// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import dev.gvtrace.capture.system.DiskSpace;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Watches free space and deletes old traces. Deletes only traces with a recorder's file name that are not being
 * written, in the order of {@link Expiry}, and only as {@link Retention} requires; each deletion is in the ledger
 * before it is done. A deletion that fails is logged once and retried. {@link #check} is for one thread, {@link
 * #isFull} for any.
 *
 * <p>More than six parameters: what the server owns and retention needs; it is passed once.
 */
public final class TraceDirectory {
    private static final long BETWEEN_CLEANINGS_NS = TimeUnit.SECONDS.toNanos(10);

    private final Path directory;
    private final Retention retention;
    private final Supplier<Set<Path>> inUse;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final KeptTraces traces;
    private final TraceDeletion deletion = new TraceDeletion(this::isLow);
    private Map<Path, String> undeletable = new HashMap<>();
    private volatile boolean full;
    private volatile long free = -1;
    private boolean cleanedBefore;
    private long cleanedNs;

    /**
     * Creates a check for a directory.
     *
     * @param alone true while no other recorder can write there
     */
    public TraceDirectory(
            Path directory,
            Retention retention,
            Supplier<Set<Path>> inUse,
            BooleanSupplier alone,
            Ledger ledger,
            InstantSource clock,
            Consumer<String> log) {
        this.directory = directory;
        this.retention = retention;
        this.inUse = inUse;
        this.ledger = ledger;
        this.clock = clock;
        this.log = log;
        this.traces = new KeptTraces(directory, alone, log);
    }

    /** True while free space is below the minimum. */
    public boolean isFull() {
        return full;
    }

    /** Free bytes on the disk, as last measured; negative before that. Any thread. */
    public long freeBytes() {
        return free;
    }

    /** To be called every second or more often. */
    public void check() throws IOException {
        boolean low = isLow();
        long now = SaturatedTime.nanos(clock.instant());
        boolean due = !cleanedBefore || Math.abs(SaturatedTime.minus(now, cleanedNs)) >= BETWEEN_CLEANINGS_NS;
        if (retention.deletes() && (due || (low && !full))) {
            cleanedBefore = true;
            cleanedNs = now;
            clean(now);
            low = isLow();
        }
        setFull(low);
    }

    /** Checks free space only, which is fast. */
    public void checkFreeSpace() {
        try {
            setFull(isLow());
        } catch (IOException e) {
            log.accept("cannot check the directory of traces: " + FileErrors.text(directory, e));
        }
    }

    private void setFull(boolean low) {
        if (low != full) {
            log.accept(
                    low
                            ? FileNames.text(directory) + ": less than " + retention.minFreeBytes()
                                    + " bytes are free; recording pauses, messages are counted as lost"
                            : FileNames.text(directory) + ": enough space is free again");
            full = low;
        }
    }

    private boolean isLow() throws IOException {
        long usable = DiskSpace.usable(directory);
        free = usable;
        return usable < retention.minFreeBytes();
    }

    private void clean(long nowNs) throws IOException {
        Expiry expiry = new Expiry(retention, traces.list(inUse.get(), nowNs), nowNs);
        Map<Path, String> failures = new HashMap<>();
        Expiry.Victim victim = expiry.next(isLow());
        while (victim != null) {
            Path file = victim.trace().file();
            String reason = victim.reason();
            String failure = deletion.delete(file, (gone, mayBeLater) -> ledger.deleted(gone, reason, mayBeLater));
            if (failure == null) {
                log.accept("deleted " + FileNames.text(file) + ": " + reason);
            } else {
                expiry.couldNotDelete(victim.trace());
                failures.put(file, failure);
                if (!failure.equals(undeletable.get(file))) {
                    log.accept(FileNames.text(file) + ": cannot be deleted, retrying: " + failure);
                }
            }
            victim = expiry.next(isLow());
        }
        undeletable = failures;
    }

    /** Deletes files here. For the thread that calls {@link #check}. */
    public TraceDeletion deletion() {
        return deletion;
    }
}
