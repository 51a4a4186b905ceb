// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A value in an item of a rule file: a text, sequence or mapping of Falco's YAML, with its place in the file. Places
 * are indexes into the file's text. Immutable.
 *
 * <pre>{@code
 * rules.item(RuleNode.mapping(start)
 *         .with("rule", RuleNode.written(start, bar))
 *         .with("condition", RuleNode.written(bar + 1, end))
 *         .with("output", RuleNode.text("%evt.type by %proc.name", start))
 *         .with("desc", RuleNode.written(start, bar))
 *         .with("priority", RuleNode.text("NOTICE", start)));
 * }</pre>
 */
public sealed interface RuleNode {
    /**
     * Text that occurs literally in the file: an error in it is reported at its exact place.
     *
     * @param start where it begins
     * @param end index after it
     */
    record Written(int start, int end) implements RuleNode {}

    /**
     * Text that does not occur literally in the file: a default, or text decoded from escapes.
     *
     * @param text the text; never a YAML null, even if empty
     * @param place where an error in it is reported
     */
    record Inserted(String text, int place) implements RuleNode {
        /** A text. */
        public Inserted {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A sequence, such as the items of a list.
     *
     * @param place where it begins
     * @param items in order
     */
    record Sequence(int place, List<RuleNode> items) implements RuleNode {
        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * A mapping, such as an item or an exception of a rule.
     *
     * @param place where it begins
     * @param entries values by key
     */
    record Mapping(int place, Map<String, RuleNode> entries) implements RuleNode {
        /** Copies the map. */
        public Mapping {
            Map<String, RuleNode> copy = new LinkedHashMap<>();
            entries.forEach((key, value) -> copy.put(Objects.requireNonNull(key), Objects.requireNonNull(value)));
            entries = Collections.unmodifiableMap(copy);
        }

        /** A copy with one more key, or with another value for a key. */
        public Mapping with(String key, RuleNode value) {
            Map<String, RuleNode> more = new LinkedHashMap<>(entries);
            more.put(key, value);
            return new Mapping(place, more);
        }
    }

    /** Text that occurs literally in the file between two indexes. */
    static RuleNode written(int start, int end) {
        return new Written(start, end);
    }

    /** Text that does not occur literally in the file. */
    static RuleNode text(String text, int place) {
        return new Inserted(text, place);
    }

    /** A sequence that begins at a place. */
    static RuleNode sequence(int place, List<RuleNode> items) {
        return new Sequence(place, items);
    }

    /** A mapping that begins at a place, without keys so far. */
    static Mapping mapping(int place) {
        return new Mapping(place, Map.of());
    }
}
