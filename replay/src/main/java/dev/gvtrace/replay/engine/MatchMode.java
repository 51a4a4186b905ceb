// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

/** How many rules may match one event. */
public enum MatchMode {
    /** The first that matches, in the order of first definitions: Falco's default. */
    FIRST,
    /** All that match, in the same order. */
    ALL
}
