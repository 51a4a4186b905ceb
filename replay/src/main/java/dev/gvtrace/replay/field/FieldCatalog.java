// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.field.FieldDefinition.Argument;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All fields: those of Falco's language (rule language reference 5) and gvtrace's own. Names, types and descriptions
 * stand in the resource {@code fields.txt}; how a field is read stands in the classes of its family. Thread-safe.
 */
public final class FieldCatalog {
    private static final Map<String, FieldDefinition> DEFINITIONS = DefinitionReader.read();
    private static final String ARGUMENT = "evt.arg";
    private static final String RAW_ARGUMENT = "evt.rawarg";
    private static final int INDEX_BITS = Integer.SIZE;
    /** Fields whose argument is a name behind a dot; each needs one, so the part before the last dot names it. */
    private static final String[] DOTTED = {RAW_ARGUMENT, ARGUMENT, "evt.type.is", "thread.cgroup"};

    private FieldCatalog() {}

    /** All definitions, in the order of groups and names. */
    public static Collection<FieldDefinition> all() {
        return DEFINITIONS.values();
    }

    /** The definition of that name; {@code evt.arg.name} finds evt.arg. Null if there is none. */
    public static @Nullable FieldDefinition find(String name) {
        FieldDefinition exact = DEFINITIONS.get(name);
        if (exact != null) {
            return exact;
        }
        String dotted = dottedName(name);
        return dotted == null ? null : DEFINITIONS.get(dotted);
    }

    /**
     * The field of that name with that argument. Each call makes a new extractor if the field has state.
     *
     * @param name the name up to the bracket, such as {@code proc.aname} or {@code evt.arg.fd}
     * @param argument what stands in the brackets, without quotes; null without brackets
     * @throws FieldException if there is no such field, or its argument is missing, unknown or not allowed; the message
     *     is Falco's (rule language reference 1.12)
     */
    public static Field resolve(String name, @Nullable String argument) throws FieldException {
        return resolve(name, argument, false);
    }

    /**
     * The field as an output template prints it. It differs from {@link #resolve} for the fields that stand for several
     * values in a condition: {@code proc.aname} prints all ancestors, {@code proc.apid} the process itself.
     */
    public static Field resolveForOutput(String name, @Nullable String argument) throws FieldException {
        return resolve(name, argument, true);
    }

    private static Field resolve(String name, @Nullable String argument, boolean output) throws FieldException {
        FieldDefinition definition = DEFINITIONS.get(name);
        String key = argument;
        if (definition == null) {
            String dotted = dottedName(name);
            if (dotted == null || argument != null) {
                throw argument == null && needsArgument(name) ? withoutArgument(name) : nonexistent(name, argument);
            }
            definition = DEFINITIONS.get(dotted);
            key = name.substring(dotted.length() + 1);
        }
        if (definition == null) {
            throw nonexistent(name, argument);
        }
        check(definition, name, key, definition.name().equals(name));
        String text = argument == null ? name : name + '[' + argument + ']';
        if (definition.name().equals(RAW_ARGUMENT) && key != null) {
            return rawArgument(definition, key, text);
        }
        return new Field(
                definition,
                key,
                text,
                definition.type(),
                definition.bits(),
                definition.typeName(),
                ExtractorFactory.extractor(definition, key, key != null && argument == null, output));
    }

    private static Field rawArgument(FieldDefinition definition, String key, String text) throws FieldException {
        ArgumentType type = ArgumentType.of(key);
        if (type == null) {
            throw new FieldException("unknown event argument " + key);
        }
        return new Field(
                definition, key, text, type.type(), type.bits(), type.typeName(), ArgumentFields.raw(key, type));
    }

    private static void check(FieldDefinition definition, String name, @Nullable String key, boolean brackets)
            throws FieldException {
        Argument rule = definition.argument();
        if (key == null) {
            if (rule.required()) {
                throw definition.ofPlugin()
                        ? withoutArgument(name)
                        : new FieldException("filter syntax error: " + name);
            }
            return;
        }
        if (!brackets) {
            if (definition.name().equals(ARGUMENT) && ArgumentType.of(key) == null) {
                throw new FieldException("unknown event argument " + key);
            }
            return;
        }
        if (rule == Argument.NONE) {
            throw definition.ofPlugin()
                    ? new FieldException("filter '" + name + '[' + key + "]': " + name
                            + " does not allow nor require an argument but one is provided: " + key)
                    : nonexistent(name, key);
        }
        if (rule == Argument.REQUIRED_NAME || definition.name().equals(RAW_ARGUMENT)) {
            throw new FieldException("filter syntax error: " + name + '[' + key + ']');
        }
        if (rule.takesIndex() && !rule.takesKey() && WholeNumber.signed(key, INDEX_BITS) == null) {
            throw rule.required() ? new FieldException(key + " is not a valid number") : nonexistent(name, key);
        }
    }

