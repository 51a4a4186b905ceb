// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import java.util.Set;

/**
 * What is known of a connection besides its messages.
 *
 * @param configurationKnown true if the session configuration is recorded
 * @param points the names of its points, empty if unknown
 * @param environmentInExit true if the configuration asks for {@code envv} at the exit of execve
 */
public record DecodeOptions(boolean configurationKnown, Set<String> points, boolean environmentInExit) {
    /** Nothing is known: the messages themselves have to tell. */
    public static final DecodeOptions UNKNOWN = new DecodeOptions(false, Set.of(), false);
}
