// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.filter.ast.ConstantSet;
import dev.gvtrace.replay.rule.RuleCollection.ListDefinition;
import dev.gvtrace.replay.rule.item.RuleItem;
import dev.gvtrace.replay.rule.source.SourceMappedText;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Inserts lists into lists and into the text of conditions, exactly like Falco (rule language reference 1.11): as text,
 * in one pass over the lists in the order of their definitions, wherever a name is between delimiters. The size of the
 * result is limited, because lists of lists can grow without bounds. Single-use for one state of the collection.
 */
final class ListExpander {
    /**
     * The maximum length of a condition in characters: half a million addresses fit.
     */
    static final int MAX_TEXT = 8 << 20;

    /** The maximum length of all conditions together. */
    static final int MAX_TOTAL = 32 << 20;

    /** The beginning of the words for the values of an exception in a condition. */
    static final String REFERENCE = "...";

    /** The minimum number of consecutive items of a list for a reference instead of text. */
    static final int MIN_REFERENCE = 1_000;

    private static final String BLANKS = " \t\n\r";
    private static final String DELIMITERS = BLANKS + "(),=";

    private final List<ListDefinition> lists;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Integer> oddNames = new ArrayList<>();
    private final @Nullable String[] joined;
    private final @Nullable List<Part>[] parts;
    private final CompileCache cache;
    private final Set<String> used = new HashSet<>();
    private final Set<String> broken = new HashSet<>();
    private long total;

    /**
     * A range of the items of a list.
     *
     * @param text the items, or a word that refers to them
     * @param values the values of the word; null for plain text
     */
    private record Part(String text, @Nullable List<String> values) {}

    @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays cannot have type arguments.
    ListExpander(RuleCollection collection, CompileCache cache) {
        this.cache = cache;
        this.lists = new ArrayList<>(collection.lists.values());
        this.joined = new String[lists.size()];
        this.parts = new List[lists.size()];
        for (int i = 0; i < lists.size(); i++) {
            String name = lists.get(i).name;
            places.put(name, i);
            if (name.chars().anyMatch(c -> DELIMITERS.indexOf(c) >= 0)) {
                oddNames.add(i);
            }
        }
        findBroken(collection);
        for (ListDefinition list : lists) {
            for (Scalar item : list.items) {
                ListDefinition other = visible(item.text(), list);
                if (other != null) {
                    used.add(other.name);
                }
            }
        }
    }

    /** Thrown when a condition exceeds the limit. */
    static final class TooLongException extends Exception {
        private static final long serialVersionUID = 1L;

        TooLongException(String message) {
            super(message);
        }
    }

