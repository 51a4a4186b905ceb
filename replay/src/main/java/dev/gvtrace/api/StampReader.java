// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.nio.file.Path;

/**
 * Reads time stamps for a {@link Verifier}, and checks their signatures and certificates. Called in the thread that
 * verifies.
 */
@FunctionalInterface
public interface StampReader {
    /** Reads a stamp; for one that cannot be read or is wrong, the result has a problem. */
    TimeStamp read(Path stamp);
}
