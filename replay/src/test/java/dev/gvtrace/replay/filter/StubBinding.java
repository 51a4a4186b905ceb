// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.state.EventContext;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The fields of events, each read in another way. */
public final class StubBinding implements Binding<EventContext> {
    private final EventBinding events = Installed.binding();
    private final UnaryOperator<Field<EventContext>> reader;

    /** With what is put in place of each field. */
    public StubBinding(UnaryOperator<Field<EventContext>> reader) {
        this.reader = reader;
    }

    @Override
    public Collection<FieldDefinition> all() {
        return events.all();
    }

    @Override
    public @Nullable FieldDefinition find(String name) {
        return events.find(name);
    }

    @Override
    public Field<EventContext> resolve(String name, @Nullable String argument) throws FieldException {
        return reader.apply(events.resolve(name, argument));
    }

    @Override
    public Field<EventContext> resolveForOutput(String name, @Nullable String argument) throws FieldException {
        return reader.apply(events.resolveForOutput(name, argument));
    }

    @Override
    public int longestMatch(String text, int position) {
        return events.longestMatch(text, position);
    }

    @Override
    public @Nullable String inBrackets(String name) {
        return events.inBrackets(name);
    }

    @Override
    public String expected() {
        return events.expected();
    }

    @Override
    public Function<EventContext, Event> event() {
        return events.event();
    }
}