    /** The first word of a text that is the name of a list which did not load, or of one that has such a list in it. */
    @Nullable
    String brokenIn(String text) {
        if (broken.isEmpty()) {
            return null;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || DELIMITERS.indexOf(text.charAt(i)) >= 0) {
                String word = text.substring(start, i);
                if (broken.contains(word)) {
                    return word;
                }
                start = i + 1;
            }
        }
        return null;
    }

    private void findBroken(RuleCollection collection) {
        broken.addAll(collection.broken.getOrDefault(RuleItem.Kind.LIST, Set.of()));
        boolean more = !broken.isEmpty();
        while (more) {
            more = false;
            for (ListDefinition list : lists) {
                if (!broken.contains(list.name) && list.items.stream().anyMatch(item -> broken.contains(item.text()))) {
                    more = broken.add(list.name);
                }
            }
        }
    }

    /** True if the list was put into another list, or into a condition so far. */
    boolean isUsed(String name) {
        return used.contains(name);
    }

    private @Nullable ListDefinition visible(String name, ListDefinition from) {
        Integer place = places.get(name);
        ListDefinition other = place == null ? null : lists.get(place);
        return other != null && other.index < from.visibility ? other : null;
    }

    /** The items of a list as inserted. */
    private String joined(int place) throws TooLongException {
        String known = joined[place];
        if (known != null) {
            return known;
        }
        StringBuilder text = new StringBuilder();
        ListDefinition list = lists.get(place);
        for (Scalar item : list.items) {
            ListDefinition other = visible(item.text(), list);
            if (other == null) {
                join(text, item, list.name);
            } else {
                for (Scalar inner : other.items) {
                    join(text, inner, list.name);
                }
            }
        }
        String result = text.toString();
        joined[place] = result;
        count(result.length(), list.name);
        return result;
    }

    /** The items of a list in stretches; those that stand for themselves, if there are many in a row, by reference. */
    private List<Part> parts(int place, boolean refer) throws TooLongException {
        ListDefinition list = lists.get(place);
        List<Part> known = parts[place];
        if (known != null && refer) {
            return known;
        }
        if (!refer || !oddNames.isEmpty() || !ConstantSet.isWord(list.name)) {
            String items = joined(place);
            return items.isEmpty() ? List.of() : List.of(new Part(items, null));
        }
        PartsBuilder builder = new PartsBuilder(list.name);
        for (Scalar item : list.items) {
            ListDefinition other = visible(item.text(), list);
            if (other == null) {
                builder.add(item);
            } else {
                for (Scalar inner : other.items) {
                    builder.add(inner);
                }
            }
        }
        List<Part> made = builder.build();
        parts[place] = made;
        return made;
    }

    /** Puts the stretches of one list together. */
    private final class PartsBuilder {
        private final String name;
        private final List<Part> made = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final List<Scalar> row = new ArrayList<>();
        private int references;

        PartsBuilder(String name) {
            this.name = name;
        }

        void add(Scalar item) throws TooLongException {
            if (isWord(item)) {
                row.add(item);
            } else {
                endRow();
                join(item);
            }
        }

        private void join(Scalar item) throws TooLongException {
            separate();
            text.append(quoted(item.text()));
            check(text.length(), name);
        }

        private void separate() {
            if (text.length() > 0 || !made.isEmpty()) {
                text.append(", ");
            }
        }

        private void endRow() throws TooLongException {
            if (row.size() >= MIN_REFERENCE) {
                separate();
                endText();
                made.add(new Part(name, values(name + ' ' + references++, row)));
            } else {
                for (Scalar item : row) {
                    join(item);
                }
            }
            row.clear();
        }

        private void endText() {
            if (text.length() > 0) {
                made.add(new Part(text.toString(), null));
                text.setLength(0);
            }
        }

        List<Part> build() throws TooLongException {
            endRow();
            endText();
            return List.copyOf(made);
        }
    }

    /** True if an item, wherever it is pasted, is one value and no list's name. */
    private boolean isWord(Scalar item) {
        String word = quoted(item.text());
        return ConstantSet.isWord(word) && !hasListName(word);
    }

    private boolean hasListName(String word) {
        if (word.indexOf(' ') < 0) {
            return places.containsKey(word);
        }
        int start = 0;
        for (int i = 0; i <= word.length(); i++) {
            if (i == word.length() || DELIMITERS.indexOf(word.charAt(i)) >= 0) {
                if (places.containsKey(word.substring(start, i))) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private List<String> values(String key, List<Scalar> items) {
        List<String> texts = new ArrayList<>(items.size());
        for (Scalar item : items) {
            texts.add(quoted(item.text()));
        }
        return cache.values(key, Collections.unmodifiableList(texts));
    }

    /**
     * Many values of an exception, to be referred to; null if they have to be written out.
     *
     * @param key distinguishes the exception from others
     */
    @Nullable
    List<String> reference(String key, List<YamlNode> values) {
        if (values.size() < MIN_REFERENCE || !oddNames.isEmpty() || places.containsKey(REFERENCE)) {
            return null;
        }
        List<Scalar> items = new ArrayList<>(values.size());
        for (YamlNode value : values) {
            if (!(value instanceof Scalar scalar) || !isWord(scalar)) {
                return null;
            }
            items.add(scalar);
        }
        return values(key, items);
    }

    private static void join(StringBuilder text, Scalar item, String list) throws TooLongException {
        if (text.length() > 0) {
            text.append(", ");
        }
        text.append(quoted(item.text()));
        check(text.length(), list);
    }

    /** A text with a blank gets quotes, unless it has some. */
    static String quoted(String text) {
        boolean bare = text.indexOf(' ') >= 0 && text.charAt(0) != '"' && text.charAt(0) != '\'';
        return bare ? '"' + text + '"' : text;
    }

    private static void check(int length, String list) throws TooLongException {
        if (length > MAX_TEXT) {
            throw new TooLongException("condition grows over " + MAX_TEXT + " characters with list '" + list
                    + "', split the list and use each part in a condition of its own");
        }
    }

    private void count(int length, String list) throws TooLongException {
        total += length;
        if (total > MAX_TOTAL) {
            throw new TooLongException("all conditions together grow over " + MAX_TOTAL + " characters"
                    + (list.isEmpty() ? "" : " with list '" + list + "'")
                    + ", put the check of it into a macro that the rules share");
        }
    }

    /**
     * The condition with all lists in it.
     *
     * @param names the lists that were pasted are added here
     * @param refer true if words may stand for long stretches of lists
     * @throws TooLongException if a limit is exceeded
     */
    SourceMappedText paste(SourceMappedText condition, Set<String> names, boolean refer) throws TooLongException {
        if (condition.length() > MAX_TEXT) {
            throw new TooLongException("condition grows over " + MAX_TEXT
                    + " characters with the values of its exceptions, give one rule fewer of them");
        }
        SourceMappedText text = condition;
        String longest = "";
        int length = 0;
        TreeSet<Integer> candidates = new TreeSet<>(oddNames);
        addWords(text.text(), -1, candidates);
        for (Integer place = candidates.pollFirst(); place != null; place = candidates.pollFirst()) {
            String name = lists.get(place).name;
            List<Part> items = parts(place, refer);
            SourceMappedText pasted = paste(text, name, items);
            if (pasted != text) {
                text = pasted;
                int added = items.stream().mapToInt(part -> part.text.length()).sum();
                longest = longest.isEmpty() || added > length ? name : longest;
                length = Math.max(length, added);
                used.add(name);
                names.add(name);
                for (Part part : items) {
                    if (part.values == null) {
                        addWords(part.text, place, candidates);
                    }
                }
            }
        }
        count(text.length(), longest);
        return text;
    }

    /** Adds the lists whose names are words in a text after a place. */
    private void addWords(String text, int behind, Set<Integer> candidates) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || DELIMITERS.indexOf(text.charAt(i)) >= 0) {
                if (i > start) {
                    Integer place = places.get(text.substring(start, i));
                    if (place != null && place > behind) {
                        candidates.add(place);
                    }
                }
                start = i + 1;
            }
        }
    }

    private static SourceMappedText paste(SourceMappedText from, String name, List<Part> items)
            throws TooLongException {
        String text = from.text();
        int found = text.indexOf(name);
        SourceMappedText.Builder out = null;
        int copied = 0;
        while (found >= 0) {
            int end = found + name.length();
            if (isDelimited(text, found, end)) {
                out = out == null ? new SourceMappedText.Builder(from) : out;
                out.append(from, copied, found);
                copied = instead(out, from, found, name, items);
                check(out.length(), name);
                found = text.indexOf(name, copied);
            } else {
                found = text.indexOf(name, found + 1);
            }
        }
        if (out == null) {
            return from;
        }
        out.append(from, copied, text.length());
        check(out.length(), name);
        return out.build();
    }

    private static boolean isDelimited(String text, int start, int end) {
        return (start == 0 || DELIMITERS.indexOf(text.charAt(start - 1)) >= 0)
                && (end == text.length() || DELIMITERS.indexOf(text.charAt(end)) >= 0);
    }

    /** Replaces a name and the blanks around it by the items; returns the index after the replaced text. */
    private static int instead(
            SourceMappedText.Builder out, SourceMappedText from, int start, String name, List<Part> items) {
        while (out.length() > 0 && BLANKS.indexOf(out.lastChar()) >= 0) {
            out.truncate(out.length() - 1);
        }
        String text = from.text();
        int behind = start + name.length();
        while (behind < text.length() && BLANKS.indexOf(text.charAt(behind)) >= 0) {
            behind++;
        }
        if (items.isEmpty()) {
            if (out.lastChar() == ',') {
                out.truncate(out.length() - 1);
            } else if (behind < text.length() && text.charAt(behind) == ',') {
                behind++;
            }
        }
        out.instead(out.length() > 0 ? " " : "", name, from, start);
        for (Part part : items) {
            out.instead(part.text, name, from, start, part.values);
        }
        out.instead(" ", name, from, start);
        return behind;
    }
}
