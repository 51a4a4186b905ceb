// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.capture.files.Ledger;
import dev.gvtrace.capture.files.SegmentListener;
import dev.gvtrace.capture.flight.FlightRecorder;
import dev.gvtrace.text.Text;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all recordings of a server share. Thread-safe.
 *
 * <p>More than six components: what the server owns; it is passed once.
 *
 * @param options options of the server
 * @param listener is notified of what is recorded
 * @param counters totals
 * @param diskIsFull true while there is too little space to write
 * @param ledger receives a line for each change of a recording
 * @param log receives log lines
 * @param flight decides which files are kept; null to keep all
 */
record RecordingContext(
        CaptureOptions options,
        CaptureListener listener,
        CaptureCounters counters,
        BooleanSupplier diskIsFull,
        Ledger ledger,
        Consumer<String> log,
        @Nullable FlightRecorder flight) {
    /** Keeps all files. */
    RecordingContext(
            CaptureOptions options,
            CaptureListener listener,
            CaptureCounters counters,
            BooleanSupplier diskIsFull,
            Ledger ledger,
            Consumer<String> log) {
        this(options, listener, counters, diskIsFull, ledger, log, null);
    }

    /** The listener for the files of a connection. */
    SegmentListener segments(ConnectionInfo connection) {
        return flight == null ? SegmentListener.NONE : flight.of(connection.number(), connection.sandbox());
    }

    /** A container appeared in a connection's sandbox. */
    void container(ConnectionInfo connection, Text id) {
        if (flight != null) {
            flight.container(connection.number(), id);
        }
    }
}
