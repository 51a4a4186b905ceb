// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.text.Text;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time stamp (RFC 3161) as a {@link StampReader} read it: an authority's signed statement that it was shown a digest
 * at a time. Whether the digest is that of a file is for the {@link Verifier} to compare. Immutable.
 *
 * @param file the file of the stamp
 * @param problem why the stamp proves nothing; null when its signature and certificate are right
 * @param algorithm of the digest, as Java names it, such as {@code SHA-256}; empty when unknown
 * @param digest the digest, lower-case hexadecimal; empty when unknown
 * @param time the authority's time; null when unknown
 * @param authority which authority; null when unknown
 */
public record TimeStamp(
        Text file,
        @Nullable String problem,
        String algorithm,
        String digest,
        @Nullable Instant time,
        @Nullable Authority authority) {
    /**
     * The authority according to the stamp.
     *
     * @param name subject of its certificate
     * @param serial number that it gave the stamp, hexadecimal
     * @param policy object identifier of the policy that it states
     * @param root subject of the trusted certificate that its own leads to; null when none was given to compare with
     */
    public record Authority(
            String name,
            String serial,
            String policy,
            @Nullable String root) {}
}
