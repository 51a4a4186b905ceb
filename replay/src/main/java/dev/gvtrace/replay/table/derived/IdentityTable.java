// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.state.Credentials;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TraceScan;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table {@code identities}: calls that set users and groups, and changes without a reported call. */
final class IdentityTable extends RowTable<IdentityTable.Change> {
    IdentityTable() {
        super(columns(), Shows.EVENTS);
    }

    /**
     * A change, or a call that could have caused one.
     *
     * @param call its name; null if only the new ids reveal the change
     * @param before ids of the thread before; unknown at its first event
     * @param after ids of the thread after
     */
    record Change(EventContext event, @Nullable String call, Credentials before, Credentials after) {}

    private static ColumnSet<Change> columns() {
        return ColumnSet.<Change>of(
                        "identities",
                        "A call that sets users or groups of its thread, and a change of them that no call shows.")
                .rowsNeed("setuid", "setgid", "setresuid", "setresgid", "setreuid", "setregid", "setgroups")
                .number(
                        "evt",
                        "The number of its event, or of the first one that shows the change.",
                        row -> row.event().number())
                .knownTime("time", "When.", row -> row.event().event().timeNs())
                .number("pid", "The process, root PID namespace.", IdentityTable::pid)
                .text(
                        "name",
                        "The name of the process.",
                        row -> ProcessFacts.name(row.event().process()))
                .text(
                        "container",
                        "The short id of its container; no value if unknown.",
                        row -> FilePaths.known(FilePaths.container(row.event())))
                .text(
                        "call",
                        "The call, such as setuid; no value if the session did not ask for the call that made the"
                                + " change, or it was none, as with a set-user-ID program.",
                        Change::call)
                .text(
                        "before",
                        "User and group ids before, such as uid=0 gid=0; where they differ the real, effective and saved"
                                + " ones, such as uid=1000/0/0. No value if unknown.",
                        row -> text(row.before()))
                .text(
                        "after",
                        "The same after the call, which of one that failed are those before; no value if unknown.",
                        row -> text(row.after()))
                .bool("failed", "True if the call failed; no value without a call.", (row, out) -> {
                    out.value = row.event().event().failed() ? 1 : 0;
                    return row.call() != null;
                })
                .build();
    }

    private static boolean pid(Change row, NumberValue out) {
        ProcessInfo process = row.event().process();
        out.value = process == null ? 0 : process.pid();
        return process != null;
    }

    private static @Nullable String text(Credentials ids) {
        return ids.known()
                ? "uid=" + ids(ids.ruid(), ids.euid(), ids.suid()) + " gid=" + ids(ids.rgid(), ids.egid(), ids.sgid())
                : null;
    }

    private static String ids(int real, int effective, int saved) {
        String first = Integer.toUnsignedString(real);
        return real == effective && effective == saved
                ? first
                : first + '/' + Integer.toUnsignedString(effective) + '/' + Integer.toUnsignedString(saved);
    }

    @Override
    public boolean isDerived() {
        return true;
    }

    @Override
    protected TraceScan start(Rows<Change> rows, ScanRequest request) {
        return new Watch(rows);
    }

    /** Compares the ids of each thread with those at its previous event. */
    private static final class Watch implements TraceScan {
        private static final int SWEEP_ABOVE = 1024;

        private final Rows<Change> rows;
        private final Map<ThreadInfo, Credentials> last = new IdentityHashMap<>();
        private int sweepAt = SWEEP_ABOVE;

        Watch(Rows<Change> rows) {
            this.rows = rows;
        }

        @Override
        public Needs needs() {
            return Needs.PART;
        }

        @Override
        public void event(EventContext event) {
            ThreadInfo thread = event.thread();
            if (thread == null) {
                return;
            }
            Credentials after = thread.credentials();
            Credentials before = last.getOrDefault(thread, Credentials.UNKNOWN);
            Effect effect = Effect.of(event);
            if (effect == Effect.IDENTITY) {
                rows.add(new Change(event, event.event().type().name(), before, after));
            } else if (before != after && before.known() && !before.equals(after)) {
                rows.add(new Change(event, null, before, after));
            }
            if (effect == Effect.END) {
                last.remove(thread);
            } else if (before != after) {
                remember(event.sandbox(), thread, after);
            }
        }

        private void remember(SandboxState state, ThreadInfo thread, Credentials ids) {
            last.put(thread, ids);
            if (last.size() > sweepAt) {
                last.keySet().removeIf(known -> state.thread(known.tid()) != known);
                sweepAt = 2 * last.size() + SWEEP_ABOVE;
            }
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            Notes.lost(rows, state);
        }
    }
}
