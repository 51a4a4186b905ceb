// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.text.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names that conditions and outputs over one kind of subject may use, with their types and readers.
 * Conditions, outputs and transformers are checked and compiled against a binding. Immutable and thread-safe.
 *
 * @param <S> the subject: an event in its sandbox, a row of a table
 */
public interface Binding<S> {
    /** All definitions, in the order in which they are listed. */
    Collection<FieldDefinition> all();

    /** The names of all definitions, in the same order. */
    default List<String> names() {
        return all().stream().map(FieldDefinition::name).toList();
    }

    /** The definition that a name belongs to, which may have its argument after a dot; null if there is none. */
    @Nullable
    FieldDefinition find(String name);

    /**
     * The field with this name and argument, for conditions. Each call creates a new extractor if the field has state.
     *
     * @param name the name up to the bracket, such as {@code proc.aname} or {@code evt.arg.fd}
     * @param argument the text in the brackets, without quotes; null without brackets
     * @throws FieldException if there is no such field, or its argument is missing, unknown or not allowed
     */
    Field<S> resolve(String name, @Nullable String argument) throws FieldException;

    /** The same for outputs. It differs for fields that have several values in a condition. */
    default Field<S> resolveForOutput(String name, @Nullable String argument) throws FieldException {
        return resolve(name, argument);
    }

    /**
     * For outputs: the longest field, with its argument if there is one, at the position in the text.
     *
     * @return its end, or -1 if there is no field
     */
    default int longestMatch(String text, int position) {
        for (int end = FieldDefinition.nameEnd(text, position); end > position; end--) {
            if (find(text.substring(position, end)) != null) {
                return end;
            }
        }
        return -1;
    }

    /**
     * The likely meaning of a name whose argument follows a dot: {@code k8s.pod.label[role]} for {@code
     * k8s.pod.label.role}. Null if no field that takes an argument begins it.
     */
    default @Nullable String inBrackets(String name) {
        return null;
    }

    /** The name most likely meant by a misspelt one, or null if none is near. */
    default @Nullable String nearest(String name) {
        String bracketed = inBrackets(name);
        return bracketed != null
                ? bracketed
                : NearestName.of(name, all().stream().map(FieldDefinition::name).collect(Collectors.toSet()));
    }

    /**
     * True if all names have a dot, so that other words of a condition are macros; false for the columns of a table.
     */
    default boolean namesHaveDots() {
        return true;
    }

    /** The expectation in messages about unknown names, such as {@code a column of processes}. */
    String expected();

    /**
     * The event in a subject, for subjects that are events: their conditions are indexed by type, which decides checks
     * of {@code evt.type}. Null for all others.
     */
    default @Nullable Function<S, Event> event() {
        return null;
    }
}
