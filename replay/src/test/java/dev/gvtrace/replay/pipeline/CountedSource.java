// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.trace.ForwardingCursor;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A trace that counts how often it is read, and how many of its records. It may be repeated to make it longer. */
final class CountedSource implements TraceSource {
    private final TraceSource source;
    private final int repeats;
    final AtomicInteger readings = new AtomicInteger();
    final AtomicInteger records = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    CountedSource(TraceSource source, int repeats) {
        this.source = source;
        this.repeats = repeats;
    }

    @Override
    public Opening opening() {
        return source.opening();
    }

    @Override
    public TraceSummary summary() {
        return source.summary();
    }

    @Override
    public RecordCursor records(Selection selection) {
        readings.incrementAndGet();
        return new Counted(selection);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private final class Counted extends ForwardingCursor {
        private final Selection selection;
        private RecordCursor cursor;
        private int left = repeats;

        Counted(Selection selection) {
            this.selection = selection;
            cursor = source.records(selection);
        }

        @Override
        public boolean next() {
            while (!cursor.next()) {
                if (--left == 0) {
                    return false;
                }
                cursor.close();
                cursor = source.records(selection);
            }
            records.incrementAndGet();
            return true;
        }

        @Override
        protected RecordCursor cursor() {
            return cursor;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            cursor.close();
        }
    }
}
