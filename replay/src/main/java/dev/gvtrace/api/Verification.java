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
 * @param authentic whether all of it is signed with a given key, or, if none was given, under a time stamp that counts
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
     * What a ledger counts, and what it is signed and stamped with.
     *
     * @param lines lines that it has
     * @param recordings recordings begun
     * @param deletedFiles files that the recorder deleted
     * @param crashes how often a recorder ended without a line about it
     * @param letGoFiles files that a flight recorder let go
     * @param signers which key signed which lines, in their order
     * @param stamps the time stamps beside it, each with the number of first lines that it covers; empty when none were
     *     looked for
     */
    public record LedgerTotals(
            long lines,
            long recordings,
            long deletedFiles,
            long crashes,
            long letGoFiles,
            List<SignedLines> signers,
            List<VerifiedStamp> stamps) {
        /** Copies the lists. */
        public LedgerTotals {
            signers = List.copyOf(signers);
            stamps = List.copyOf(stamps);
        }

        /** Those of a recorder that lets nothing go, without signers and stamps. */
        public LedgerTotals(long lines, long recordings, long deletedFiles, long crashes) {
            this(lines, recordings, deletedFiles, crashes, 0, List.of(), List.of());
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

    /**
     * Lines of a ledger in a row with the same signer.
     *
     * @param first number of the first line, from 1
     * @param last number of the last line
     * @param key the public key, hexadecimal; null when they are not signed
     * @param keyFile file that the trusted key was read from; empty when there is none
     * @param start how the lines got this signer
     */
    public record SignedLines(
            long first, long last, @Nullable String key, Text keyFile, SignerStart start) {}

    /** How lines of a ledger got their signer. */
    public enum SignerStart {
        /** They are the first. */
        FIRST,
        /** The key before handed over, in a line that it signed. */
        HANDED_OVER,
        /** The key before did not hand over. */
        NOT_HANDED_OVER
    }

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
