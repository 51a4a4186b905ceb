// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import java.nio.file.Path;

/** Reads time stamps, and checks their signatures and certificates. */
@FunctionalInterface
public interface StampReader {
    /** Reads a stamp; one that cannot be read or is wrong comes back with its problem. */
    TimeStamp read(Path stamp);
}
