// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses words as options (rule language reference 3.7). It stops at the first word that is not an option; words that
 * begin with two dashes are skipped, two dashes alone end it.
 */
public final class Getopt {
    private final List<String> words;
    private final String spec;
    private final List<String> found = new ArrayList<>();
    private final char wanted;
    private @Nullable String last;

    private Getopt(List<String> words, String spec, char wanted) {
        this.words = words;
        this.spec = spec;
        this.wanted = wanted;
        run();
    }

    /** Option, value, option, value and so on; options without value alone. */
    public static List<String> all(List<String> words, String spec) {
        return new Getopt(words, spec, '\0').found;
    }

    /** The last value of an option; its letter if it takes none; null if it is absent. */
    public static @Nullable String last(List<String> words, String spec, char option) {
        return new Getopt(words, spec, option).last;
    }

    private void run() {
        int next = 0;
        while (next < words.size()) {
            String word = words.get(next++);
            if (word.length() < 2 || word.charAt(0) != '-' || word.equals("--")) {
                return;
            }
            if (word.charAt(1) != '-') {
                next = cluster(word, next);
            }
        }
    }

    /** Reads the options of one word; returns the index of the word after it and its argument. */
    private int cluster(String word, int next) {
        for (int i = 1; i < word.length(); i++) {
            char option = word.charAt(i);
            int at = option == ':' ? -1 : spec.indexOf(option);
            if (at < 0) {
                found.add("?");
            } else if (at + 1 >= spec.length() || spec.charAt(at + 1) != ':') {
                found.add(String.valueOf(option));
                take(option, String.valueOf(option));
            } else {
                return argument(option, word.substring(i + 1), next);
            }
        }
        return next;
    }

    private int argument(char option, String rest, int next) {
        if (rest.isEmpty() && next >= words.size()) {
            found.add("");
            take(option, "");
            return next;
        }
        String value = rest.isEmpty() ? words.get(next) : rest;
        found.add(String.valueOf(option));
        found.add(value);
        take(option, value);
        return rest.isEmpty() ? next + 1 : next;
    }

    private void take(char option, String value) {
        if (option == wanted) {
            last = value;
        }
    }
}
