// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.sql;

import dev.gvtrace.replay.table.RequestException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Checks that a text is one statement that only reads, and finds what it names. DuckDB parses it: it describes
 * statements that are a SELECT, or are made into one, as JSON, and describes no others.
 */
final class StatementParser {
    private static final Pattern EXPLAIN =
            Pattern.compile("\\s*EXPLAIN\\b(\\s*ANALYZE\\b)?(\\s*\\([\\w\\s,]*\\))?\\s*", Pattern.CASE_INSENSITIVE);

    private static final Pattern WORD = Pattern.compile("(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*(\\w+)", Pattern.DOTALL);
    private static final Pattern WRITES =
            Pattern.compile("\\b(INSERT|UPDATE|DELETE|MERGE|COPY)\\b", Pattern.CASE_INSENSITIVE);

    /** An expression may be nested as deep as DuckDB allows. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final Set<String> READS = Set.of("SELECT", "WITH", "FROM", "VALUES", "TABLE");

    private static final String EXPECTED =
            "expected SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT or EXPLAIN";

    private final DuckDb database;

    StatementParser(DuckDb database) {
        this.database = database;
    }

    /**
     * Parses a statement.
     *
     * @throws RequestException if it is none, or one that does more than read
     */
    ParsedStatement parse(String text) throws RequestException, SQLException {
        Matcher explain = EXPLAIN.matcher(text);
        int begin = explain.lookingAt() ? explain.end() : 0;
        String query = text.substring(begin);
        Found found = new Found();
        try (PreparedStatement described = database.connection().prepareStatement("SELECT json_serialize_sql(?)")) {
            described.setString(1, query);
            try (ResultSet rows = described.executeQuery()) {
                rows.next();
                found.read(rows.getString(1));
            }
        }
        if (found.error != null) {
            throw wrong(found, text, begin);
        }
        if (found.statements == 0) {
            throw new RequestException("sql: no statement; " + EXPECTED);
        }
        if (found.statements > 1) {
            throw new RequestException("sql: " + found.statements + " statements: expected one");
        }
        if (found.writes) {
            throw refused(query);
        }
        return new ParsedStatement(text, begin > 0, found.columns, found.literals, found.allColumns);
    }

    private static RequestException wrong(Found found, String text, int begin) {
        String error = String.valueOf(found.error);
        if (found.position == null) {
            return refused(text.substring(begin));
        }
        int at = begin + SqlErrors.chars(text.substring(begin), found.position);
        return new RequestException(
                "sql: " + SqlErrors.place(text, at) + ": " + SqlErrors.line(error) + SqlErrors.reserved(text, at));
    }

    private static RequestException refused(String query) {
        Matcher first = WORD.matcher(query);
        String word = first.lookingAt() ? first.group(1).toUpperCase(Locale.ROOT) : "this statement";
        if (word.equals("PIVOT")) {
            return new RequestException("sql: PIVOT: expected the values of the column: PIVOT t ON c IN ('a', 'b') …");
        }
        Matcher writing = WRITES.matcher(query);
        boolean reads = READS.contains(word);
        if (reads && !writing.find()) {
            return new RequestException("sql: expected one statement, which only reads");
        }
        String verb = reads ? writing.group(1).toUpperCase(Locale.ROOT) : word;
        return new RequestException("sql: " + verb + " is refused: statements only read; " + EXPECTED);
    }

    /** What the description of a text contains. */
    private static final class Found {
        private final Set<String> columns = new LinkedHashSet<>();
        private final Set<String> literals = new LinkedHashSet<>();
        private @Nullable String error;
        private @Nullable Integer position;
        private int statements;
        private boolean writes;
        private boolean allColumns;

        void read(String json) {
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
                int depth = 0;
                boolean inNames = false;
                boolean inLiteral = false;
                boolean inPattern = false;
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    String name = parser.currentName();
                    switch (token) {
                        case START_OBJECT -> {
                            depth++;
                            // the root, the list of statements, a statement
                            statements += depth == 3 ? 1 : 0;
                            inLiteral = "literal".equals(name);
                            allColumns |= inPattern && "expr".equals(name);
                        }
                        case START_ARRAY -> {
                            depth++;
                            inNames = "column_names".equals(name) || "using_columns".equals(name);
                        }
                        case END_OBJECT, END_ARRAY -> {
                            depth--;
                            inNames = false;
                        }
                        case VALUE_TRUE, VALUE_FALSE ->
                            inPattern = "columns".equals(name) && token == JsonToken.VALUE_TRUE;
                        case VALUE_STRING -> {
                            String value = parser.getString();
                            if (inNames) {
                                columns.add(value);
                            } else if (inLiteral && "text".equals(name)) {
                                literals.add(value);
                            } else {
                                take(name, value);
                            }
                        }
                        default -> {}
                    }
                }
            }
        }

        private void take(@Nullable String name, String value) {
            if (name == null) {
                return;
            }
            switch (name) {
                case "error_message" -> error = value;
                case "position" -> position = Integer.valueOf(value);
                case "type" ->
                    writes |= value.endsWith("_QUERY_NODE")
                            && WRITES.matcher(value.replace('_', ' ')).find();
                case "show_type" -> allColumns |= !value.equals("SUMMARY");
                default -> {}
            }
        }
    }
}
