// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.nio.file.Path;
import java.util.List;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * How to simulate a year.
 *
 * @param seed decides what happens when
 * @param minutes how long the year takes at least
 * @param sandboxes how many there are, in addition to the one that sends most
 * @param directory for traces and logs, which stay there; null for a temporary one
 * @param capture more options for {@code gvtrace capture}
 */
record YearOptions(
        long seed, double minutes, int sandboxes, @Nullable Path directory, List<String> capture) {
    static final String USAGE = """
            Usage: stress/year [--seed N] [--minutes M] [--sandboxes N] [--directory DIR]
                               [-- OPTION...]
            Simulates a year of a recorder, and prints the table of it in Markdown. Needs root.

              --seed N          decides what happens when (default: 1)
              --minutes M       how long the year takes at least (default: 5)
              --sandboxes N     how many sandboxes there are (default: 300)
              --directory DIR   where traces, ledger and logs stay; otherwise they stay in
                                a temporary directory, and only after a fault
              --help            prints this
              OPTION...         more options for gvtrace capture

            Exit code: 0 if every message and alert is accounted for and nothing else went
            wrong, 1 after a line FAULT, 2 for invalid words.
            """;

    static final YearOptions USUAL = new YearOptions(1, 5, 300, null, List.of());

    /** True if the usage is asked for. */
    static boolean asksForHelp(List<String> words) {
        return own(words).contains("--help") || own(words).contains("-h");
    }

    /**
     * Reads the words of the command line.
     *
     * @throws IllegalArgumentException with a message that names the word and what was expected
     */
    static YearOptions parse(List<String> words) {
        List<String> own = own(words);
        List<String> capture = words.size() == own.size() ? List.of() : words.subList(own.size() + 1, words.size());
        YearOptions read = USUAL.with(capture);
        for (int i = 0; i < own.size(); i += 2) {
            read = read.with(own.get(i), i + 1 < own.size() ? own.get(i + 1) : null);
        }
        return read;
    }

    /** The words before those for {@code gvtrace capture}. */
    private static List<String> own(List<String> words) {
        int end = words.indexOf("--");
        return end < 0 ? words : words.subList(0, end);
    }

    private YearOptions with(List<String> options) {
        return new YearOptions(seed, minutes, sandboxes, directory, List.copyOf(options));
    }

    private YearOptions with(String name, @Nullable String value) {
        return switch (name) {
            case "--seed" -> new YearOptions(integer(name, value), minutes, sandboxes, directory, capture);
            case "--minutes" ->
                new YearOptions(
                        seed,
                        number(name, value, "a number above 0, up to 1000", n -> n > 0 && n <= 1000),
                        sandboxes,
                        directory,
                        capture);
            case "--sandboxes" ->
                new YearOptions(
                        seed,
                        minutes,
                        (int) number(
                                name,
                                value,
                                "an integer from 1 to 10000",
                                n -> n == Math.rint(n) && n >= 1 && n <= 1e4),
                        directory,
                        capture);
            case "--directory" ->
                new YearOptions(
                        seed,
                        minutes,
                        sandboxes,
                        Path.of(required(name, value, "a directory")).toAbsolutePath(),
                        capture);
            default ->
                throw new IllegalArgumentException("invalid option '" + name
                        + "': expected --seed, --minutes, --sandboxes, --directory, --help or --");
        };
    }

    private static String required(String name, @Nullable String value, String expected) {
        if (value == null) {
            throw new IllegalArgumentException("missing value of " + name + ": expected " + expected);
        }
        return value;
    }

    private static long integer(String name, @Nullable String value) {
        String text = required(name, value, "an integer");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid(name, text, "an integer");
        }
    }

    private static IllegalArgumentException invalid(String name, String value, String expected) {
        return new IllegalArgumentException("invalid value '" + value + "' of " + name + ": expected " + expected);
    }

    private static double number(String name, @Nullable String value, String expected, DoublePredicate allowed) {
        String text = required(name, value, expected);
        try {
            double number = Double.parseDouble(text);
            if (allowed.test(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw invalid(name, text, expected);
    }
}
