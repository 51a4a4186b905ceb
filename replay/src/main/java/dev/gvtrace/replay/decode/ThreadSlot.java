// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import org.jspecify.annotations.Nullable;

/** The held messages of one thread. */
final class ThreadSlot {
    int threadId;

    /** The enter of an open, openat, creat or connect, or of a close with a path, held until its exit. */
    @Nullable
    HeldMessage enter;

    /** The exit of an execve without an error, schematized or raw, held until it is proven or refuted. */
    @Nullable
    HeldMessage attempt;

    /** A sentry/mmap held until the exit of mmap, or a sentry/execve held until the exit of execve. */
    @Nullable
    HeldMessage proof;

    /** The raw exit of a call that may have a schematized twin. */
    @Nullable
    HeldMessage raw;

    boolean isEmpty() {
        return enter == null && attempt == null && proof == null && raw == null;
    }
}
