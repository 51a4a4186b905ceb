// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.replay.query.LineWords;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Questions with names of their own. {@code $1} to {@code $9} in them stand for the words behind the name. Used by one
 * thread.
 */
final class SavedQuestions {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final Pattern ARGUMENT = Pattern.compile("\\$([1-9])");
    /** A saved question may name another one, but not without end. */
    private static final int DEEPEST = 10;

    private final Map<String, String> questions = new TreeMap<>();

    /** Saves a question, in place of one with its name. */
    void define(String name, String question) throws RequestException {
        if (!NAME.matcher(name).matches()) {
            throw new RequestException("define: invalid name '" + name
                    + "': expected a lower-case letter, then lower-case letters, digits, _ and -");
        }
        questions.put(name, question);
    }

    /** Removes a question. */
    void remove(String name) throws RequestException {
        if (questions.remove(name) == null) {
            throw new RequestException("define: there is no saved question '" + name + "'");
        }
    }

    /** The names and questions, by name. */
    Map<String, String> all() {
        return Map.copyOf(questions);
    }

    /** The saved questions as commands, by name. */
    Collection<QueryCatalog.Info> infos() {
        List<QueryCatalog.Info> infos = new ArrayList<>();
        questions.forEach((name, question) -> {
            StringBuilder arguments = new StringBuilder();
            for (int i = 1; i <= arguments(question); i++) {
                arguments.append(i == 1 ? "" : " ").append("ARGUMENT");
            }
            infos.add(new QueryCatalog.Info(name, arguments.toString(), question, List.of()));
        });
        return infos;
    }

    /** A line with the question in place of its name; any other line as it is. */
    String expanded(String line) throws RequestException {
        String text = line;
        for (int depth = 0; depth < DEEPEST; depth++) {
            List<LineWords.Word> words = LineWords.of(text);
            String question =
                    words.isEmpty() ? null : questions.get(words.get(0).text());
            if (question == null) {
                return text;
            }
            text = filled(words.get(0), question, text);
        }
        throw new RequestException("saved question '" + line.strip() + "' names itself");
    }

    private static String filled(LineWords.Word name, String question, String line) throws RequestException {
        int wanted = arguments(question);
        String rest = line.substring(name.end());
        if (wanted == 0) {
            return question + rest;
        }
        List<LineWords.Word> given = new ArrayList<>();
        for (LineWords.Word word : LineWords.of(rest)) {
            if (word.isBar() || given.size() == wanted) {
                break;
            }
            given.add(word);
        }
        if (given.size() < wanted) {
            throw new RequestException(name.text() + ": expected " + wanted + (wanted == 1 ? " argument" : " arguments")
                    + " for: " + question);
        }
        String filled = ARGUMENT.matcher(question)
                .replaceAll(found -> Matcher.quoteReplacement(
                        given.get(Integer.parseInt(found.group(1)) - 1).text()));
        return filled + rest.substring(given.get(wanted - 1).end());
    }

    /** The greatest number of an argument in a question. */
    private static int arguments(String question) {
        return ARGUMENT.matcher(question)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
    }
}
