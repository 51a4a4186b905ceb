// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import org.jspecify.annotations.Nullable;

/**
 * A field as people write it, such as {@code proc.aname[2]}.
 *
 * @param name the part before the brackets
 * @param argument the text in the brackets, without quotes around it; null without brackets
 */
public record WrittenField(String name, @Nullable String argument) {
    /** Splits a text. */
    public static WrittenField of(String text) {
        int bracket = text.endsWith("]") ? text.indexOf('[') : -1;
        return bracket < 0
                ? new WrittenField(text, null)
                : new WrittenField(
                        text.substring(0, bracket),
                        FieldDefinition.unquoted(text.substring(bracket + 1, text.length() - 1)));
    }
}
