// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.table.ColumnSet;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.replay.table.RowTable;
import dev.gvtrace.replay.table.Rows;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.TraceScan;

/**
 * The table {@code mounts}: the mounts of the containers at a moment, as configured. The arguments of mount calls are
 * behind pointers, so the changes are unknown; a note reports that there were such calls.
 */
final class MountTable extends RowTable<MountTable.Place> {
    MountTable() {
        super(columns(), Shows.MOMENT);
    }

    /** A mount of a container. */
    record Place(ContainerInfo container, ContainerInfo.Mount mount) {}

    private static ColumnSet<Place> columns() {
        return ColumnSet.<Place>of(
                        "mounts",
                        "A mount of a container that had begun by the moment, as its recorded configuration has it.")
                .rowsNeed("mount", "umount2")
                .text(
                        "container",
                        "The short id of the container.",
                        row -> row.container().shortId())
                .text(
                        "path",
                        "Where it is, in the container.",
                        row -> row.mount().destination())
                .text(
                        "source",
                        "What is mounted, on the host; no value if there is nothing.",
                        row -> FilePaths.known(row.mount().source()))
                .text(
                        "type",
                        "The type of the file system, such as bind or tmpfs; no value if it was not given.",
                        row -> FilePaths.known(row.mount().type()))
                .bool(
                        "writable",
                        "False for one that is read-only.",
                        row -> !row.mount().options().contains("ro"))
                .list("options", "Its options.", row -> row.mount().options())
                .build();
    }

    @Override
    protected TraceScan start(Rows<Place> rows, ScanRequest request) {
        return new Listing(rows);
    }

    private static final class Listing implements TraceScan {
        private final Rows<Place> rows;
        private long changes;

        Listing(Rows<Place> rows) {
            this.rows = rows;
        }

        @Override
        public Needs needs() {
            return Needs.END;
        }

        @Override
        public void event(EventContext event) {
            if (Effect.of(event) == Effect.MOUNT && !event.event().failed()) {
                changes++;
            }
        }

        @Override
        public void end(SandboxState state, boolean complete) {
            long unrecorded = 0;
            for (ContainerInfo container : state.containers()) {
                unrecorded += container.mountsRecorded() ? 0 : 1;
                container.mounts().forEach(mount -> rows.add(new Place(container, mount)));
            }
            if (unrecorded > 0) {
                rows.note("the mounts of " + Notes.count(unrecorded, "container", "containers") + " were not recorded");
            }
            if (changes > 0) {
                rows.note(Notes.count(changes, "call", "calls") + " that may change mounts succeeded; what they changed"
                        + " is not reported, so it is not in the rows");
            }
        }
    }
}