    /** True if the longest field of the plugin that the name begins with can't stand without an argument. */
    private static boolean needsArgument(String name) {
        FieldDefinition begins = beginning(name);
        return begins != null && begins.ofPlugin() && begins.argument().required();
    }

    private static @Nullable FieldDefinition beginning(String name) {
        for (int end = name.length(); end > 0; end--) {
            FieldDefinition definition = DEFINITIONS.get(name.substring(0, end));
            if (definition != null) {
                return definition;
            }
        }
        return null;
    }

    private static FieldException withoutArgument(String name) {
        FieldDefinition field = beginning(name);
        return new FieldException("filter '" + name + "': " + (field == null ? name : field.name())
                + " requires an argument but none provided");
    }

    /**
     * What a name most likely means whose argument stands behind a dot: {@code k8s.pod.label[role]} for {@code
     * k8s.pod.label.role}. Null if no field that takes an argument begins it.
     */
    public static @Nullable String inBrackets(String name) {
        FieldDefinition field = beginning(name);
        if (field == null || !(field.argument().takesKey() || field.argument().takesIndex())) {
            return null;
        }
        String rest = name.substring(field.name().length());
        return rest.length() > 1 && rest.charAt(0) == '.' ? field.name() + '[' + rest.substring(1) + ']' : null;
    }

    private static FieldException nonexistent(String name, @Nullable String argument) {
        String text = argument == null ? name : name + '[' + argument + ']';
        return new FieldException("filter_check called with nonexistent field " + text);
    }

    /** The index that an argument is; null if there is none or it is -1, which to Falco means the same. */
    static @Nullable Integer index(@Nullable String key) {
        Long index = key == null ? null : WholeNumber.signed(key, INDEX_BITS);
        return index == null || index == -1 ? null : (Integer) index.intValue();
    }

    private static @Nullable String dottedName(String name) {
        for (String prefix : DOTTED) {
            if (name.length() > prefix.length() + 1 && name.startsWith(prefix) && name.charAt(prefix.length()) == '.') {
                return prefix;
            }
        }
        return null;
    }

    /**
     * For output templates: the longest field, with its argument if one follows, that stands in the text at the position.
     * Returns its end, or -1 if none does.
     */
    public static int longestMatch(String text, int position) {
        int limit = position;
        while (limit < text.length() && isNamePart(text.charAt(limit))) {
            limit++;
        }
        int end = -1;
        for (int at = limit; at > position && end < 0; at--) {
            end = match(text, position, at);
        }
        return end;
    }

    /** The end of the field whose name ends at {@code at}, -1 if there is no such name. */
    private static int match(String text, int position, int at) {
        String name = text.substring(position, at);
        FieldDefinition definition = DEFINITIONS.get(name);
        if (definition != null) {
            Argument rule = definition.argument();
            boolean bracket = at < text.length() && text.charAt(at) == '[';
            if (bracket && (rule.takesIndex() || rule.takesKey() || definition.ofPlugin())) {
                int close = closingBracket(text, at);
                if (close > 0 && (rule != Argument.OPTIONAL_INDEX || isIndex(text.substring(at + 1, close)))) {
                    return close + 1;
                }
            }
            // What is no argument of a field that may stand without is text.
            return rule.required() && !definition.ofPlugin() ? -1 : at;
        }
        String dotted = dottedName(name);
        if (dotted == null) {
            return -1;
        }
        int from = position + dotted.length() + 1;
        if (dotted.equals(ARGUMENT) || dotted.equals(RAW_ARGUMENT)) {
            return ArgumentType.of(text.substring(from, at)) == null ? -1 : at;
        }
        return at;
    }

    private static boolean isIndex(String argument) {
        return WholeNumber.signed(unquoted(argument), INDEX_BITS) != null;
    }

    /** An argument without the quotes around it. */
    public static String unquoted(String argument) {
        char first = argument.isEmpty() ? ' ' : argument.charAt(0);
        boolean quoted = argument.length() > 1
                && (first == '"' || first == '\'')
                && argument.charAt(argument.length() - 1) == first;
        return quoted ? argument.substring(1, argument.length() - 1) : argument;
    }

    private static int closingBracket(String text, int open) {
        int at = open + 1;
        if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            char quote = text.charAt(at);
            int end = text.indexOf(quote, at + 1);
            while (end > 0 && text.charAt(end - 1) == '\\') {
                end = text.indexOf(quote, end + 1);
            }
            return end > 0 && end + 1 < text.length() && text.charAt(end + 1) == ']' ? end + 1 : -1;
        }
        return text.indexOf(']', at);
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.';
    }
}
