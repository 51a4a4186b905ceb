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
 * @param findings everything wrong, in the order of the file, at most a thousand
 * @param bytes size of the file; every byte was read
 * @param blocks number of blocks read
 * @param records number of records
 * @param messages number of messages
 * @param recording id of the recording; null when the header cannot be read, or for tracereplay
 * @param segment number of the file in its recording
 * @param previousSeal the seal of the file before, in lower-case hexadecimal, as the header has it; empty without a
 *     header
 * @param seal the seal; null when the file is not sealed
 * @param signature what the signature is worth
 * @param signer the public key that the file says it is signed with, hexadecimal; null when it is not signed
 * @param contents what the file says about itself; null when the header cannot be read, or for tracereplay
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

    /**
     * What a file says about itself.
     *
     * @param opened whether its first record is an opening
     * @param opening the opening record; one that says nothing when there is none
     * @param closing its last record; null when that is not a closing record
     * @param continues whether closing record or footer says that the recording continues in another file
     * @param createdNs when it was begun, nanoseconds since the epoch; 0 when unknown
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
        /** Numbers between the first and the last message that no message has. */
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

    /** Whether the header names a seal that the file continues from; false when it is all zeros, or cannot be read. */
    public boolean followsAnother() {
        return previousSeal.chars().anyMatch(digit -> digit != '0');
    }

    /** Whether nothing is wrong and the file is whole: sealed, or in a layout that has no seal. */
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
