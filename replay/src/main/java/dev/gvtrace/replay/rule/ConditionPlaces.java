// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.ast.Position;
import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.WordLength;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The places of a condition's parts in the rule files. Immutable, thread-safe. */
public final class ConditionPlaces {
    private final FilePlace place;
    private final SourceMappedText condition;
    private final Map<String, SourceMappedText> macros;
    private final Map<String, FilePlace> lists;
    private final List<ExceptionPart> exceptions;

    /**
     * An exception that takes part in the condition.
     *
     * @param name not empty
     * @param place where it is defined
     * @param fields its fields
     * @param values number of its values; without values it has no effect
     */
    public record ExceptionPart(String name, FilePlace place, List<String> fields, int values) {
        /** Copies the list. */
        public ExceptionPart {
            fields = List.copyOf(fields);
        }
    }

    ConditionPlaces(
            FilePlace place,
            SourceMappedText condition,
            Map<String, SourceMappedText> macros,
            Map<String, FilePlace> lists,
            List<ExceptionPart> exceptions) {
        this.place = place;
        this.condition = condition;
        this.macros = macros;
        this.lists = Map.copyOf(lists);
        this.exceptions = List.copyOf(exceptions);
    }

    /** Where the rule is defined. */
    public FilePlace place() {
        return place;
    }

    /** The condition's text with exceptions and lists inserted and macros as names. */
    public String condition() {
        return condition.written();
    }

    /**
     * The place of a part of the condition.
     *
     * @param position of the part
     * @param macro the macro that contains the position; null for the rule's own text
     */
    public FilePlace place(Position position, @Nullable String macro) {
        SourceMappedText text = macro == null ? condition : macros.getOrDefault(macro, condition);
        return text.place(position.index(), WordLength.at(text.text(), position.index()));
    }

    /**
     * The lists whose items are in a check.
     *
     * @param position of the check
     * @param macro the macro that contains the position; null for the rule's own text
     */
    public Set<String> listsIn(Position position, @Nullable String macro) {
        SourceMappedText text = macro == null ? condition : macros.getOrDefault(macro, condition);
        int start = position.index();
        return text.listsBetween(start, start + WordLength.ofCheck(text.text(), start));
    }

    /**
     * The exception that a part of the condition was made of; null if there is none.
     *
     * @param part of the condition, if the condition is a chain
     */
    public @Nullable ExceptionPart exceptionOf(int part) {
        int seen = 0;
        for (ExceptionPart exception : exceptions) {
            if (exception.values() > 0 && ++seen == part) {
                return exception;
            }
        }
        return null;
    }

    /** The lists inserted into the rule's own text, with their definitions. */
    public Map<String, FilePlace> lists() {
        return lists;
    }

    /** The names of {@link #lists}, sorted. */
    SortedSet<String> listNames() {
        return new TreeSet<>(lists.keySet());
    }

    /** The exceptions, in order. */
    public List<ExceptionPart> exceptions() {
        return exceptions;
    }
}
