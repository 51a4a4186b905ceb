// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

/** What a signal asks of the recorder. */
enum RecorderRequest {
    STOP,
    /** Stop, and leave the connections to the next recorder if the service manager keeps them. */
    HAND_OVER,
    /** New files, the rules again. */
    ROTATE,
    /** A flight recorder keeps what it holds. */
    KEEP
}
