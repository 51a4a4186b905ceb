// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.message;

/** A message that may be about an attempt to execute: schematized, or raw. */
public sealed interface ExecAttempt permits ExecveCall, RawCall {
    /** True if the other message is another attempt of the same form with the same arguments. */
    boolean hasArgumentsOf(Message other);
}
