// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

/** Something that {@code --format} names. */
public interface NamedFormat {
    /** What {@code --format} calls it, in lower case. */
    String name();
}
