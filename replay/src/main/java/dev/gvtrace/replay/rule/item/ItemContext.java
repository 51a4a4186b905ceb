// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import dev.gvtrace.replay.rule.source.FilePlace;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What encloses a node of a rule file, as Falco names it: the file's content, an item, a part of it.
 *
 * @param parent what encloses this; null for the file's content
 * @param itemType one of the constants here
 * @param itemName empty if there is none
 * @param place where it stands
 */
public record ItemContext(@Nullable ItemContext parent, String itemType, String itemName, FilePlace place) {
    public static final String CONTENT = "rules content";
    public static final String CONTENT_ITEM = "rules content item";
    public static final String ENGINE_VERSION = "required_engine_version";
    public static final String PLUGIN_VERSIONS = "required plugin versions";
    public static final String PLUGIN_ENTRY = "required plugin versions entry";
    public static final String PLUGIN_ALTERNATIVE = "required plugin versions alternative";
    public static final String LIST = "list";
    public static final String LIST_ITEM = "list item";
    public static final String MACRO = "macro";
    public static final String MACRO_CONDITION = "macro condition";
    public static final String RULE = "rule";
    public static final String RULE_CONDITION = "rule condition";
    public static final String RULE_OUTPUT = "rule output";
    public static final String OUTPUT_EXPRESSION = "rule output expression";
    public static final String RULE_PRIORITY = "rule priority";
    public static final String OVERRIDES = "overrides";
    public static final String EXCEPTIONS = "exceptions";
    public static final String EXCEPTION = "exception";
    public static final String EXCEPTION_VALUES = "exception values";
    public static final String EXCEPTION_VALUE = "exception value";
    public static final String VALUE_FOR = "value for";
    public static final String CONDITION_EXPRESSION = "condition expression";

    /** The context of a whole file. */
    public static ItemContext of(RuleFile file) {
        return new ItemContext(null, CONTENT, "", new FilePlace(file, 0, 1));
    }

    /** The context of a file's text that is a part of another file. */
    public static ItemContext of(FilePlace place) {
        return new ItemContext(null, CONTENT, "", place);
    }

    /** A part of this. */
    public ItemContext inner(String type, String name, YamlNode node) {
        return new ItemContext(this, type, name, FilePlace.of(node));
    }

    /** This and what encloses it, outermost first. */
    List<Issue.Location> locations() {
        Deque<Issue.Location> all = new ArrayDeque<>();
        for (ItemContext context = this; context != null; context = context.parent) {
            all.addFirst(context.location());
        }
        return new ArrayList<>(all);
    }

    private Issue.Location location() {
        return new Issue.Location(
                itemType,
                itemName,
                place.file().name(),
                place.line() - 1,
                place.column() - 1,
                place.file().byteOffset(place.offset()));
    }
}
