// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A TOML 1.0 text: its tables and keys, and where they are. Immutable.
 *
 * @param tables by path, in their order; the outermost one has the empty path. Of an array of tables only the last
 * @param entries by full path, in their order; those of arrays of tables and of values in arrays are left out
 */
record TomlPlaces(Map<List<String>, Table> tables, Map<List<String>, Entry> entries) {
    /**
     * A table's header.
     *
     * @param from index of the bracket; 0 for the outermost table
     * @param behind index behind its line
     */
    record Table(int from, int behind) {}

    /**
     * A key with its value.
     *
     * @param from index of the key
     * @param valueFrom index of the value
     * @param valueTo index behind the value
     * @param string the value if it is a string
     * @param inline true if it is inside braces
     */
    record Entry(
            int from, int valueFrom, int valueTo, @Nullable String string, boolean inline) {}

    /** Reads a text. */
    static TomlPlaces parse(String text) throws SetupException {
        Reader reader = new Reader(new TomlScanner(text));
        reader.read();
        return new TomlPlaces(reader.tables, reader.entries);
    }

    /** The string at this path; null if there is none. */
    @Nullable
    String string(List<String> path) {
        Entry entry = entries.get(path);
        return entry == null ? null : entry.string();
    }

    /** The names of what is directly below this path. */
    Set<String> namesBelow(List<String> path) {
        Set<String> names = new LinkedHashSet<>();
        for (Set<List<String>> paths : List.of(tables.keySet(), entries.keySet())) {
            for (List<String> one : paths) {
                if (one.size() > path.size() && one.subList(0, path.size()).equals(path)) {
                    names.add(one.get(path.size()));
                }
            }
        }
        return names;
    }

    /** A path below another. */
    static List<String> below(List<String> path, String... names) {
        List<String> all = new ArrayList<>(path);
        all.addAll(List.of(names));
        return List.copyOf(all);
    }

    private static final class Reader {
        private final TomlScanner scan;
        private final Map<List<String>, Table> tables = new LinkedHashMap<>();
        private final Map<List<String>, Entry> entries = new LinkedHashMap<>();
        private final Map<List<String>, Integer> arrays = new HashMap<>();
        private final Set<List<String>> seen = new HashSet<>();

        Reader(TomlScanner scan) {
            this.scan = scan;
        }

        void read() throws SetupException {
            List<String> table = List.of();
            tables.put(table, new Table(0, 0));
            for (scan.skipLines(); !scan.atEnd(); scan.skipLines()) {
                if (scan.peek() == '[') {
                    table = header();
                } else {
                    entry(table, false);
                    scan.endLine();
                }
            }
        }

        private List<String> header() throws SetupException {
            int from = scan.at();
            scan.expect('[');
            boolean array = scan.skipIf('[');
            List<String> path = inArrays(scan.keys());
            scan.expect(']');
            if (array) {
                scan.expect(']');
                int index = arrays.merge(path, 1, Integer::sum);
                path = below(path, "#" + index);
            }
            scan.endLine();
            if (!seen.add(path) || entries.containsKey(path)) {
                throw scan.wrong("table " + String.join(".", path) + " is defined twice");
            }
            tables.put(path, new Table(from, scan.at()));
            return path;
        }

        /** A path through an array of tables means its last table. */
        private List<String> inArrays(List<String> path) {
            List<String> whole = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                whole.add(path.get(i));
                Integer index = i + 1 < path.size() ? arrays.get(whole) : null;
                if (index != null) {
                    whole.add("#" + index);
                }
            }
            return List.copyOf(whole);
        }

        private void entry(List<String> table, boolean inline) throws SetupException {
            int from = scan.at();
            List<String> path = below(table, scan.keys().toArray(new String[0]));
            scan.expect('=');
            scan.skipBlanks();
            int valueFrom = scan.at();
            String string = null;
            if (scan.peek() == '{') {
                braces(path);
            } else if (scan.peek() == '[') {
                array();
            } else if (scan.peek() == '"' || scan.peek() == '\'') {
                string = scan.string();
            } else {
                scan.plainValue();
            }
            if (entries.containsKey(path) || seen.contains(path)) {
                throw scan.wrong("key " + String.join(".", path) + " is defined twice");
            }
            entries.put(path, new Entry(from, valueFrom, scan.at(), string, inline));
        }

        private void braces(List<String> path) throws SetupException {
            scan.enter('{');
            scan.skipBlanks();
            while (scan.peek() != '}') {
                entry(path, true);
                scan.skipBlanks();
                if (!scan.skipIf(',')) {
                    break;
                }
                scan.skipBlanks();
            }
            scan.leave('}');
        }

        private void array() throws SetupException {
            scan.enter('[');
            scan.skipLines();
            while (scan.peek() != ']') {
                switch (scan.peek()) {
                    case '[' -> array();
                    case '{' -> new Reader(scan).braces(List.of());
                    case '"', '\'' -> scan.string();
                    default -> scan.plainValue();
                }
                scan.skipLines();
                if (!scan.skipIf(',')) {
                    break;
                }
                scan.skipLines();
            }
            scan.leave(']');
        }
    }
}
