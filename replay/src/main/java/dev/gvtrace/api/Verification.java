// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.text.Text;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found about one recording, all its files together, or about the ledger of a directory. Immutable.
 *
 * <p>More than six components: one for each question that callers ask, without a detour through a group.
 *
 * @param subject what was verified
 * @param recording id of the recording; null for a ledger, for the tracereplay layout, and when no header can be read
 * @param files the files in their order; empty when only the ledger names the recording
 * @param intact whether every bit agrees with checksums, chain, seals and ledger
 * @param authentic whether all of it is signed with the key that was given
 * @param complete whether it was opened and sealed, with no file missing and no gap; of a ledger whether no line is
 *     missing
 * @param findings why a verdict isn't yes, and what else is worth knowing
 * @param details what each of the files holds; of a ledger empty
 * @param ledger what a ledger counts; null for others
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
        @Nullable LedgerTotals ledger) {
    /** What was verified. */
    public enum Subject {
        RECORDING,
        LEDGER,
        /** A file that cannot be read at all; all its verdicts are unknown. */
        UNREADABLE
    }

    /** What a finding takes from. */
    public enum About {
        INTACT,
        AUTHENTIC,
        COMPLETE,
        /** A remark takes from no verdict. */
        REMARK
    }

    /**
     * A reason.
     *
     * @param about the verdict that it takes from
     * @param message the reason; names of files in it are not escaped
     */
    public record Finding(About about, String message) {}

    /**
     * What a ledger counts.
     *
     * @param lines lines that it has
     * @param recordings recordings begun
     * @param deletedFiles files that the recorder deleted
     * @param crashes how often a recorder ended without a line about it
     */
    public record LedgerTotals(long lines, long recordings, long deletedFiles, long crashes) {}

    /** Copies the lists. */
    public Verification {
        files = List.copyOf(files);
        findings = List.copyOf(findings);
        details = List.copyOf(details);
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
