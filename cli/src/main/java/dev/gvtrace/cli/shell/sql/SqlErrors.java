// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.text.NearestName;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DuckDB's messages, several lines with an excerpt, as one line that begins with a position. */
final class SqlErrors {
    private static final Pattern KIND = Pattern.compile("^[A-Z][A-Za-z ]* Error: ");
    private static final Pattern EXCERPT = Pattern.compile("\\nLINE (\\d+): (.*)\\n( *)\\^", Pattern.DOTALL);
    private static final Pattern CANDIDATES =
            Pattern.compile("(?:Candidate bindings: |Did you mean )(\"[^\"]*\"(?:, \"[^\"]*\")*)");

    private static final Pattern UNKNOWN_COLUMN =
            Pattern.compile("Referenced column \"(.*)\" (?:not found|was not found)");

    private static final Pattern MISSING_TABLE = Pattern.compile("(?:Table|View) with name (\\S+) does not exist");
    private static final Pattern UNKNOWN_TABLE = Pattern.compile("Referenced table \".*\" not found");
    private static final Pattern DOTTED = Pattern.compile("\\w+(?:\\.\\w+)+(?:\\[[^\\]]*\\])?");
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final String LINE = "LINE ";

    private SqlErrors() {}

    /**
     * The line for a message about a statement.
     *
     * @param columns names of columns and fields, among which a misspelt one has its nearest
     * @param tables names of tables
     */
    static String of(String message, String statement, Collection<String> columns, Collection<String> tables) {
        Matcher excerpt = EXCERPT.matcher(message);
        String place = "";
        int at = -1;
        if (excerpt.find()) {
            at = position(statement, excerpt);
            place = at < 0 ? "" : place(statement, at) + ": ";
        }
        return "sql: " + place + line(message) + hint(message, statement, at, columns)
                + nearest(message, columns, tables);
    }

    /** The first line of a message, without its kind and its mark. */
    static String line(String message) {
        String first = KIND.matcher(message).replaceFirst("").split("\n", 2)[0].strip();
        while (first.endsWith("!") || first.endsWith(".")) {
            first = first.substring(0, first.length() - 1);
        }
        first = first.replace(" Function with name", " function with name");
        boolean word = first.length() > 1 && Character.isLowerCase(first.charAt(1));
        return word ? first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1) : first;
    }

    private static String hint(String message, String statement, int at, Collection<String> columns) {
        Matcher dotted = DOTTED.matcher(statement);
        boolean field =
                UNKNOWN_TABLE.matcher(message).find() && at >= 0 && dotted.find(at) && columns.contains(dotted.group());
        return field ? "; a field is written in double quotes: " + TableViews.quoted(dotted.group()) : "";
    }

    private static String nearest(String message, Collection<String> columns, Collection<String> tables) {
        Matcher column = UNKNOWN_COLUMN.matcher(message);
        Matcher table = MISSING_TABLE.matcher(message);
        String nearest = column.find()
                ? NearestName.of(column.group(1), columns)
                : table.find() ? NearestName.of(table.group(1), tables) : null;
        Matcher candidates = CANDIDATES.matcher(message);
        if (nearest == null && candidates.find()) {
            nearest = candidates.group(1).replace("\"", "");
        }
        return nearest == null ? "" : "; nearest: " + nearest;
    }

    /** What to write if a word of SQL stands where a column of this name is meant. */
    static String reserved(String statement, int at) {
        Matcher word = WORD.matcher(statement);
        boolean column = word.find(Math.min(at, statement.length()))
                && word.start() == at
                && RESERVED.contains(word.group().toLowerCase(Locale.ROOT));
        return column ? "; a column of this name is written in double quotes: \"" + word.group() + '"' : "";
    }

    /** Columns of our tables that are words of SQL. */
    private static final Set<String> RESERVED = Set.of("end");

    /** Where the excerpt's caret stands in the statement; -1 if that is not found. */
    private static int position(String statement, Matcher excerpt) {
        int line = Integer.parseInt(excerpt.group(1));
        String head = LINE + line + ": ";
        int caret = excerpt.group(3).length() - head.length();
        String shown = excerpt.group(2);
        int cut = shown.startsWith("...") ? 3 : 0;
        String part = shown.substring(cut, shown.endsWith("...") ? Math.max(cut, shown.length() - 3) : shown.length());
        int begin = 0;
        for (int i = 1; i < line && begin >= 0; i++) {
            begin = statement.indexOf('\n', begin) + 1;
        }
        int found = statement.indexOf(part, begin);
        return found < 0 || caret < cut ? -1 : Math.min(statement.length(), found + caret - cut);
    }

    /** How many chars the first bytes of a text are. */
    static int chars(String text, int bytes) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        return new String(all, 0, Math.min(bytes, all.length), StandardCharsets.UTF_8).length();
    }

    /** A position for people: column 8, or line 2 column 8. */
    static String place(String statement, int at) {
        List<String> before = List.of(statement.substring(0, at).split("\n", -1));
        int column = before.get(before.size() - 1).length() + 1;
        return statement.indexOf('\n') < 0 ? "column " + column : "line " + before.size() + " column " + column;
    }
}
