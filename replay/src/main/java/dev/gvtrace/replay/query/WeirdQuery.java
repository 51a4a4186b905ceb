// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.query.TableSink.Column;
import dev.gvtrace.replay.query.TableSink.Time;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.replay.table.RequestException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an honest sandbox rarely shows: concealed calls, unproven programs, silent threads, broken packets, too much state. */
final class WeirdQuery implements Query {
    private static final List<Column> COLUMNS = List.of(
            Column.text("kind"),
            Column.number("pid"),
            Column.number("tid"),
            Column.text("time"),
            Column.text("detail"));

    private WeirdQuery() {}

    static Query weird(Arguments arguments) throws RequestException {
        arguments.none();
        return new WeirdQuery();
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public boolean event(EventContext event, TableSink out) {
        String unopened = event.unopened();
        if (unopened != null) {
            row(event, "unopened", unopened, out);
        }
        if (event.event().concealed()) {
            String result = event.event().hasResult() ? " = " + event.event().result() : "";
            row(event, "concealed", event.event().type().name() + result, out);
        } else if (event.event().execProof() == ExecProof.NONE) {
            row(event, "unproven", event.event().type().name() + " that nothing proves and nothing refutes", out);
        } else if (event.event().message() instanceof Call call && call.isOfAnotherType()) {
            String detail = "message of type " + call.type() + " about call number " + call.sysno();
            row(event, "violation", detail + ", which has none of that type", out);
        }
        return true;
    }

    @Override
    public void answer(SandboxState state, boolean complete, TableSink out) {
        long unlisted = state.silentUnlisted();
        if (unlisted > 0) {
            note("silent", unlisted + " more threads of which nothing was heard", state, out);
        }
        if (state.forgotten() > 0) {
            note("forgotten", "the sandbox grew beyond its bounds " + state.forgotten() + " times", state, out);
        }
    }

    private static void note(String kind, String detail, SandboxState state, TableSink out) {
        out.row(Arrays.asList(kind, null, null, new Time(state.lastEventNs()), detail));
    }

    @Override
    public void silent(SilentThread thread, TableSink out) {
        String detail = thread.heard() ? "stopped in the middle" : "announced by a clone and never heard of";
        out.row(Arrays.asList(
                "silent",
                (long) thread.pid(),
                (long) thread.tid(),
                thread.timeNs() == 0 ? null : new Time(thread.timeNs()),
                detail + (thread.uncertain() ? "; messages were lost" : "")));
    }

    private static void row(EventContext event, String kind, String detail, TableSink out) {
        ThreadInfo thread = event.thread();
        ProcessInfo process = event.process();
        @Nullable Long pid = process == null ? null : (Long) (long) process.pid();
        @Nullable Long tid = thread == null ? null : (Long) (long) thread.tid();
        out.row(Arrays.asList(kind, pid, tid, new Time(event.event().timeNs()), detail));
    }

    @Override
    public void violation(long receivedNs, String detail, TableSink out) {
        out.row(Arrays.asList("violation", null, null, receivedNs == 0 ? null : new Time(receivedNs), detail));
    }
}
