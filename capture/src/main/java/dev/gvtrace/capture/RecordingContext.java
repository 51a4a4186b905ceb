// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.Ledger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What all recordings of a server share. Thread-safe.
 *
 * @param options options of the server
 * @param listener is notified of what is recorded
 * @param counters totals
 * @param diskIsFull true while there is too little space to write
 * @param ledger receives a line for each change of a recording
 * @param log receives log lines
 */
record RecordingContext(
        CaptureOptions options,
        CaptureListener listener,
        CaptureCounters counters,
        BooleanSupplier diskIsFull,
        Ledger ledger,
        Consumer<String> log) {}
