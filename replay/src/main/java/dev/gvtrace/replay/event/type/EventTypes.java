// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event.type;

import dev.gvtrace.replay.event.type.EventType.Parameter;
import dev.gvtrace.replay.event.type.EventType.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All event types, and what the rule language defines about their names (rule language reference 4.1 to 4.3, 7.2). They
 * are read from {@code events.txt}, a resource of this package. Immutable, thread-safe.
 */
public final class EventTypes {
    /** The number of codes in Falco's event table; a condition without evt.type covers all of them. */
    static final int CODES = 454;

    /** The name in conditions for all calls without an event of their own, and the name of their two codes. */
    static final String GENERIC = "syscall";

    private static final List<EventType> ALL = new ArrayList<>();
    private static final Map<String, EventType> BY_NAME = new HashMap<>(1024);
    private static final Map<String, String> ALIASES = new HashMap<>();
    private static final Map<String, Parameter> ARGUMENTS = new HashMap<>(512);
    private static final Map<String, Integer> GROUPS = new HashMap<>(512);
    private static final List<Integer> GROUP_CODES = new ArrayList<>();

    static {
        EventTable table = EventTable.read();
        for (EventTable.Row row : table.rows()) {
            add(row.name(), row.category(), row.parameters(), false, EventTable.traits(row.traits()));
            GROUPS.put(row.name(), GROUP_CODES.size());
            GROUP_CODES.add(row.codes());
        }
        GROUPS.put("NA", GROUP_CODES.size());
        int named = 0;
        for (int codes : GROUP_CODES) {
            named += codes;
        }
        GROUP_CODES.add(CODES - named);
        EventType generic = named(GENERIC);
        for (String name : table.generic()) {
            add(name, generic.category(), generic.parameters(), true, generic.traits());
            GROUPS.put(name, GROUPS.get(GENERIC));
        }
        for (Map.Entry<String, String> alias : table.aliases().entrySet()) {
            ALIASES.put(alias.getKey(), alias.getValue());
            GROUPS.put(alias.getKey(), GROUPS.get(alias.getValue()));
        }
        ARGUMENTS.putAll(table.arguments());
    }

    /** {@code execve}. */
    public static final EventType EXECVE = named("execve");
    /** {@code execveat}. */
    public static final EventType EXECVEAT = named("execveat");
    /** {@code clone}. */
    public static final EventType CLONE = named("clone");
    /** {@code procexit}. */
    public static final EventType PROCEXIT = named("procexit");
    /** {@code mmap}. */
    public static final EventType MMAP = named("mmap");
    /**
     * Defined by gvtrace: a thread whose clone was reported but which never sent a message; dispatched at the end of
     * its connection.
     */
    public static final EventType SILENT = named("silent");
    /** A call with an unknown name. */
    public static final EventType UNKNOWN = named("unknown");

    private EventTypes() {}

    private static void add(String name, String category, List<Parameter> parameters, boolean generic, int traits) {
        EventType type = new EventType(ALL.size(), name, category, parameters, generic, traits);
        ALL.add(type);
        BY_NAME.put(name, type);
    }

    private static EventType named(String name) {
        EventType type = BY_NAME.get(name);
        if (type == null) {
            throw new IllegalStateException("events.txt lacks " + name);
        }
        return type;
    }

    /** All types in the order of their ids. */
    public static List<EventType> all() {
        return List.copyOf(ALL);
    }

    /** The number of types; ids are below it. */
    public static int count() {
        return ALL.size();
    }

    /** The type with this evt.type; null if there is none. */
    public static @Nullable EventType byName(String name) {
        return BY_NAME.get(name);
    }

    /**
     * The type of the events of a system call, by the name of the call: pread for {@code pread64}, the generic type for
     * a call without an event of its own.
     */
    public static EventType ofCall(String callName) {
        EventType type = BY_NAME.get(ALIASES.getOrDefault(callName, callName));
        return type == null || (!type.is(Trait.SYSCALL) && !type.generic()) ? UNKNOWN : type;
    }

    /** True if a condition may compare evt.type with the name: events, calls, and aliases that never match. */
    public static boolean isName(String name) {
        return GROUPS.containsKey(name);
    }

    /**
     * The group of codes of Falco's event table that a name in a condition selects. Names of the same group select the
     * same codes; groups do not overlap. All names of generic calls form one group. -1 if the name is invalid.
     */
    public static int codeGroup(String name) {
        return GROUPS.getOrDefault(name, -1);
    }

    /** The number of groups of codes; together they have {@link #CODES} codes. */
    public static int codeGroups() {
        return GROUP_CODES.size();
    }

    /** The number of codes in a group. */
    public static int codes(int group) {
        return GROUP_CODES.get(group);
    }

    /**
     * The first parameter with this name in Falco's event table, which determines the kind of {@code evt.rawarg.NAME}
     * when rules are loaded; null if no event has such a parameter.
     */
    public static @Nullable Parameter argument(String name) {
        return ARGUMENTS.get(name);
    }
}
