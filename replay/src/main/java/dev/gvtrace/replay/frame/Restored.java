// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.frame;

/**
 * A part whose layout in memory differs between runs of the program, such as a hash table with random slots. It is
 * notified after its fields were restored.
 */
public interface Restored {
    /** The fields have the values that they had in the run that wrote them. */
    void restored();
}
