// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.field.FieldDefinition.Argument;
import dev.gvtrace.replay.provider.NamedCatalog;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.provider.Providers;
import dev.gvtrace.replay.state.EventContext;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of events: those of Falco's language (rule language reference 5), gvtrace's own, and those of {@link
 * FieldProvider}s. Names, types and descriptions of the first two are in the resource {@code fields.txt}; the classes
 * of a family read its fields. Immutable and thread-safe.
 */
public final class EventBinding implements Binding<EventContext> {
    private static final String ARGUMENT = "evt.arg";
    private static final String RAW_ARGUMENT = "evt.rawarg";
    private static final int INDEX_BITS = Integer.SIZE;
    /** Fields whose argument is a name after a dot; it is required, so the field's name ends before the last dot. */
    private static final String[] DOTTED = {RAW_ARGUMENT, ARGUMENT, "evt.type.is", "thread.cgroup"};

    private final NamedCatalog<FieldProvider, FieldDefinition> definitions;

    private EventBinding(NamedCatalog<FieldProvider, FieldDefinition> definitions) {
        this.definitions = definitions;
    }

    /**
     * The fields of gvtrace and of all providers on the class path. Reads them again with each call.
     *
     * @throws ProviderException if a provider cannot be created, or its fields cannot be added
     */
    public static EventBinding load() throws ProviderException {
        return of(Providers.installed(FieldProvider.class, Fields.NOUN));
    }

    /**
     * The fields of gvtrace and of these providers.
     *
     * @throws ProviderException if two fields have the same name, or a name or its kind of argument is not allowed
     */
    public static EventBinding of(List<? extends FieldProvider> providers) throws ProviderException {
        return new EventBinding(
                NamedCatalog.of(new Fields(), DefinitionReader.read().values(), providers));
    }

    /** The fields of providers. */
    private static final class Fields implements NamedCatalog.Kind<FieldProvider, FieldDefinition> {
        static final String NOUN = "field";
        private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*(\\.[a-zA-Z][a-zA-Z0-9_]*)+");

        @Override
        public String noun() {
            return NOUN;
        }

        @Override
        public String owner(FieldProvider provider) {
            String name = provider.name();
            String type = Providers.name(provider);
            return name.equals(type) ? type : name + " (" + type + ")";
        }

        @Override
        public List<FieldDefinition> of(FieldProvider provider) {
            return provider.definitions();
        }

        @Override
        public String name(FieldDefinition field) {
            return field.name();
        }

        @Override
        public @Nullable String expected(FieldDefinition field) {
            Argument argument = field.argument();
            boolean behindDot = argument == Argument.EVENT_ARGUMENT || argument == Argument.REQUIRED_NAME;
            return behindDot || !NAME.matcher(field.name()).matches() || dottedName(field.name()) != null
                    ? "words joined by dots, and an argument in brackets if any"
                    : null;
        }
    }

    @Override
    public Collection<FieldDefinition> all() {
        return definitions.all();
    }

    @Override
    public @Nullable FieldDefinition find(String name) {
        FieldDefinition exact = definitions.find(name);
        if (exact != null) {
            return exact;
        }
        String dotted = dottedName(name);
        return dotted == null ? null : definitions.find(dotted);
    }

    @Override
    public String expected() {
        return "a field that 'gvtrace fields' lists";
    }

    @Override
    public Function<EventContext, Event> event() {
        return EventContext::event;
    }

    /** {@inheritDoc} Messages are Falco's (rule language reference 1.12). */
    @Override
    public Field<EventContext> resolve(String name, @Nullable String argument) throws FieldException {
        return resolve(name, argument, false);
    }

    /** {@inheritDoc} {@code proc.aname} prints all ancestors, {@code proc.apid} the process itself. */
    @Override
    public Field<EventContext> resolveForOutput(String name, @Nullable String argument) throws FieldException {
        return resolve(name, argument, true);
    }

