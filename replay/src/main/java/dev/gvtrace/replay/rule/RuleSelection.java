// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Switches rules on and off in addition to the files: entries in order, each with a pattern of names, a tag, or both.
 * Immutable.
 */
public final class RuleSelection {
    /** Changes nothing. */
    public static final RuleSelection NONE = new RuleSelection(List.of());

    private final List<Entry> entries;

    private record Entry(
            boolean enable, @Nullable String name, @Nullable String tag) {
        boolean fits(Rule rule) {
            return name != null && matches(name, rule.name())
                    || tag != null && rule.tags().contains(tag);
        }
    }

    private RuleSelection(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * This, and then the rules switched on or off whose whole name fits the pattern, in which {@code *} is any text.
     */
    public RuleSelection byName(boolean enable, String pattern) {
        return with(new Entry(enable, pattern, null));
    }

    /** This, and then the rules with that tag switched on or off. */
    public RuleSelection byTag(boolean enable, String tag) {
        return with(new Entry(enable, null, tag));
    }

    private RuleSelection with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new RuleSelection(more);
    }

    /** True if the rule takes part. */
    public boolean isEnabled(Rule rule) {
        boolean enabled = rule.enabled();
        for (Entry entry : entries) {
            if (entry.fits(rule)) {
                enabled = entry.enable();
            }
        }
        return enabled;
    }

    /** The patterns and tags that fit none of the rules. */
    public List<String> idle(List<Rule> rules) {
        List<String> idle = new ArrayList<>();
        for (Entry entry : entries) {
            if (rules.stream().noneMatch(entry::fits)) {
                idle.add(entry.name() == null ? String.valueOf(entry.tag()) : entry.name());
            }
        }
        return idle;
    }

    /**
     * True if the whole text fits the pattern. As in Falco, each piece between stars is looked for at its first place
     * only, so {@code *a*b} does not fit {@code abab}... unless what follows fits after that first place.
     */
    static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        if (!text.startsWith(pattern.substring(0, star))) {
            return false;
        }
        int at = star;
        int from = star;
        while (true) {
            while (from < pattern.length() && pattern.charAt(from) == '*') {
                from++;
            }
            if (from == pattern.length()) {
                return true;
            }
            int next = pattern.indexOf('*', from);
            if (next < 0) {
                return endsAtFirst(pattern.substring(from), text, at);
            }
            String piece = pattern.substring(from, next);
            int found = text.indexOf(piece, at);
            if (found < 0) {
                return false;
            }
            at = found + piece.length();
            from = next;
        }
    }

    /** The last piece has to end the text at its first place. */
    private static boolean endsAtFirst(String piece, String text, int from) {
        int found = text.indexOf(piece, from);
        return found >= 0 && found + piece.length() == text.length();
    }
}
