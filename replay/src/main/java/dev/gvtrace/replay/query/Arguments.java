// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import dev.gvtrace.replay.query.arrangement.ProcessName;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words after a command of the query shell: {@code --option value} pairs and plain words, in any order. */
final class Arguments {
    /** The date, which is the part of a printed moment before the blank. */
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    private final String command;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();
    private final @Nullable Moment now;

    private Arguments(String command, @Nullable Moment now) {
        this.command = command;
        this.now = now;
    }

    /**
     * Separates options from plain words for a command with the given options, each of which takes a value.
     *
     * @param now the moment at which the shell is; null for none
     */
    static Arguments of(String command, List<String> words, Set<String> taken, @Nullable Moment now)
            throws RequestException {
        Arguments arguments = new Arguments(command, now);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--")) {
                arguments.words.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!taken.contains(name)) {
                throw new RequestException(command + ": unknown option " + name
                        + (taken.isEmpty() ? "; it takes none" : "; expected " + String.join(", ", taken)));
            }
            if (equals < 0 && i + 1 == words.size()) {
                throw new RequestException(command + ": option " + name + " needs a value");
            }
            String value = Words.unquoted(equals < 0 ? words.get(++i) : word.substring(equals + 1));
            if (DATE.matcher(value).matches()
                    && i + 1 < words.size()
                    && Character.isDigit(words.get(i + 1).charAt(0))) {
                value += " " + words.get(++i);
            }
            if (arguments.options.put(name, value) != null) {
                throw new RequestException(command + ": option " + name + " is given twice");
            }
        }
        return arguments;
    }

    /** The moment of {@code --at}, without it the one at which the shell is; null for none. */
    @Nullable
    Moment at() throws RequestException {
        Moment given = moment("--at");
        return given == null ? now : given;
    }

    /** The moment of an option; null if it is missing. */
    @Nullable
    Moment moment(String option) throws RequestException {
        String text = options.get(option);
        return text == null ? null : Moment.parse(text);
    }

    /** The value of an option; null if it is missing. */
    @Nullable
    String option(String option) {
        return options.get(option);
    }

    /** The number of an option, or the default if it is missing. */
    long number(String option, long otherwise) throws RequestException {
        String text = options.get(option);
        return text == null ? otherwise : positive(option, text);
    }

    /** The plain words as names of processes. */
    List<ProcessName> processes() throws RequestException {
        Set<ProcessName> names = new LinkedHashSet<>();
        for (String word : words) {
            names.add(ProcessName.parse(command, "PID", word));
        }
        return List.copyOf(names);
    }

    /** The plain words as one text, as typed; a single quoted word without its quotes; "" without any. */
    String text() {
        return words.size() == 1 ? Words.unquoted(words.get(0)) : String.join(" ", words);
    }

    /** The plain words, as typed. */
    List<String> words() {
        return List.copyOf(words);
    }

    /** The only plain word, without the quotes that enclose it. */
    String word(String what) throws RequestException {
        if (words.size() != 1) {
            throw new RequestException(command + ": expected one " + what + ", in quotes if it has blanks");
        }
        return text();
    }

    /** Throws if there are plain words. */
    void none() throws RequestException {
        if (!words.isEmpty()) {
            throw new RequestException(command + ": unexpected '" + words.get(0) + "'");
        }
    }

    private long positive(String what, String text) throws RequestException {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new RequestException(command + ": invalid " + what + " '" + text + "': expected a number");
    }
}
