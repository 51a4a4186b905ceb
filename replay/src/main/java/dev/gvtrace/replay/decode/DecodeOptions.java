// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.proto.point.Architecture;
import java.util.Set;

/**
 * Facts about a connection that are not in its messages.
 *
 * @param configurationKnown true if the session configuration is recorded
 * @param points the names of its points, empty if unknown
 * @param environmentInExit true if the configuration requests {@code envv} at the exit of execve
 * @param architecture for the numbers of raw calls until a schematized call determines it
 */
public record DecodeOptions(
        boolean configurationKnown, Set<String> points, boolean environmentInExit, Architecture architecture) {
    /** For an unknown session: facts are derived from the messages. */
    public static final DecodeOptions UNKNOWN = new DecodeOptions(false, Set.of(), false);

    /** The same with x86_64. */
    public DecodeOptions(boolean configurationKnown, Set<String> points, boolean environmentInExit) {
        this(configurationKnown, points, environmentInExit, Architecture.X86_64);
    }
}
