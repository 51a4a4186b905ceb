// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.api.GvtraceException.Kind;
import dev.gvtrace.api.extension.Event;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.text.Text;
import org.jspecify.annotations.Nullable;

/** The event that an extension is being shown. For one thread. */
final class EventView implements Event {
    private final OwnFields fields;
    private final NumberValue number = new NumberValue();
    private @Nullable EventContext current;

    EventView(OwnFields fields) {
        this.fields = fields;
    }

    void begin(EventContext event) {
        current = event;
    }

    void end() {
        current = null;
    }

    private EventContext current() {
        EventContext event = current;
        if (event == null) {
            throw new GvtraceException(Kind.CLOSED, "the event is over: keep its values instead", null);
        }
        return event;
    }

    @Override
    public long number() {
        return current().number();
    }

    @Override
    public String type() {
        return current().event().type().name();
    }

    @Override
    public long timeNs() {
        return current().event().timeNs();
    }

    @Override
    public int pid() {
        ProcessInfo process = current().process();
        return process == null ? 0 : process.pid();
    }

    @Override
    public int threadId() {
        ThreadInfo thread = current().thread();
        return thread == null ? current().event().threadId() : thread.tid();
    }

    @Override
    public @Nullable Object value(String field) {
        Field<EventContext> known = fields.get(field);
        return known.extractor().accept(value(known));
    }

    private EventValue value(Field<EventContext> field) {
        return new EventValue(current(), field.type(), number);
    }

    @Override
    public @Nullable Text text(String field) {
        Field<EventContext> known = fields.get(field);
        if (known.extractor() instanceof Extractor.OfText<EventContext> extractor) {
            return value(known).text(extractor);
        }
        throw ExtensionValues.wrong("field '" + field + "' is " + known.typeName() + ", expected a text");
    }

    @Override
    public long number(String field, long otherwise) {
        Field<EventContext> known = fields.get(field);
        if (known.extractor() instanceof Extractor.OfNumber<EventContext> extractor) {
            return extractor.number(current(), number) ? number.value : otherwise;
        }
        throw ExtensionValues.wrong("field '" + field + "' is " + known.typeName() + ", expected a number");
    }
}
