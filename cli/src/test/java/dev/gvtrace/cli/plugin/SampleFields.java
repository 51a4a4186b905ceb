// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.plugin;

import dev.gvtrace.api.ColumnType;
import dev.gvtrace.api.extension.Event;
import dev.gvtrace.api.extension.EventField;
import dev.gvtrace.api.extension.FieldExtension;
import dev.gvtrace.text.Text;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fields as somebody else may add them. */
public final class SampleFields implements FieldExtension {
    @Override
    public List<EventField> fields() {
        return List.of(
                EventField.of(
                        "sample.odd_pid",
                        ColumnType.BOOL,
                        "True if the process has an odd id.",
                        event -> event.pid() == 0 ? null : event.pid() % 2 == 1),
                EventField.withArgument(
                        "sample.repeated",
                        ColumnType.TEXT,
                        "The name of the process, that many times.",
                        SampleFields::repeated));
    }

    private static Function<Event, @Nullable Object> repeated(String argument) {
        int times = Integer.parseInt(argument);
        if (times > 9) {
            throw new IllegalArgumentException("expected at most 9");
        }
        return event -> {
            Text name = event.text("proc.name");
            return name == null ? null : name.decoded().repeat(times);
        };
    }
}
