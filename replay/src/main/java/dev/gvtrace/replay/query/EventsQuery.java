// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.filter.Evaluation;
import dev.gvtrace.replay.filter.FilterChecker;
import dev.gvtrace.replay.filter.FilterCompiler;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.FilterProgram;
import dev.gvtrace.replay.filter.ast.Expr;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import dev.gvtrace.replay.query.TableSink.Column;
import dev.gvtrace.replay.query.TableSink.Time;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of a trace, all or those that a condition matches. */
final class EventsQuery implements Query {
    private static final List<Column> COLUMNS = List.of(
            Column.number("evt"),
            Column.text("time"),
            Column.number("pid"),
            Column.number("tid"),
            Column.text("name"),
            Column.text("type"),
            Column.text("res"),
            Column.text("args"));

    private final @Nullable Moment from;
    private final Moment to;
    private final long limit;
    private final @Nullable FilterProgram<EventContext> condition;
    private final @Nullable Evaluation<EventContext> evaluation;
    private final Field<EventContext> result;
    private final Field<EventContext> arguments;
    private final FieldCells cells = new FieldCells();
    private long shown;

    private EventsQuery(@Nullable Moment from, Moment to, long limit, String condition) throws RequestException {
        this.from = from;
        this.to = to;
        this.limit = limit;
        try {
            result = EventBinding.installed().resolve("evt.res", null);
            arguments = EventBinding.installed().resolve("evt.args", null);
        } catch (FieldException e) {
            throw new IllegalStateException(e);
        }
        if (condition.isEmpty()) {
            this.condition = null;
            evaluation = null;
        } else {
            FilterCompiler<EventContext> compiler = new FilterCompiler<>(EventBinding.installed());
            this.condition = compiler.link(null, List.of(compiler.compile(parsed(condition))));
            evaluation = compiler.newEvaluation();
        }
    }

    static Query events(Arguments arguments) throws RequestException {
        Moment to = arguments.moment("--to");
        return new EventsQuery(
                arguments.moment("--from"),
                to == null ? Moment.END : to,
                arguments.number("--limit", Long.MAX_VALUE),
                arguments.text());
    }

    private static Expr parsed(String condition) throws RequestException {
        try {
            Expr expr = FilterParser.parse(condition);
            List<String> wrong = new ArrayList<>();
            for (FilterIssue issue : FilterChecker.check(expr, EventBinding.installed())) {
                if (issue.error()) {
                    wrong.add("condition: column " + issue.position().column() + ": " + issue.message()
                            + (issue.nearest() == null ? "" : "; nearest: " + issue.nearest()));
                }
            }
            if (!wrong.isEmpty()) {
                throw new RequestException(wrong);
            }
            return expr;
        } catch (FilterException e) {
            throw new RequestException("condition: column " + e.position().column() + ": " + e.getMessage());
        }
    }

    @Override
    public @Nullable Moment from() {
        return from;
    }

    @Override
    public Moment until() {
        return to;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public boolean event(EventContext event, TableSink out) {
        if (limit == 0) {
            return false;
        }
        if (condition != null && evaluation != null) {
            evaluation.start(event);
            if (condition.next(evaluation, 0) < 0) {
                return true;
            }
        }
        ThreadInfo thread = event.thread();
        ProcessInfo process = event.process();
        List<@Nullable Object> row = new ArrayList<>(COLUMNS.size());
        row.add(event.number());
        row.add(new Time(event.event().timeNs()));
        row.add(process == null ? null : (Long) (long) process.pid());
        row.add(thread == null ? null : (Long) (long) thread.tid());
        row.add(process == null ? null : process.name());
        row.add(event.event().type().name());
        row.add(cells.read(result, event));
        row.add(cells.read(arguments, event));
        out.row(row);
        shown++;
        return shown < limit;
    }
}
