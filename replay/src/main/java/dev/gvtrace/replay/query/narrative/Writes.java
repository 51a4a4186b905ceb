// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import dev.gvtrace.replay.query.arrangement.Cell;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The accesses that wrote files, by the path of the file, whichever of its names was used. */
final class Writes {
    private final Map<Key, List<Row>> byPath = new HashMap<>();

    private record Key(Text container, Text path) {}

    /** From rows of the table {@code accesses}. */
    Writes(List<Row> accesses) {
        for (Row access : accesses) {
            if (Cell.isKnown(access, "write_evt") || Cell.isTrue(access, "writable")) {
                Set<Text> names = new HashSet<>();
                names.add(FileRoles.merged(Cell.textOrEmpty(access, "target")));
                names.add(FileRoles.merged(Cell.textOrEmpty(access, "resolved")));
                names.remove(Text.EMPTY);
                for (Text name : names) {
                    byPath.computeIfAbsent(
                                    new Key(Cell.textOrEmpty(access, "container"), name), key -> new ArrayList<>())
                            .add(access);
                }
            }
        }
    }

    /** The accesses that wrote the file, or opened it for writing, in the order of their first events. */
    List<Row> of(Text container, Text path) {
        return byPath.getOrDefault(new Key(container, FileRoles.merged(path)), List.of());
    }

    /** The last of them that wrote before an event; null if none did. */
    @Nullable
    Row before(Text container, Text path, long event) {
        Row last = null;
        for (Row access : of(container, path)) {
            boolean wrote = Cell.isKnown(access, "write_evt") && Cell.number(access, "write_evt") < event;
            if (wrote
                    && (last == null || Cell.number(access, "last_write_evt") > Cell.number(last, "last_write_evt"))) {
                last = access;
            }
        }
        return last;
    }
}
