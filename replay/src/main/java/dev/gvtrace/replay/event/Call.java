// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

/**
 * A message about a system call: schematized or raw, enter or exit. PLACEHOLDER: permits its leaves.
 */
public abstract non-sealed class Call extends Message {
    Call(TextPool pool) {
        super(pool);
    }

    /** True for the exit of a call: the sub-message {@code exit} is there, even if empty. */
    public final boolean isExit() {
        return fields.hasBytes(2);
    }

    /** What the call returned: the value, or the negative error number. Meaningful for exits only. */
    public abstract long result();

    /** The number of the call in its architecture's table. */
    public abstract int sysno();
}
