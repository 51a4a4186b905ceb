// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.field.FieldProvider;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.state.EventContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fields as somebody else may add them. */
public final class SampleFields implements FieldProvider {
    private static final FieldDefinition PARITY =
            FieldDefinition.plain("sample.odd_pid", FieldType.BOOLEAN, "True if the process has an odd id.");
    private static final FieldDefinition REPEATED = new FieldDefinition(
            "sample.repeated",
            FieldType.TEXT,
            0,
            FieldDefinition.Argument.REQUIRED_INDEX,
            Set.of(),
            "The name of the process, that many times.");

    @Override
    public String name() {
        return "sample fields";
    }

    @Override
    public List<FieldDefinition> definitions() {
        return List.of(PARITY, REPEATED);
    }

    @Override
    public Extractor<EventContext> extractor(FieldDefinition definition, @Nullable String argument)
            throws FieldException {
        if (definition.equals(PARITY)) {
            return (Extractor.OfNumber<EventContext>) (event, out) -> {
                out.value = event.process() == null ? 0 : event.process().pid() & 1;
                return event.process() != null;
            };
        }
        int times = Integer.parseInt(String.valueOf(argument));
        if (times > 9) {
            throw new FieldException("sample.repeated[" + times + "]: expected at most 9");
        }
        return (Extractor.OfText<EventContext>)
                event -> event.process() == null ? null : event.process().name().repeat(times);
    }
}
