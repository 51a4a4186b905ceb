// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.api.ColumnType;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field that an extension adds: a name, a type, and a function from an event to a value. Immutable.
 *
 * <p>The function returns null for an event without a value, otherwise a value of the field's type: see {@link
 * ColumnType} and {@link RowSink#add}, which takes the same. It is called by several threads at once, one for each
 * trace, and only where a condition or an output needs the value. The value has to depend on the event alone; otherwise
 * results differ from run to run. If the function throws or returns a value of another type, reading ends with an error
 * that names the extension, the field and the event.
 */
public final class EventField {
    private final String name;
    private final ColumnType type;
    private final String description;
    private final boolean takesArgument;
    private final Function<String, Function<Event, @Nullable Object>> reader;

    private EventField(
            String name,
            ColumnType type,
            String description,
            boolean takesArgument,
            Function<String, Function<Event, @Nullable Object>> reader) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = Objects.requireNonNull(type, "type");
        this.description = Objects.requireNonNull(description, "description");
        this.takesArgument = takesArgument;
        this.reader = reader;
    }

    /**
     * A field without an argument.
     *
     * @param name at least two words joined by dots, such as {@code acme.tenant}; unique among all fields
     * @param type determines the operators that a condition may use and how a value is printed
     * @param description a sentence for {@code gvtrace fields}
     * @param value maps an event to its value, or to null if it has none
     */
    public static EventField of(
            String name, ColumnType type, String description, Function<Event, @Nullable Object> value) {
        Objects.requireNonNull(value, "value");
        return new EventField(name, type, description, false, argument -> value);
    }

    /**
     * A field that requires an argument in brackets, such as {@code acme.label[team]}.
     *
     * @param name as {@link #of}, without the brackets
     * @param type as {@link #of}
     * @param description as {@link #of}
     * @param value makes the function from an event to a value for an argument, which is passed without quotes; called
     *     once for each occurrence of the field. An {@link IllegalArgumentException} rejects the argument: its message,
     *     which names what was expected, becomes an error of the rule file
     */
    public static EventField withArgument(
            String name,
            ColumnType type,
            String description,
            Function<String, Function<Event, @Nullable Object>> value) {
        return new EventField(name, type, description, true, Objects.requireNonNull(value, "value"));
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The type of its values. */
    public ColumnType type() {
        return type;
    }

    /** The sentence for {@code gvtrace fields}. */
    public String description() {
        return description;
    }

    /** Whether it requires an argument in brackets. */
    public boolean takesArgument() {
        return takesArgument;
    }

    /**
     * The function from an event to a value.
     *
     * @param argument the argument; empty for a field without one
     * @throws IllegalArgumentException if the argument is invalid
     */
    public Function<Event, @Nullable Object> reader(String argument) {
        return reader.apply(argument);
    }
}
