// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import dev.gvtrace.proto.point.Architecture;
import java.util.Set;

/**
 * What is known of a connection besides its messages.
 *
 * @param configurationKnown true if the session configuration is recorded
 * @param points the names of its points, empty if unknown
 * @param environmentInExit true if the configuration asks for {@code envv} at the exit of execve
 * @param architecture whose numbers raw calls have as long as no schematized call has shown it
 */
public record DecodeOptions(
        boolean configurationKnown, Set<String> points, boolean environmentInExit, Architecture architecture) {
    /** Unknown: the messages themselves decide. */
    public static final DecodeOptions UNKNOWN = new DecodeOptions(false, Set.of(), false);

    /** The same with x86_64. */
    public DecodeOptions(boolean configurationKnown, Set<String> points, boolean environmentInExit) {
        this(configurationKnown, points, environmentInExit, Architecture.X86_64);
    }
}
