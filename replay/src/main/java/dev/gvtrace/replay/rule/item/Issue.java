// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import dev.gvtrace.replay.rule.source.FilePlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One error or warning about a rule file.
 *
 * <p>More than six components: one for each part of a message about a rule file.
 *
 * @param code kind of the issue
 * @param message what is wrong; Falco's message where it has one
 * @param place the exact place in the file, also inside folded and quoted text
 * @param hint what was expected or is near, for users; null if there is none
 * @param locations from the file inwards to the place, as Falco counts
 * @param snippet the line and a caret, as Falco shows them
 * @param deprecatedField the field that a {@link IssueCode#LOAD_DEPRECATED_ITEM} is about; null for others
 */
public record Issue(
        IssueCode code,
        String message,
        FilePlace place,
        @Nullable String hint,
        List<Location> locations,
        String snippet,
        @Nullable String deprecatedField) {
    /** Copies the list. */
    public Issue {
        locations = List.copyOf(locations);
    }

    /**
     * One step of the way from the file to the place, in Falco's terms: line, column and offset count from 0; inside a
     * condition they are those of its YAML node plus the parser's own.
     *
     * @param itemType such as {@code rule}
     * @param itemName such as the rule's name, empty if there is none
     * @param name the file, or the start of the condition in quotes
     * @param line lines before it
     * @param column characters before it in the line
     * @param offset bytes before it
     */
    public record Location(String itemType, String itemName, String name, int line, int column, int offset) {}
}
