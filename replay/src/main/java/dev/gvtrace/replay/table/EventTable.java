// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.field.Extractor.NumberValue;
import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldException;
import dev.gvtrace.replay.field.WrittenField;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.NearestName;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table {@code events}: every event, with each field of the rule language as a column on demand. */
final class EventTable extends RowTable<EventContext> {
    private final Binding<EventContext> binding;

    EventTable(Binding<EventContext> binding) {
        super(columns(binding), Shows.EVENTS);
        this.binding = binding;
    }

    private static ColumnSet<EventContext> columns(Binding<EventContext> binding) {
        return ColumnSet.<EventContext>of("events", "An event: a call that returned, or what became of a process.")
                .number("evt", "Its number in the trace, from 1.", EventContext::number)
                .knownTime("time", "When it happened.", event -> event.event().timeNs())
                .number("pid", "The process, root PID namespace; no value if unknown.", EventTable::pid)
                .number("tid", "The thread, root PID namespace; no value if unknown.", EventTable::tid)
                .text("name", "The name of the process; no value if unknown.", EventTable::name)
                .text(
                        "type",
                        "The type, such as openat.",
                        event -> event.event().type().name())
                .text("res", "SUCCESS or the error's name; no value without a result.", text(binding, "evt.res"))
                .bool("failed", "True if it failed; no value if unknown.", number(binding, "evt.failed"))
                .text("args", "The arguments, as evt.args has them.", text(binding, "evt.args"))
                .build();
    }

    private static boolean pid(EventContext event, NumberValue out) {
        ProcessInfo process = event.process();
        if (process == null) {
            return false;
        }
        out.value = process.pid();
        return true;
    }

    private static boolean tid(EventContext event, NumberValue out) {
        ThreadInfo thread = event.thread();
        if (thread == null) {
            return false;
        }
        out.value = thread.tid();
        return true;
    }

    private static @Nullable String name(EventContext event) {
        ProcessInfo process = event.process();
        return process == null ? null : process.name();
    }

    private static Extractor.OfText<EventContext> text(Binding<EventContext> binding, String field) {
        return (Extractor.OfText<EventContext>) known(binding, field).extractor();
    }

    private static Extractor.OfNumber<EventContext> number(Binding<EventContext> binding, String field) {
        return (Extractor.OfNumber<EventContext>) known(binding, field).extractor();
    }

    private static Field<EventContext> known(Binding<EventContext> binding, String field) {
        try {
            return binding.resolve(field, null);
        } catch (FieldException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected ReadColumn<EventContext> column(String name) throws RequestException {
        WrittenField written = WrittenField.of(name);
        String field = written.name();
        String argument = written.argument() == null ? null : ByteText.fromUnicode(written.argument());
        try {
            Field<EventContext> resolved = binding.resolveForOutput(field, argument);
            ColumnType type = resolved.extractor() instanceof Extractor.OfAny ? ColumnType.TEXT_LIST : type(resolved);
            Column column = new Column(name, type, resolved.definition().description());
            return new ReadColumn<>(column, resolved.extractor());
        } catch (FieldException e) {
            String nearest = NearestName.of(field, binding.names());
            throw new RequestException("column '" + name + "': " + ByteText.toUnicode(String.valueOf(e.getMessage()))
                    + (nearest == null ? "" : "; nearest: " + nearest));
        }
    }

    private static ColumnType type(Field<EventContext> field) {
        return switch (field.type()) {
            case TEXT, PATH, OPAQUE -> ColumnType.TEXT;
            case BUFFER -> ColumnType.BYTES;
            case SIGNED, PORT -> ColumnType.INT64;
            case UNSIGNED -> ColumnType.UINT64;
            case BOOLEAN -> ColumnType.BOOL;
            case ABSOLUTE_TIME -> isPartOfTime(field) ? ColumnType.INT64 : ColumnType.TIME;
            case RELATIVE_TIME -> isPartOfTime(field) ? ColumnType.INT64 : ColumnType.DURATION;
            case ADDRESS, NETWORK -> ColumnType.ADDRESS;
            case DECIMAL -> ColumnType.DOUBLE;
            case TEXT_LIST -> ColumnType.TEXT_LIST;
        };
    }

    /** The seconds of a time, or the nanoseconds behind them, have the type of the whole time. */
    private static boolean isPartOfTime(Field<EventContext> field) {
        String name = field.definition().name();
        return name.endsWith(".s") || name.endsWith(".ns");
    }

    @Override
    protected Binding<EventContext> binding() {
        return binding;
    }

    @Override
    public Map<String, Set<String>> eventTypes(ScanRequest request) {
        String condition = request.condition();
        Map<String, Set<String>> types = new TreeMap<>();
        if (condition != null) {
            RowCondition.eventTypes(condition).forEach(type -> types.put(type, Set.of()));
        }
        return types;
    }

    @Override
    protected TraceScan start(Rows<EventContext> rows, ScanRequest request) {
        return new TraceScan() {
            @Override
            public Needs needs() {
                return Needs.PART;
            }

            @Override
            public void event(EventContext event) {
                rows.add(event);
            }
        };
    }
}
