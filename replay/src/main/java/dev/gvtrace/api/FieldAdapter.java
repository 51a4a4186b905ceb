// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.extension.Event;
import dev.gvtrace.api.extension.EventField;
import dev.gvtrace.api.extension.FieldExtension;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldDefinition.Argument;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.field.FieldProvider;
import dev.gvtrace.replay.provider.Adapter;
import dev.gvtrace.replay.provider.Providers;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.ByteText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of an extension. */
final class FieldAdapter implements FieldProvider, Adapter {
    private final FieldExtension extension;
    private final OwnFields own = new OwnFields();
    private final Map<FieldDefinition, EventField> fields = new LinkedHashMap<>();
    private @Nullable List<FieldDefinition> definitions;

    FieldAdapter(FieldExtension extension) {
        this.extension = extension;
    }

    @Override
    public Object adapted() {
        return extension;
    }

    @Override
    public String name() {
        return Providers.name(extension);
    }

    @Override
    public synchronized List<FieldDefinition> definitions() {
        List<FieldDefinition> known = definitions;
        if (known == null) {
            known = new ArrayList<>();
            for (EventField field : List.copyOf(extension.fields())) {
                FieldDefinition definition = definition(field);
                known.add(definition);
                fields.put(definition, field);
            }
            definitions = List.copyOf(known);
        }
        return known;
    }

    private static FieldDefinition definition(EventField field) {
        FieldDefinition plain =
                FieldDefinition.plain(field.name(), Schemas.type(field.type()).fieldType(), field.description());
        return field.takesArgument()
                ? new FieldDefinition(
                        plain.name(), plain.type(), plain.bits(), Argument.REQUIRED_KEY, Set.of(), plain.description())
                : plain;
    }

    private synchronized EventField field(FieldDefinition definition) {
        EventField field = fields.get(definition);
        if (field == null) {
            throw new IllegalArgumentException("not a field of " + name() + ": " + definition.name());
        }
        return field;
    }

    @Override
    public Extractor<EventContext> extractor(FieldDefinition definition, @Nullable String argument)
            throws FieldException {
        EventField field = field(definition);
        Function<Event, @Nullable Object> reader = reader(field, argument == null ? "" : ByteText.toUnicode(argument));
        String place = "field '" + field.name() + "' at event ";
        return ExtensionValues.extractor(field.type(), event -> value(field, reader, place, event));
    }

    private Function<Event, @Nullable Object> reader(EventField field, String argument) throws FieldException {
        String text = field.takesArgument() ? field.name() + '[' + argument + ']' : field.name();
        try {
            return ExtensionCalls.required(extension, "field '" + text + "'", field.reader(argument));
        } catch (IllegalArgumentException e) {
            throw new FieldException(ByteText.fromUnicode(text + ": " + e.getMessage()));
        } catch (RuntimeException | Error e) {
            String message =
                    ExtensionCalls.failed(extension, "field '" + text + "'", e).getMessage();
            throw new FieldException(ByteText.fromUnicode(String.valueOf(message)));
        }
    }

    private @Nullable Object value(
            EventField field, Function<Event, @Nullable Object> reader, String place, EventContext event) {
        EventView view = new EventView(own);
        view.begin(event);
        try {
            return ExtensionValues.of(field.type(), reader.apply(view));
        } catch (RuntimeException | Error e) {
            throw ExtensionCalls.failed(extension, place + event.number(), e);
        } finally {
            view.end();
        }
    }
}
