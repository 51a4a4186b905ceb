// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.trace.verify.TraceVerifier;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TraceVerifier} found in one file.
 *
 * <p>More than six components: one for each entry that {@code gvtrace verify} prints of a file.
 *
 * @param file the file's path
 * @param layout {@code gvt} or {@code tracereplay}
 * @param ending how the file ends
 * @param findings everything that is wrong, in the order of the file, at most a thousand
 * @param bytes size of the file; every byte was read
 * @param blocks number of blocks read
 * @param records number of records
 * @param messages number of messages
 * @param recording id of the recording; null when the header cannot be read, or for tracereplay
 * @param segment number of the file in its recording
 * @param previousSeal the seal of the file before according to the header, in lower-case hexadecimal; empty without a
 *     header
 * @param seal the seal; null when the file is not sealed
 * @param signature the result of checking the signature
 * @param signer the public key in the file, hexadecimal; null when it is not signed
 * @param contents the contents according to the file; null when the header cannot be read, or for tracereplay
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
        @Nullable String signer,
        @Nullable Contents contents) {
    /** The result of checking a file's signature. */
    public enum SignatureState {
        /** The file is not signed. */
        NONE,
        /** Signed with the key in the file; no trusted key was given to compare it with. */
        VALID_FOR_OWN_KEY,
        /** Signed with the given key. */
        VALID,
        /** The signature does not match the seal, or the key is not the given one. */
        INVALID
    }

    /**
     * The contents of a file, according to its header, footer and records.
     *
     * @param opened whether its first record is an opening
     * @param opening the opening record; an empty one when there is none
     * @param closing its last record; null when that is not a closing record
     * @param continues whether the recording continues in another file, according to closing record or footer
     * @param createdNs when it was created, nanoseconds since the epoch; 0 when unknown
     * @param sequenceBefore number of the last message before it
     * @param lastSequence number of the last message up to its end
     * @param gaps number of gap records
     * @param lost messages that they count as lost
     */
    public record Contents(
            boolean opened,
            Opening opening,
            @Nullable Closing closing,
            boolean continues,
            long createdNs,
            long sequenceBefore,
            long lastSequence,
            long gaps,
            long lost) {
        /** The number of sequence numbers between the first and the last message that are not used. */
        public long skipped(long messages) {
            return lastSequence - sequenceBefore - messages;
        }

        /** Whether it was made from another trace. */
        public boolean isDerived() {
            return opening.sourceRecording() != null || !opening.derivedFrom().isEmpty();
        }
    }

    /** Copies the list. */
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /** Whether the header contains the seal of a previous file; false when it is all zeros or cannot be read. */
    public boolean followsAnother() {
        return previousSeal.chars().anyMatch(digit -> digit != '0');
    }

    /** Whether nothing is wrong and the file is complete: sealed, or in a layout without a seal. */
    public boolean isVerified() {
        return findings.isEmpty()
                && signature != SignatureState.INVALID
                && (ending == Ending.SEALED || ending == Ending.NO_SEAL);
    }

    @Override
    public String toString() {
        return file + " " + (isVerified() ? "verified" : ending + " " + Arrays.toString(findings.toArray()));
    }
}
