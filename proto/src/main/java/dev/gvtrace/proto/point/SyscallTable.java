// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of one architecture, by number and by name, as in the Sentry's own table. Calls that the Sentry does
 * not implement have no entry: their raw points exist and never fire. Immutable.
 */
public final class SyscallTable {
    /** The greatest number that has raw points, on both architectures. */
    public static final int GREATEST = 441;

    private static final Map<Architecture, SyscallTable> TABLES = new EnumMap<>(Architecture.class);

    static {
        for (Architecture architecture : Architecture.values()) {
            TABLES.put(architecture, new SyscallTable(architecture));
        }
    }

    private final @Nullable String[] names = new String[GREATEST + 1];
    private final @Nullable MessageType[] types = new MessageType[GREATEST + 1];
    private final @Nullable Release[] since = new Release[GREATEST + 1];
    private final Map<String, Integer> numbers = new HashMap<>();

    private SyscallTable(Architecture architecture) {
        for (SyscallData.Row row : SyscallData.ROWS) {
            int number = row.number(architecture);
            if (number >= 0) {
                names[number] = row.name();
                types[number] = row.type();
                since[number] = row.since();
                numbers.put(row.name(), number);
            }
        }
    }

    /** The table of an architecture. */
    public static SyscallTable of(Architecture architecture) {
        return Objects.requireNonNull(TABLES.get(architecture));
    }

    /** The name of the call with this number, or null if there is none. Any number is allowed. */
    public @Nullable String name(long number) {
        return number < 0 || number > GREATEST ? null : names[(int) number];
    }

    /** The type of the messages about the call with this number, or null if it has raw ones only. */
    public @Nullable MessageType type(long number) {
        return number < 0 || number > GREATEST ? null : types[(int) number];
    }

    /**
     * True if a Sentry of the release has points that fire for the call with this number. Raw points exist for every
     * number in all releases, but never fire without the call.
     */
    public boolean has(long number, Release release) {
        Release first = number < 0 || number > GREATEST ? null : since[(int) number];
        return first != null && release.has(first);
    }

    /** The number of the call with this name, or -1 if the architecture has none. */
    public int number(String name) {
        return numbers.getOrDefault(name, -1);
    }
}
