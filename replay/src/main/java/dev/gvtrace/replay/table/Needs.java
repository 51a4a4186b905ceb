// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

/** What a listener needs of a trace. Reading may begin at a known state where nothing before it is needed. */
public enum Needs {
    /** All of it, from the beginning. */
    ALL,
    /** Messages and events from the first one that was asked for, with the state before them. */
    PART,
    /** The state at the end of what was asked for. */
    END
}
