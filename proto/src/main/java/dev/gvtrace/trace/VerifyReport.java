// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TraceVerifier} found in one file.
 *
 * @param file the file's path
 * @param layout {@code gvt} or {@code tracereplay}
 * @param ending how the file ends
 * @param findings everything wrong, in the order of the file, at most a thousand
 * @param bytes size of the file; every byte was read
 * @param blocks number of blocks read
 * @param records number of records
 * @param messages number of messages
 * @param recording id of the recording; null when the header cannot be read, or for tracereplay
 * @param segment number of the file in its recording
 * @param previousSeal the seal of the file before, in lower-case hexadecimal, as the header has it; empty without a header
 * @param seal the seal; null when the file is not sealed
 * @param signature what the signature is worth
 * @param signer the public key that the file says it is signed with, hexadecimal; null when it is not signed
 */
public record VerifyReport(
        String file,
        String layout,
        Ending ending,
        List<Damage> findings,
        long bytes,
        long blocks,
        long records,
        long messages,
        @Nullable UUID recording,
        int segment,
        String previousSeal,
        @Nullable Seal seal,
        SignatureState signature,
        @Nullable String signer) {
    /** What the signature of a file is worth. */
    public enum SignatureState {
        /** The file is not signed. */
        NONE,
        /** Signed with the key that stands in the file; whether that key can be trusted was not asked. */
        VALID_FOR_OWN_KEY,
        /** Signed with the key that was given. */
        VALID,
        /** The signature does not fit the seal, or the key is not the one that was given. */
        INVALID
    }

    /** Copies the list. */
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /** Whether nothing is wrong and the file is whole: sealed, or in a layout that has no seal. */
    public boolean isVerified() {
        return findings.isEmpty()
                && signature != SignatureState.INVALID
                && (ending == Ending.SEALED || ending == Ending.NO_SEAL);
    }

    /**
     * What is wrong between the files of one recording: numbers that are missing, and a file that does not go on from the
     * seal of the one before.
     */
    public static List<Damage> checkChain(List<VerifyReport> files) {
        List<VerifyReport> sorted = new ArrayList<>(files);
        sorted.removeIf(report -> report.recording == null);
        sorted.sort(Comparator.comparing(VerifyReport::recording, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(VerifyReport::segment));
        List<Damage> breaks = new ArrayList<>();
        for (int i = 1; i < sorted.size(); i++) {
            VerifyReport before = sorted.get(i - 1);
            VerifyReport file = sorted.get(i);
            if (file.recording == null || !file.recording.equals(before.recording) || file.segment == before.segment) {
                continue;
            }
            if (file.segment != before.segment + 1) {
                breaks.add(new Damage(
                        file.file, 0, 0, "file " + (before.segment + 1) + " of the recording is not here", true));
            } else if (before.seal != null && !before.seal.hex().equals(file.previousSeal)) {
                breaks.add(new Damage(file.file, 0, 0, "does not go on from the seal of " + before.file, false));
            }
        }
        return breaks;
    }

    @Override
    public String toString() {
        return file + " " + (isVerified() ? "verified" : ending + " " + Arrays.toString(findings.toArray()));
    }
}
