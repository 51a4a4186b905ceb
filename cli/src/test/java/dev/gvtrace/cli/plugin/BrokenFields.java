// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.api.ColumnType;
import dev.gvtrace.api.extension.EventField;
import dev.gvtrace.api.extension.FieldExtension;
import java.util.List;

/** Fields with faults that show when they are read. */
public final class BrokenFields implements FieldExtension {
    @Override
    public List<EventField> fields() {
        return List.of(
                EventField.of("broken.thrown", ColumnType.INT64, "Throws.", event -> {
                    throw new IllegalStateException("out of luck");
                }),
                EventField.of("broken.type", ColumnType.INT64, "A text.", event -> "seven"));
    }
}
