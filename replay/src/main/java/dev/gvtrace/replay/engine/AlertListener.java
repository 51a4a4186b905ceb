// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

/** Receives alerts, in the order of events and, for one event, of rules. */
public interface AlertListener {
    /** A rule matched. */
    void alert(Alert alert);
}
