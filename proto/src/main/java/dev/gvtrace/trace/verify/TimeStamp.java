// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import org.jspecify.annotations.Nullable;

/**
 * A time stamp (RFC 3161) as it was read: an authority's signed statement that it was shown a digest at a time. Whether
 * the digest is that of a file is for others to compare.
 *
 * @param file the path of the stamp
 * @param problem why the stamp proves nothing; null when its signature and certificate are right
 * @param algorithm of the digest, as Java names it, such as {@code SHA-256}; empty with a problem that hides it
 * @param digest the digest, lower-case hexadecimal; empty with a problem that hides it
 * @param timeNs the authority's time, nanoseconds since the epoch; 0 with a problem that hides it
 * @param authority which authority; null with a problem that hides it
 */
public record TimeStamp(
        String file,
        @Nullable String problem,
        String algorithm,
        String digest,
        long timeNs,
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

    /** One that cannot be read, or proves nothing. */
    public static TimeStamp unusable(String file, String problem) {
        return new TimeStamp(file, problem, "", "", 0, null);
    }

    /** The same with a problem, unless it has one already. */
    TimeStamp withProblem(String found) {
        return problem == null ? new TimeStamp(file, found, algorithm, digest, timeNs, authority) : this;
    }

    /** Whether its authority leads to a trusted certificate, and nothing is wrong. */
    public boolean isTrusted() {
        return problem == null && authority != null && authority.root() != null;
    }
}
