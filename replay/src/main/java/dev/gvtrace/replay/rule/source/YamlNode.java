// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.source;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of a rule file's YAML, with its place. Scalars stay text: what they mean is up to the reader.
 *
 * <p>More than six components of a scalar: its text, how it was written, and where.
 */
public sealed interface YamlNode {
    /** The words that stand for no value when unquoted. */
    Set<String> NULL_WORDS = Set.of("", "~", "null", "Null", "NULL");

    /** The file that it is in. */
    RuleFile file();

    /** Where it starts in the file's text. */
    int start();

    /** True for a plain scalar that says there is no value. */
    default boolean isNull() {
        return false;
    }

    /** How a scalar was written. */
    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        LITERAL,
        FOLDED
    }

    /**
     * A scalar.
     *
     * @param file it is in
     * @param start of what was written, quotes and block header included
     * @param end of it
     * @param text as decoded
     * @param style as written
     * @param tagged true if it carries a tag
     * @param places where each character of the text stands
     */
    record Scalar(RuleFile file, int start, int end, String text, Style style, boolean tagged, ScalarPlaces places)
            implements YamlNode {
        /** A text that was not written, in the place of one that is missing there. */
        public static Scalar standIn(RuleFile file, int offset, String text) {
            return new Scalar(file, offset, offset, text, Style.PLAIN, false, ScalarPlaces.from(offset));
        }

        /** The text that is between two offsets of a file, character by character. */
        public static Scalar written(RuleFile file, int start, int end) {
            String text = file.text().substring(start, end);
            return new Scalar(file, start, end, text, Style.PLAIN, false, ScalarPlaces.from(start));
        }

        /** The same as a text in quotes: it is never a null. */
        public Scalar quoted() {
            return new Scalar(file, start, end, text, Style.DOUBLE_QUOTED, tagged, places);
        }

        /** Where in the file the character at an index of the text stands. */
        public int offset(int index) {
            return Math.min(end, places.offset(index));
        }

        @Override
        public boolean isNull() {
            return style == Style.PLAIN && !tagged && NULL_WORDS.contains(text);
        }
    }

    /** A sequence. */
    record Sequence(RuleFile file, int start, List<YamlNode> items) implements YamlNode {}

    /** A mapping. A key may occur twice: the first occurrence counts. */
    record Mapping(RuleFile file, int start, List<Entry> entries) implements YamlNode {
        /** The value of the first entry with that key; null if there is none. */
        public @Nullable YamlNode get(String key) {
            Entry entry = entry(key);
            return entry == null ? null : entry.value();
        }

        /** The first entry with that key. */
        public @Nullable Entry entry(String key) {
            for (Entry entry : entries) {
                if (entry.key() instanceof Scalar scalar && scalar.text().equals(key)) {
                    return entry;
                }
            }
            return null;
        }
    }

    /** One key with its value. */
    record Entry(YamlNode key, YamlNode value) {}
}
