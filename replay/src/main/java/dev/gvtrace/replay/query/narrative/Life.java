// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process as a row of the table {@code processes} has it, with its family. */
final class Life {
    /** The columns that it reads. */
    static final List<String> COLUMNS = List.of(
            "pid",
            "ppid",
            "uid",
            "user",
            "start",
            "end",
            "exit",
            "signal",
            "container",
            "name",
            "exepath",
            "cmdline",
            "session",
            "first_evt",
            "end_evt");

    private final Row row;
    private final List<Life> children = new ArrayList<>();
    private @Nullable Life parent;

    Life(Row row) {
        this.row = row;
    }

    void hasParent(Life other) {
        parent = other;
        other.children.add(this);
    }

    Row row() {
        return row;
    }

    @Nullable
    Life parent() {
        return parent;
    }

    List<Life> children() {
        return children;
    }

    long pid() {
        return Cell.number(row, "pid");
    }

    /** When it began, ns since the epoch; 0 if unknown. */
    long startNs() {
        return Cell.number(row, "start");
    }

    /** When it ended; 0 if it lives or that was not seen. */
    long endNs() {
        return Cell.number(row, "end");
    }

    /** Its first event; 0 if it had none. */
    long firstEvent() {
        return Cell.number(row, "first_evt");
    }

    /** The event that ended it; 0 if it lives or that was not seen. */
    long endEvent() {
        return Cell.number(row, "end_evt");
    }

    boolean hasExitCode() {
        return Cell.isKnown(row, "exit");
    }

    long exitCode() {
        return Cell.number(row, "exit");
    }

    /** The signal that ended it; null if none did, or that is unknown. */
    @Nullable
    Text signal() {
        return Cell.text(row, "signal");
    }

    /** The name of its last effective user; null if unknown. */
    @Nullable
    Text user() {
        return Cell.text(row, "user");
    }

    /** The id of that user; "" if unknown. */
    String uid() {
        return Cell.isKnown(row, "uid") ? Long.toString(Cell.number(row, "uid")) : "";
    }

    Text container() {
        return Cell.textOrEmpty(row, "container");
    }

    Text name() {
        return Cell.textOrEmpty(row, "name");
    }

    Text commandLine() {
        return Cell.textOrEmpty(row, "cmdline");
    }

    /** True if an exec request made it, or one of its ancestors. */
    boolean isSession() {
        return Cell.isTrue(row, "session");
    }

    /** True if it lived at that time, ns since the epoch, as far as its start and end are known. */
    boolean isAt(long ns) {
        return startNs() <= ns && (endNs() == 0 || ns <= endNs());
    }
}
