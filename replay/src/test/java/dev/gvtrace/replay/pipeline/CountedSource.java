// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.SplitMessage;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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

    private final class Counted implements RecordCursor {
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
        public RecordKind kind() {
            return cursor.kind();
        }

        @Override
        public long sequence() {
            return cursor.sequence();
        }

        @Override
        public long receivedNs() {
            return cursor.receivedNs();
        }

        @Override
        public byte[] buffer() {
            return cursor.buffer();
        }

        @Override
        public int offset() {
            return cursor.offset();
        }

        @Override
        public int length() {
            return cursor.length();
        }

        @Override
        public @Nullable SplitMessage split() {
            return cursor.split();
        }

        @Override
        public List<Damage> damage() {
            return cursor.damage();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            cursor.close();
        }
    }
}
