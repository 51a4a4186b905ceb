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

/** Where the parts of a rule's condition stand in the rule files. Immutable, thread-safe. */
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
     * @param fields it looks at
     * @param values how many it has; without any it does nothing
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

    /** The condition's text, exceptions and lists in place, macros as names. */
    public String condition() {
        return condition.written();
    }

    /**
     * Where a part of the condition stands.
     *
     * @param position of the part
     * @param macro the macro in whose text the position lies; null for the rule's own
     */
    public FilePlace place(Position position, @Nullable String macro) {
        SourceMappedText text = macro == null ? condition : macros.getOrDefault(macro, condition);
        return text.place(position.index(), WordLength.at(text.text(), position.index()));
    }

    /**
     * The lists of which items stand in a check.
     *
     * @param position of the check
     * @param macro the macro in whose text the position lies; null for the rule's own
     */
    public Set<String> listsIn(Position position, @Nullable String macro) {
        SourceMappedText text = macro == null ? condition : macros.getOrDefault(macro, condition);
        int start = position.index();
        return text.listsBetween(start, start + WordLength.ofCheck(text.text(), start));
    }

    /**
     * The exception that is behind one part of the condition; null if none is.
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

    /** The lists that were put into the rule's own text, with their definitions. */
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
