// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.Map;
import java.util.Set;

/** Writes the man page of the tables (troff) from their schemas. */
final class TablePageWriter {
    private final StringBuilder out = new StringBuilder();

    private TablePageWriter() {}

    /** The page {@code gvtrace-tables(7)}. */
    static String page(TableCatalog tables) {
        return new TablePageWriter().write(tables);
    }

    private String write(TableCatalog tables) {
        line(
                ".\\\" Written by ManPagesTest from the schemas of the tables; change these, then run with -Dgolden.update=true.");
        line(".TH GVTRACE-TABLES 7 \"\" gvtrace \"gvtrace manual\"");
        line(".SH NAME");
        line("gvtrace\\-tables \\- what a trace holds, as rows");
        line(".SH DESCRIPTION");
        paragraph(
                "Each table is a question of gvtrace-query(1) by its name, followed by a condition on its columns and by"
                        + " stages. A column has the same name as heading, in conditions, in SQL and as key in JSON.");
        paragraph("With several traces each row has the number of its trace in front, in the column trace. With several"
                + " questions in one run, a row of JSON begins with the key table: the table or command that it comes"
                + " from.");
        paragraph(
                "A cell has no value where the trace does not say: empty in tables, Markdown and CSV, null in JSON, NULL"
                        + " in SQL.");
        line(".SS Types");
        for (ColumnType type : ColumnType.values()) {
            entry(word(type), meaning(type));
        }
        for (Table table : tables.all()) {
            table(table);
        }
        line(".SH SEE ALSO");
        line(ManPageWriter.escape("gvtrace-query(1), gvtrace-fields(1), gvtrace-limits(7)"));
        return out.toString();
    }

    private void table(Table table) {
        String name = table.schema().name();
        line(".SH " + ManPageWriter.escape(name.toUpperCase(java.util.Locale.ROOT)));
        paragraph(table.schema().description());
        if (table.showsMoment()) {
            paragraph("It takes --at and shows the state of that moment.");
        }
        if (name.equals("events")) {
            paragraph("Each field of gvtrace-fields(1) is a column as well, by its own name, such as proc.cmdline.");
        }
        for (Column column : table.schema().columns()) {
            entry(column.name() + "  " + word(column.type()), column.description());
        }
        Map<String, Set<String>> needs = table.eventTypes(ScanRequest.of(name));
        if (!needs.isEmpty()) {
            paragraph("Events that its rows and columns need: " + String.join(", ", needs.keySet()) + ".");
        }
    }

    private static String word(ColumnType type) {
        return switch (type) {
            case BOOL -> "truth";
            case INT64 -> "number";
            case UINT64 -> "unsigned number";
            case DOUBLE -> "decimal";
            case TEXT -> "text";
            case BYTES -> "bytes";
            case TIME -> "time";
            case DURATION -> "duration";
            case ADDRESS -> "address";
            case TEXT_LIST -> "list";
        };
    }

    private static String meaning(ColumnType type) {
        return switch (type) {
            case BOOL -> "true or false.";
            case INT64 -> "A whole number of 64 bits.";
            case UINT64 -> "A whole number of 64 bits without a sign.";
            case DOUBLE -> "A floating-point number.";
            case TEXT ->
                "Text of the workload or of the Sentry; control characters and bytes that are not UTF-8 are escaped as"
                        + " \\xHH.";
            case BYTES -> "Bytes that are not text; in JSON a string with escapes.";
            case TIME -> "A moment in UTC with nanoseconds, as in 2026-11-21T23:52:22.133000000Z.";
            case DURATION -> "A length of time in nanoseconds.";
            case ADDRESS -> "An IP address.";
            case TEXT_LIST -> "Several texts: an array in JSON, separated by blanks elsewhere.";
        };
    }

    private void paragraph(String text) {
        line(".PP");
        line(ManPageWriter.escape(text));
    }

    private void entry(String head, String text) {
        line(".TP");
        String[] parts = head.split(" {2}", 2);
        line("\\fB" + ManPageWriter.escape(parts[0]) + "\\fR" + (parts.length > 1 ? " (" + parts[1] + ")" : ""));
        line(ManPageWriter.escape(text));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
