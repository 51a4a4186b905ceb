// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.message.Call;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.state.ThreadInfo;

/**
 * The table {@code weird}: what an honest sandbox rarely shows. Concealed calls, unproven programs, descriptors without
 * an open, silent threads, packets that break the protocol, too much state.
 */
final class WeirdTable extends RowTable<WeirdTable.Oddity> {
    private static final int NONE = -1;
    private static final long NO_TIME = Long.MIN_VALUE;

    WeirdTable() {
        super(
                ColumnSet.<Oddity>of("weird", "Something that an honest sandbox rarely shows.")
                        .text("kind", "unopened, concealed, unproven, violation, silent or forgotten.", Oddity::kind)
                        .number("pid", "The process, root PID namespace.", (row, out) -> id(row.pid(), out))
                        .number("tid", "The thread, root PID namespace.", (row, out) -> id(row.tid(), out))
                        .time("time", "When; no value if unknown.", WeirdTable::time)
                        .text("detail", "What exactly.", Oddity::detail)
                        .build(),
                Shows.EVENTS);
    }

    /** An oddity; ids are NONE and the time is NO_TIME if unknown. */
    record Oddity(String kind, int pid, int tid, long timeNs, String detail) {}

    private static boolean id(int id, NumberValue out) {
        out.value = id;
        return id != NONE;
    }

    private static boolean time(Oddity row, NumberValue out) {
        out.value = row.timeNs();
        return out.value != NO_TIME;
    }

    @Override
    protected TraceScan start(Rows<Oddity> rows, ScanRequest request) {
        return new Search(rows);
    }

    private record Search(Rows<Oddity> rows) implements TraceScan {
        @Override
        public void event(EventContext event) {
            String unopened = event.unopened();
            if (unopened != null) {
                add(event, "unopened", unopened);
            }
            if (event.event().concealed()) {
                String result =
                        event.event().hasResult() ? " = " + event.event().result() : "";
                add(event, "concealed", event.event().type().name() + result);
            } else if (event.event().execProof() == ExecProof.NONE) {
                add(event, "unproven", event.event().type().name() + " that nothing proves and nothing refutes");
            } else if (event.event().message() instanceof Call call && call.isOfAnotherType()) {
                String detail = "message of type " + call.type() + " about call number " + call.sysno();
                add(event, "violation", detail + ", which has none of that type");
            }
        }

        private void add(EventContext event, String kind, String detail) {
            ThreadInfo thread = event.thread();
            ProcessInfo process = event.process();
            int pid = process == null ? NONE : process.pid();
            int tid = thread == null ? NONE : thread.tid();
            rows.add(new Oddity(kind, pid, tid, event.event().timeNs(), detail));
        }

        @Override
        public void violation(long receivedNs, String detail) {
            rows.add(new Oddity("violation", NONE, NONE, receivedNs == 0 ? NO_TIME : receivedNs, detail));
        }

        @Override
        public void silent(SilentThread thread) {
            String detail = thread.hasMessages()
                    ? "stopped in the middle"
                    : "its clone was reported, but it never sent a message";
            rows.add(new Oddity(
                    "silent",
                    thread.pid(),
                    thread.tid(),
                    thread.timeNs() == 0 ? NO_TIME : thread.timeNs(),
                    detail + (thread.uncertain() ? "; messages were lost" : "")));
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            long unlisted = state.silentUnlisted();
            if (unlisted > 0) {
                add(state, "silent", unlisted + " more threads that sent no message");
            }
            if (state.forgotten() > 0) {
                add(state, "forgotten", "the state of the sandbox exceeded its limit " + state.forgotten() + " times");
            }
        }

        private void add(SandboxState state, String kind, String detail) {
            rows.add(new Oddity(kind, NONE, NONE, state.lastEventNs(), detail));
        }
    }
}
