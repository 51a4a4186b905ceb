// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Seal;
import dev.gvtrace.trace.VerifyReport;
import dev.gvtrace.trace.verify.FileStamp;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found in one file of a recording. Immutable.
 *
 * <p>More than six components: one for each fact about a file, as {@code gvtrace verify --format json} has them.
 *
 * @param file the file, as it was named
 * @param segment the file's number in its recording, from 0
 * @param ending how it ends: {@code sealed}, {@code broken_seal}, {@code crashed}, {@code cut} or {@code no_seal}
 * @param endingText the same in a few words, for people
 * @param messages number of messages
 * @param records number of records, messages included
 * @param blocks number of blocks
 * @param bytes size of the file; every byte was read
 * @param seal the seal, hexadecimal; null if it is not sealed
 * @param signature what its signature is worth
 * @param signer the public key that it says it is signed with, hexadecimal; null if it is not signed
 * @param damage everything wrong, in the order of the file, at most a thousand places
 * @param stamp the time stamp that covers it; null when there is none, or none was looked for
 */
public record VerifiedFile(
        Text file,
        int segment,
        String ending,
        String endingText,
        long messages,
        long records,
        long blocks,
        long bytes,
        @Nullable String seal,
        Signature signature,
        @Nullable String signer,
        List<TraceInfo.Damage> damage,
        @Nullable VerifiedStamp stamp) {
    /** What the signature of a file is worth. */
    public enum Signature {
        /** The file is not signed. */
        NONE,
        /** Signed with the key that is in the file; whether that key can be trusted was not asked. */
        VALID_FOR_OWN_KEY,
        /** Signed with a key that was given, or that such a key handed over to in the ledger. */
        VALID,
        /** The signature does not fit the seal, or the key is not the one that was given. */
        INVALID
    }

    /** Copies the list. */
    public VerifiedFile {
        damage = List.copyOf(damage);
    }

    /** One without a time stamp. */
    public VerifiedFile(
            Text file,
            int segment,
            String ending,
            String endingText,
            long messages,
            long records,
            long blocks,
            long bytes,
            @Nullable String seal,
            Signature signature,
            @Nullable String signer,
            List<TraceInfo.Damage> damage) {
        this(
                file,
                segment,
                ending,
                endingText,
                messages,
                records,
                blocks,
                bytes,
                seal,
                signature,
                signer,
                damage,
                null);
    }

    static VerifiedFile of(VerifyReport report, @Nullable FileStamp stamp) {
        Seal seal = report.seal();
        return new VerifiedFile(
                Text.ofUtf8(report.file()),
                report.segment(),
                report.ending().name().toLowerCase(Locale.ROOT),
                report.ending().text(),
                report.messages(),
                report.records(),
                report.blocks(),
                report.bytes(),
                seal == null ? null : seal.hex(),
                signature(report.signature()),
                report.signer(),
                TraceInfo.damage(report.findings()),
                stamp == null ? null : VerifiedStamp.of(stamp));
    }

    private static Signature signature(VerifyReport.SignatureState state) {
        return switch (state) {
            case NONE -> Signature.NONE;
            case VALID_FOR_OWN_KEY -> Signature.VALID_FOR_OWN_KEY;
            case VALID -> Signature.VALID;
            case INVALID -> Signature.INVALID;
        };
    }
}
