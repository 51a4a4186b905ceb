// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of the bits of a set of flags, or of the values of an enumeration, in Falco's encoding and order (rule
 * language reference 7.3). The tables are read from {@code flags.txt}. Thread-safe.
 */
final class FlagTable {
    private static final Map<String, FlagTable> ALL = FlagTableReader.read();
    private static final int CACHED = 64;

    private final String[] names;
    private final long[] values;
    // Rules read the same few values repeatedly. Entries are immutable, so a race only creates a text twice.
    private final @Nullable Entry[] flagCache = new @Nullable Entry[CACHED];

    FlagTable(List<String> names, List<Long> values) {
        this.names = names.toArray(new String[0]);
        this.values = new long[values.size()];
        for (int i = 0; i < this.values.length; i++) {
            this.values[i] = values.get(i);
        }
    }

    private record Entry(long value, String text) {}

    /**
     * The table with this name, see {@link dev.gvtrace.replay.event.type.EventType.Parameter#table}; null if there is
     * none.
     */
    static @Nullable FlagTable of(String name) {
        return ALL.get(name);
    }

    /** The names of the bits that are set, joined by {@code |}; "" if none has a name. */
    String flags(long value) {
        int slot = (int) ((value ^ value >>> 6 ^ value >>> 12) & CACHED - 1);
        Entry entry = flagCache[slot];
        if (entry == null || entry.value != value) {
            entry = new Entry(value, flagsOf(value));
            flagCache[slot] = entry;
        }
        return entry.text;
    }

    // Like Falco: an entry matches if all its bits remain, and removes them; one that equals the whole value ends the
    // search.
    private String flagsOf(long value) {
        StringBuilder text = new StringBuilder(32);
        long left = value;
        for (int i = 0; i < values.length; i++) {
            long bits = values[i];
            if (bits != 0 && (left & bits) == bits || bits == 0 && value == 0) {
                append(text, names[i]);
                left &= ~bits;
                if (bits == value) {
                    break;
                }
            }
        }
        return text.toString();
    }

    /** All names of exactly this value, joined by {@code |}; "" if it has none. */
    String names(long value) {
        String first = null;
        StringBuilder all = null;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != value) {
                continue;
            }
            if (first == null) {
                first = names[i];
            } else {
                all = all == null ? new StringBuilder(first) : all;
                append(all, names[i]);
            }
        }
        return all != null ? all.toString() : first == null ? "" : first;
    }

    private static void append(StringBuilder text, String name) {
        if (text.length() > 0) {
            text.append('|');
        }
        text.append(name);
    }

    /** Reads {@code flags.txt}: a line for each table with its name, the common prefix of its entries, and NAME=HEX. */
    private static final class FlagTableReader {
        private FlagTableReader() {}

        static Map<String, FlagTable> read() {
            Map<String, FlagTable> all = new HashMap<>(128);
            for (String line : DefinitionReader.lines("flags.txt")) {
                String[] words = line.split(" ");
                String prefix = words[1].equals("-") ? "" : words[1];
                List<String> names = new ArrayList<>(words.length);
                List<Long> values = new ArrayList<>(words.length);
                for (int i = 2; i < words.length; i++) {
                    int equals = words[i].indexOf('=');
                    String name = words[i].substring(0, equals);
                    // A name with a leading dot has no prefix.
                    names.add(name.charAt(0) == '.' ? name.substring(1) : prefix + name);
                    values.add(Long.parseLong(words[i].substring(equals + 1), 16));
                }
                all.put(words[0], new FlagTable(names, values));
            }
            return Map.copyOf(all);
        }
    }
}
