// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.verify.FileStamp;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The time stamp that covers a file, or the first lines of a ledger. Immutable.
 *
 * @param stamp the stamp; its problem also says when it is over something else
 * @param counts whether it is right, of a trusted authority, and early enough
 * @param ledger the ledger that the stamp is over, if that has the file's seal; null when it is over the file itself
 * @param line for a file, the line of the ledger that has its seal; for a ledger, the number of lines under the stamp;
 *     otherwise 0
 * @param after time between the end of the file, as its recorder wrote it, and the stamp; null when not known
 */
public record VerifiedStamp(
        TimeStamp stamp,
        boolean counts,
        @Nullable Text ledger,
        long line,
        @Nullable Duration after) {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    static VerifiedStamp of(FileStamp found) {
        return new VerifiedStamp(
                of(found.stamp()),
                found.counts(),
                found.ledger() == null ? null : Text.ofUtf8(found.ledger()),
                found.line(),
                found.afterNs() == null ? null : Duration.ofNanos(found.afterNs()));
    }

    private static TimeStamp of(dev.gvtrace.trace.verify.TimeStamp stamp) {
        dev.gvtrace.trace.verify.TimeStamp.Authority by = stamp.authority();
        return new TimeStamp(
                Text.ofUtf8(stamp.file()),
                stamp.problem(),
                stamp.algorithm(),
                stamp.digest(),
                stamp.timeNs() == 0 ? null : instant(stamp.timeNs()),
                by == null ? null : new TimeStamp.Authority(by.name(), by.serial(), by.policy(), by.root()));
    }

    private static Instant instant(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, NS_PER_SECOND), Math.floorMod(ns, NS_PER_SECOND));
    }

    /** The stamp of a caller's reader; a time beyond the range of nanoseconds is a problem. */
    static dev.gvtrace.trace.verify.TimeStamp inside(TimeStamp read) {
        String file = dev.gvtrace.text.EscapedText.of(read.file());
        long ns = 0;
        String problem = read.problem();
        try {
            ns = read.time() == null ? 0 : ns(read.time());
        } catch (ArithmeticException e) {
            problem = problem == null ? "its time is out of range" : problem;
        }
        TimeStamp.Authority by = read.authority();
        return new dev.gvtrace.trace.verify.TimeStamp(
                file,
                problem,
                read.algorithm(),
                read.digest(),
                ns,
                by == null
                        ? null
                        : new dev.gvtrace.trace.verify.TimeStamp.Authority(
                                by.name(), by.serial(), by.policy(), by.root()));
    }

    static long ns(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), time.getNano());
    }
}