    private Field<EventContext> resolve(String name, @Nullable String argument, boolean output) throws FieldException {
        FieldDefinition definition = definitions.find(name);
        String key = argument;
        if (definition == null) {
            String dotted = dottedName(name);
            if (dotted == null || argument != null) {
                throw argument == null && needsArgument(name) ? withoutArgument(name) : nonexistent(name, argument);
            }
            definition = definitions.find(dotted);
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
        FieldProvider provider = definitions.provider(name);
        Extractor<EventContext> extractor = provider == null
                ? ExtractorFactory.extractor(definition, key, key != null && argument == null, output)
                : provider.extractor(definition, key);
        return Field.of(definition, key, text, extractor);
    }

    private static Field<EventContext> rawArgument(FieldDefinition definition, String key, String text)
            throws FieldException {
        ArgumentType type = ArgumentType.of(key);
        if (type == null) {
            throw new FieldException("unknown event argument " + key);
        }
        return new Field<>(
                definition, key, text, type.type(), type.bits(), type.typeName(), ArgumentFields.raw(key, type));
    }

    private void check(FieldDefinition definition, String name, @Nullable String key, boolean brackets)
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

    /** True if the longest field of the plugin that the name begins with cannot be used without an argument. */
    private boolean needsArgument(String name) {
        FieldDefinition begins = beginning(name);
        return begins != null && begins.ofPlugin() && begins.argument().required();
    }

    private @Nullable FieldDefinition beginning(String name) {
        for (int end = name.length(); end > 0; end--) {
            FieldDefinition definition = definitions.find(name.substring(0, end));
            if (definition != null) {
                return definition;
            }
        }
        return null;
    }

    private FieldException withoutArgument(String name) {
        FieldDefinition field = beginning(name);
        return new FieldException(
                "filter '" + name + "': " + (field == null ? name : field.name())
                        + " requires an argument but none provided",
                FieldException.Kind.ARGUMENT_MISSING);
    }

    @Override
    public @Nullable String inBrackets(String name) {
        FieldDefinition field = beginning(name);
        if (field == null || !(field.argument().takesKey() || field.argument().takesIndex())) {
            return null;
        }
        String rest = name.substring(field.name().length());
        return rest.length() > 1 && rest.charAt(0) == '.' ? field.name() + '[' + rest.substring(1) + ']' : null;
    }

    private static FieldException nonexistent(String name, @Nullable String argument) {
        String text = argument == null ? name : name + '[' + argument + ']';
        return FieldException.unknown("filter_check called with nonexistent field " + text);
    }

    private static @Nullable String dottedName(String name) {
        for (String prefix : DOTTED) {
            if (name.length() > prefix.length() + 1 && name.startsWith(prefix) && name.charAt(prefix.length()) == '.') {
                return prefix;
            }
        }
        return null;
    }

    @Override
    public int longestMatch(String text, int position) {
        int end = -1;
        for (int at = FieldDefinition.nameEnd(text, position); at > position && end < 0; at--) {
            end = match(text, position, at);
        }
        return end;
    }

    /** The end of the field whose name ends at {@code at}, or -1 if there is no such name. */
    private int match(String text, int position, int at) {
        String name = text.substring(position, at);
        FieldDefinition definition = definitions.find(name);
        if (definition != null) {
            Argument rule = definition.argument();
            boolean bracket = at < text.length() && text.charAt(at) == '[';
            if (bracket && (rule.takesIndex() || rule.takesKey() || definition.ofPlugin())) {
                int close = closingBracket(text, at);
                if (close > 0 && (rule != Argument.OPTIONAL_INDEX || isIndex(text.substring(at + 1, close)))) {
                    return close + 1;
                }
            }
            // If the argument is optional and this is not one, it is text.
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
        return WholeNumber.signed(FieldDefinition.unquoted(argument), INDEX_BITS) != null;
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
}
