// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.query.Query;
import dev.gvtrace.replay.query.TableSink;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TraceSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a query through traces, one after the other. When there are several, the first column of the answer is the number
 * of the trace, from 1.
 */
public final class QueryRun {
    private final List<TraceSource> sources;
    private final boolean resolved;

    /** Queries over these traces; resolved as in {@link ReplayOptions}. */
    public QueryRun(List<TraceSource> sources, boolean resolved) {
        this.sources = List.copyOf(sources);
        this.resolved = resolved;
    }

    /** Makes a query; one is needed for each trace, as a query is used once. */
    public interface QueryMaker<X extends Exception> {
        /** The query. */
        Query make() throws X;
    }

    /** Puts the answer into the sink. */
    public <X extends Exception> List<ReplayResult> run(QueryMaker<X> maker, TableSink out) throws X {
        List<ReplayResult> results = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            Query query = maker.make();
            TableSink rows = sources.size() == 1 ? out : new Numbered(out, i + 1);
            if (i == 0) {
                rows.columns(query.columns());
            }
            ReplayOptions options = new ReplayOptions(query.from(), query.until(), resolved, 2);
            results.add(new TraceReplay(sources.get(i), options).run(i + 1, new Asking(query, rows)));
        }
        return results;
    }

    private record Asking(Query query, TableSink out) implements ReplayListener {
        @Override
        public boolean event(EventContext event) {
            return query.event(event, out);
        }

        @Override
        public void gap(long fromNs, long toNs, long lost, Text cause) {
            query.gap(fromNs, toNs, lost, EscapedText.of(cause), out);
        }

        @Override
        public void violation(long receivedNs, String detail) {
            query.violation(receivedNs, detail, out);
        }

        @Override
        public void silent(SilentThread thread) {
            query.silent(thread, out);
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            query.answer(state, complete, out);
        }
    }

    private record Numbered(TableSink out, long number) implements TableSink {
        @Override
        public void columns(List<Column> columns) {
            List<Column> all = new ArrayList<>();
            all.add(Column.number("trace"));
            all.addAll(columns);
            out.columns(all);
        }

        @Override
        public void row(List<@Nullable Object> cells) {
            List<@Nullable Object> all = new ArrayList<>();
            all.add(number);
            all.addAll(cells);
            out.row(all);
        }

        @Override
        public void note(String sentence) {
            out.note("trace " + number + ": " + sentence);
        }
    }
}
