// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A shell pattern for whole texts, like those of fnmatch without flags: {@code *} is any run of bytes, slashes too,
 * {@code ?} any byte, {@code [a-z]}, {@code [!a-z]} and {@code [[:alpha:]]} one byte of a set, a backslash quotes the
 * next byte. Patterns of at most 63 items match in linear time: a word holds one bit for each number of items matched
 * so far and is updated with each byte. Immutable.
 */
public final class Glob {
    private static final int MAX_BIT_ITEMS = 63;

    /** The bit that distinguishes lower-case and upper-case letters of ASCII. */
    private static final int CASE = 0x20;

    /** The bytes that each item matches, stars excepted. */
    private final List<BitSet> items;

    /** True at i if a star follows the first i items. */
    private final boolean[] stars;

    private final boolean folded;

    /** For each byte, the items that match it; null if there are too many items. */
    private final long @Nullable [] masks;

    private final long loops;

    private Glob(List<BitSet> items, BitSet starred, boolean folded) {
        this.items = items;
        this.folded = folded;
        stars = new boolean[items.size() + 1];
        for (int i = 0; i <= items.size(); i++) {
            stars[i] = starred.get(i);
        }
        masks = items.size() > MAX_BIT_ITEMS ? null : new long[256];
        long loopBits = 0;
        if (masks != null) {
            for (int item = 0; item < items.size(); item++) {
                for (int c = items.get(item).nextSetBit(0);
                        c >= 0;
                        c = items.get(item).nextSetBit(c + 1)) {
                    masks[c] |= 1L << item;
                }
            }
            loopBits = starred.isEmpty() ? 0 : starred.toLongArray()[0];
        }
        loops = loopBits;
    }

    /**
     * Compiles a pattern.
     *
     * @param folded true if letters match both cases
     */
    public static Glob compile(String pattern, boolean folded) {
        List<BitSet> items = new ArrayList<>();
        BitSet stars = new BitSet();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            if (c == '*') {
                stars.set(items.size());
                i++;
                continue;
            }
            BitSet set = new BitSet(256);
            if (c == '?') {
                set.set(0, 256);
                i++;
            } else if (c == '[') {
                i = bracket(pattern, i, set, folded);
            } else if (c == '\\') {
                // A trailing backslash never matches.
                if (i + 1 < pattern.length()) {
                    add(set, pattern.charAt(i + 1), folded);
                }
                i += 2;
            } else {
                add(set, c, folded);
                i++;
            }
            items.add(set);
        }
        return new Glob(items, stars, folded);
    }

    /** True if a part of a path is a pattern. */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /** True if the whole text matches. */
    public boolean matches(String text) {
        return matches(text, 0, text.length());
    }

    /** True if the part of a text between two indexes matches. */
    public boolean matches(String text, int from, int to) {
        long[] table = masks;
        if (table == null) {
            return matchesLong(text, from, to);
        }
        long reached = 1;
        for (int i = from; i < to && reached != 0; i++) {
            reached = ((reached & table[text.charAt(i) & 0xff]) << 1) | (reached & loops);
        }
        return (reached >>> items.size() & 1) != 0;
    }

    /** Backtracks to the last star on a mismatch. */
    private boolean matchesLong(String text, int from, int to) {
        int item = 0;
        int at = from;
        int starItem = -1;
        int starAt = 0;
        while (at < to) {
            if (stars[item] && starItem != item) {
                starItem = item;
                starAt = at;
            }
            if (item < items.size() && items.get(item).get(text.charAt(at) & 0xff)) {
                item++;
                at++;
            } else if (starItem >= 0) {
                item = starItem;
                at = ++starAt;
            } else {
                return false;
            }
        }
        return item == items.size();
    }

    /** Reads the set that starts at an index; returns the index after it. An unclosed bracket is a plain character. */
    private static int bracket(String pattern, int open, BitSet set, boolean folded) {
        int i = open + 1;
        boolean negated = i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^');
        if (negated) {
            i++;
        }
        int first = i;
        while (i < pattern.length() && (pattern.charAt(i) != ']' || i == first)) {
            int named = namedClass(pattern, i, set, folded);
            i = named > i ? named : range(pattern, i, set, folded);
        }
        if (i >= pattern.length()) {
            set.clear();
            set.set('[');
            return open + 1;
        }
        if (negated) {
            set.flip(0, 256);
        }
        return i + 1;
    }

    /** Reads one byte or a range of them. */
    private static int range(String pattern, int from, BitSet set, boolean folded) {
        int i = from;
        if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
            i++;
        }
        char low = pattern.charAt(i++);
        if (i + 1 >= pattern.length() || pattern.charAt(i) != '-' || pattern.charAt(i + 1) == ']') {
            add(set, low, folded);
            return i;
        }
        i++;
        if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
            i++;
        }
        for (int c = low; c <= pattern.charAt(i); c++) {
            add(set, (char) c, folded);
        }
        return i + 1;
    }

    /** Reads {@code [:name:]}; returns the given index if there is none. */
    private static int namedClass(String pattern, int from, BitSet set, boolean folded) {
        if (!pattern.startsWith("[:", from)) {
            return from;
        }
        int end = pattern.indexOf(":]", from + 2);
        if (end < 0) {
            return from;
        }
        String name = pattern.substring(from + 2, end).toLowerCase(Locale.ROOT);
        for (char c = 0; c < 128; c++) {
            if (inClass(name, c)) {
                add(set, c, folded);
            }
        }
        return end + 2;
    }

    private static boolean inClass(String name, char c) {
        boolean letter = isLetter(c);
        boolean digit = c >= '0' && c <= '9';
        return switch (name) {
            case "alpha" -> letter;
            case "digit" -> digit;
            case "alnum" -> letter || digit;
            case "upper" -> c >= 'A' && c <= 'Z';
            case "lower" -> c >= 'a' && c <= 'z';
            case "space" -> c == ' ' || (c >= '\t' && c <= '\r');
            case "blank" -> c == ' ' || c == '\t';
            case "punct" -> c > ' ' && c < 0x7f && !letter && !digit;
            case "print" -> c >= ' ' && c < 0x7f;
            case "graph" -> c > ' ' && c < 0x7f;
            case "cntrl" -> c < ' ' || c == 0x7f;
            case "xdigit" -> Character.digit(c, 16) >= 0 && c < 0x80;
            default -> false;
        };
    }

    private static void add(BitSet set, char c, boolean folded) {
        set.set(c & 0xff);
        if (folded) {
            set.set(isLetter(c) ? c | CASE : c & 0xff);
            set.set(isLetter(c) ? c & ~CASE : c & 0xff);
        }
    }

    @Override
    public String toString() {
        return "Glob of " + items.size() + " items" + (folded ? ", folded" : "");
    }

    private static boolean isLetter(char c) {
        return (c | CASE) >= 'a' && (c | CASE) <= 'z';
    }
}
