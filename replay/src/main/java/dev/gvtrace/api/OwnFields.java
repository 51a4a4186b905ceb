// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldDefinition.Flag;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.field.WrittenField;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.ByteText;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The fields that gvtrace has itself, as an extension reads them: each is looked up once. Thread-safe. */
final class OwnFields {
    /** Names that are kept: an extension may make ever new ones, of which the rest is looked up each time. */
    private static final int MOST_FIELDS = 4096;

    private final Map<String, Field<EventContext>> fields = new ConcurrentHashMap<>();
    private @Nullable EventBinding binding;

    /**
     * The field with this name, with its argument if any, as an output writes it.
     *
     * @throws GvtraceException INVALID_REQUEST if there is none, or it depends on more than the event
     */
    Field<EventContext> get(String name) {
        Field<EventContext> known = fields.get(name);
        if (known == null) {
            known = resolve(name);
            if (fields.size() < MOST_FIELDS) {
                fields.put(name, known);
            }
        }
        return known;
    }

    private synchronized EventBinding binding() {
        EventBinding known = binding;
        if (known == null) {
            known = Problems.translated(() -> EventBinding.of(List.of()));
            binding = known;
        }
        return known;
    }

    private Field<EventContext> resolve(String text) {
        EventBinding own = binding();
        WrittenField written = WrittenField.of(text);
        String name = written.name();
        String argument = written.argument() == null ? null : ByteText.fromUnicode(written.argument());
        try {
            Field<EventContext> field = own.resolveForOutput(name, argument);
            if (field.definition().is(Flag.STATEFUL)) {
                throw ExtensionValues.wrong(
                        "field '" + text + "' depends on the events before: expected one that depends on the event");
            }
            return field;
        } catch (FieldException e) {
            String nearest = own.nearest(name);
            throw ExtensionValues.wrong(ByteText.toUnicode(String.valueOf(e.getMessage()))
                    + (nearest == null || nearest.equals(name) ? "" : "; nearest: " + nearest));
        }
    }
}
