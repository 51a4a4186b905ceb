// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.query.Query;
import dev.gvtrace.replay.query.TableSink;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.table.Moment;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A query that stops reading, and answers nothing more, once somebody has pressed Ctrl-C. */
final class InterruptibleQuery implements Query {
    private final Query query;
    private final BooleanSupplier interrupted;

    InterruptibleQuery(Query query, BooleanSupplier interrupted) {
        this.query = query;
        this.interrupted = interrupted;
    }

    @Override
    public Moment until() {
        return query.until();
    }

    @Override
    public @Nullable Moment from() {
        return query.from();
    }

    @Override
    public List<TableSink.Column> columns() {
        return query.columns();
    }

    @Override
    public boolean event(EventContext event, TableSink out) {
        return !interrupted.getAsBoolean() && query.event(event, out);
    }

    @Override
    public void gap(long fromNs, long toNs, long lost, String cause, TableSink out) {
        if (!interrupted.getAsBoolean()) {
            query.gap(fromNs, toNs, lost, cause, out);
        }
    }

    @Override
    public void violation(long receivedNs, String detail, TableSink out) {
        if (!interrupted.getAsBoolean()) {
            query.violation(receivedNs, detail, out);
        }
    }

    @Override
    public void silent(SilentThread thread, TableSink out) {
        if (!interrupted.getAsBoolean()) {
            query.silent(thread, out);
        }
    }

    @Override
    public void answer(SandboxState state, boolean complete, TableSink out) {
        if (!interrupted.getAsBoolean()) {
            query.answer(state, complete, out);
        }
    }
}
