// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.trace.Damage;
import dev.gvtrace.trace.ForwardingCursor;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.TraceSummary;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A source that stays open when it is closed, and keeps what its cursors could not read. Thread-safe. */
final class LentSource implements TraceSource {
    private final TraceSource source;
    private final Set<Damage> damage = new LinkedHashSet<>();

    LentSource(TraceSource source) {
        this.source = source;
    }

    /** What could not be read so far. */
    List<Damage> damage() {
        synchronized (damage) {
            return List.copyOf(damage);
        }
    }

    private void add(List<Damage> more) {
        synchronized (damage) {
            damage.addAll(more);
        }
    }

    @Override
    public Opening opening() {
        return source.opening();
    }

    @Override
    public List<String> files() {
        return source.files();
    }

    @Override
    public TraceSummary summary() {
        return source.summary();
    }

    @Override
    public RecordCursor records(Selection selection) {
        return new LentCursor(source.records(selection));
    }

    @Override
    public void close() {}

    private final class LentCursor extends ForwardingCursor {
        private final RecordCursor cursor;

        LentCursor(RecordCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        protected RecordCursor cursor() {
            return cursor;
        }

        @Override
        public void close() {
            add(cursor.damage());
            cursor.close();
        }
    }
}
