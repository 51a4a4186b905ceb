// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import org.jspecify.annotations.Nullable;

/** What is held of one thread. */
final class ThreadSlot {
    int threadId;

    /** The enter of an open, openat, creat or connect, or of a close with a path, waiting for its exit. */
    @Nullable
    HeldMessage enter;

    /** The exit of an execve without an error, schematized or raw, waiting for what proves or refutes it. */
    @Nullable
    HeldMessage attempt;

    /** A sentry/mmap waiting for the exit of mmap, or a sentry/execve waiting for the exit of execve. */
    @Nullable
    HeldMessage proof;

    /** The raw exit of a call that may have a schematized twin. */
    @Nullable
    HeldMessage raw;

    boolean isEmpty() {
        return enter == null && attempt == null && proof == null && raw == null;
    }
}
