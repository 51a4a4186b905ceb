// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The result of verifying one recording with all its files, the ledger of a directory, or anchors. Immutable.
 *
 * <p>More than six components: one for each question of a caller.
 *
 * @param subject what was verified
 * @param recording id of the recording; null for a ledger, for the tracereplay layout, and when no header can be read
 * @param files the files in order; empty when the recording is only in the ledger
 * @param intact whether all bytes agree with checksums, chain, seals and ledger
 * @param authentic whether all of it is signed with the given key
 * @param complete whether it has an opening and a seal, no missing file and no gap; for a ledger, whether no line is
 *     missing
 * @param findings why a verdict is not yes, and remarks
 * @param details what each of the files holds; of a ledger empty
 * @param ledger what a ledger counts; null for others
 * @param letGo files that a flight recorder let go, in order: then {@code complete} is about what it kept
 * @param anchors what anchors are; null for others
 * @param anchored how much of a recording agrees with an anchor; null if nothing does, or without anchors
 */
public record Verification(
        Subject subject,
        @Nullable UUID recording,
        List<Text> files,
        Verdict intact,
        Verdict authentic,
        Verdict complete,
        List<Finding> findings,
        List<VerifiedFile> details,
        @Nullable LedgerTotals ledger,
        List<LetGo> letGo,
        @Nullable AnchorTotals anchors,
        @Nullable AnchorCoverage anchored) {
    /** What was verified. */
    public enum Subject {
        RECORDING,
        LEDGER,
        /** The anchors of one directory on one host. */
        ANCHORS,
        /** A file that cannot be read at all; all its verdicts are unknown. */
        UNREADABLE
    }

    /** The verdict that a finding counts against. */
    public enum About {
        INTACT,
        AUTHENTIC,
        COMPLETE,
        /** A remark, which counts against no verdict. */
        REMARK
    }

    /**
     * A reason or a remark.
     *
     * @param about the verdict that it counts against
     * @param message the reason; file names in it are not escaped
     */
    public record Finding(About about, String message) {}

    /**
     * What a ledger counts.
     *
     * @param lines lines that it has
     * @param recordings recordings begun
     * @param deletedFiles files that the recorder deleted
     * @param crashes how often a recorder ended without a line about it
     * @param letGoFiles files that a flight recorder let go
     */
    public record LedgerTotals(long lines, long recordings, long deletedFiles, long crashes, long letGoFiles) {
        /** Those of a recorder that lets nothing go. */
        public LedgerTotals(long lines, long recordings, long deletedFiles, long crashes) {
            this(lines, recordings, deletedFiles, crashes, 0);
        }
    }

    /**
     * Consecutive files of a recording that a flight recorder let go, according to the ledger.
     *
     * <p>More than six components: one for each entry that is known of them.
     *
     * @param first number of the first file
     * @param last number of the last file
     * @param messages in all of them
     * @param lost what their gaps count as lost
     * @param bytes their size
     * @param from when the first message was received; null when unknown
     * @param to when the last message was received; null when unknown
     * @param seal of the last file, hexadecimal, from which the next one continues; null if it was not sealed
     */
    public record LetGo(
            int first,
            int last,
            long messages,
            long lost,
            long bytes,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String seal) {}

    /** Copies the lists. */
    public Verification {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
        details = List.copyOf(details);
        letGo = List.copyOf(letGo);
    }

    /** One of which nothing was let go. */
    public Verification(
            Subject subject,
            @Nullable UUID recording,
            List<Text> files,
            Verdict intact,
            Verdict authentic,
            Verdict complete,
            List<Finding> findings,
            List<VerifiedFile> details,
            @Nullable LedgerTotals ledger) {
        this(subject, recording, files, intact, authentic, complete, findings, details, ledger, List.of());
    }

    /** One of a recording or a ledger, without anchors. */
    public Verification(
            Subject subject,
            @Nullable UUID recording,
            List<Text> files,
            Verdict intact,
            Verdict authentic,
            Verdict complete,
            List<Finding> findings,
            List<VerifiedFile> details,
            @Nullable LedgerTotals ledger,
            List<LetGo> letGo) {
        this(subject, recording, files, intact, authentic, complete, findings, details, ledger, letGo, null, null);
    }

    /** One without details. */
    public Verification(
            Subject subject,
            @Nullable UUID recording,
            List<Text> files,
            Verdict intact,
            Verdict authentic,
            Verdict complete,
            List<Finding> findings) {
        this(subject, recording, files, intact, authentic, complete, findings, List.of(), null);
    }
}
