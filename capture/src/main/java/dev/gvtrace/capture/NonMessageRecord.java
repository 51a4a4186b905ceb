// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.gvt.TraceWriter;
import java.io.IOException;

/** A record that is not a message, on its way to the recorder. */
sealed interface NonMessageRecord {
    /** Puts the record into the trace; false if that is impossible now. */
    boolean record(TraceRecorder trace, long nowNs);

    /** Reports what is recorded to those who listen to it. */
    default void report(CaptureListener listener, ConnectionInfo connection) {}

    /** Facts from the host, JSON. */
    @SuppressWarnings("ArrayRecordComponent") // ownership is passed on; never changed
    record FactsRecord(long atNs, String kind, byte[] json) implements NonMessageRecord {
        void write(TraceWriter writer) throws IOException {
            writer.facts(atNs, kind, json);
        }

        @Override
        public boolean record(TraceRecorder trace, long nowNs) {
            return trace.facts(this, nowNs);
        }

        @Override
        public void report(CaptureListener listener, ConnectionInfo connection) {
            listener.facts(connection, atNs, kind, json);
        }
    }

    /** Output of {@code runsc trace procfs}. */
    @SuppressWarnings("ArrayRecordComponent") // ownership is passed on; never changed
    record ProcfsRecord(long atNs, byte[] dump) implements NonMessageRecord {
        @Override
        public boolean record(TraceRecorder trace, long nowNs) {
            return trace.append(writer -> writer.procfs(atNs, dump), nowNs);
        }

        @Override
        public void report(CaptureListener listener, ConnectionInfo connection) {
            listener.procfs(connection, atNs, dump);
        }
    }

    /** A remark. */
    record NoteRecord(long atNs, Text text) implements NonMessageRecord {
        @Override
        public boolean record(TraceRecorder trace, long nowNs) {
            return trace.append(writer -> writer.note(atNs, text), nowNs);
        }
    }

    /** Messages that were lost before the connection. */
    record GapRecord(Gap gap) implements NonMessageRecord {
        @Override
        public boolean record(TraceRecorder trace, long nowNs) {
            trace.gap(gap, LossKind.BEFORE_ATTACHING);
            return true;
        }
    }
}
