// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.ast.Transformer;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.Question;
import dev.gvtrace.replay.query.stage.StageParser;
import dev.gvtrace.replay.table.Cells;
import dev.gvtrace.replay.table.Cursor;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.ScannedRows;
import dev.gvtrace.replay.table.Table;
import dev.gvtrace.replay.table.TableCatalog;
import dev.gvtrace.replay.table.TableSchema;
import dev.gvtrace.replay.table.TraceInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words that a line may be made of. For one thread. */
public final class Vocabulary {
    /** Stages after which rows have the columns that they had before. */
    private static final Set<String> KEEP_COLUMNS = Set.of("where", "sort", "top", "limit");

    private static final String EVENTS = "events";

    private final Supplier<Collection<QueryCatalog.Info>> own;
    private final Supplier<TableCatalog> tables;
    private final Binding<?> fields;
    private final boolean several;
    private String known = "";
    private RowShape knownShape = RowShape.UNKNOWN;

    /**
     * A vocabulary.
     *
     * @param own the commands of the shell itself at the time of each call
     * @param tables the tables at the time of each call
     * @param fields the fields that conditions of events may name
     * @param several whether several traces are open, whose rows have the number of their trace
     */
    public Vocabulary(
            Supplier<Collection<QueryCatalog.Info>> own,
            Supplier<TableCatalog> tables,
            Binding<?> fields,
            boolean several) {
        this.own = own;
        this.tables = tables;
        this.fields = fields;
        this.several = several;
    }

    /** All commands: those that are questions, then those of the shell itself. */
    public List<QueryCatalog.Info> commands() {
        List<QueryCatalog.Info> all = new ArrayList<>(QueryCatalog.all());
        all.addAll(own.get());
        return all;
    }

    /** The command of a name; a table is a command, too. Null if there is none. */
    public QueryCatalog.@Nullable Info command(String name) {
        for (QueryCatalog.Info each : commands()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        Table table = tables.get().find(name);
        return table == null
                ? null
                : new QueryCatalog.Info(
                        name,
                        "[CONDITION] [--at T] [--from T] [--to T] [--limit N]",
                        table.schema().description(),
                        List.of("--at", "--from", "--to", "--limit"));
    }

    /** The tables. */
    public Collection<Table> tables() {
        return tables.get().all();
    }

    /** The fields that conditions of events may name. */
    public Binding<?> fields() {
        return fields;
    }

    /** The stage of a name; null if there is none. */
    public StageParser.@Nullable Info stage(String name) {
        return StageParser.all().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** True if a name is a column or field of the rows, or the rows are not known. */
    public boolean isColumn(RowShape rows, String name) {
        int bracket = name.indexOf('[');
        String plain = bracket < 0 ? name : name.substring(0, bracket);
        return rows.columns().isEmpty() && !rows.fields()
                || rows.columns().stream().anyMatch(column -> column.name().equals(name))
                || rows.fields() && fields.find(plain) != null;
    }

    /** True if the name of a command, a table or a way to end the shell begins so. */
    boolean hasCommandFrom(String typed) {
        return Stream.of(
                        commands().stream().map(QueryCatalog.Info::name),
                        tables().stream().map(table -> table.schema().name()),
                        Stream.of("quit", "exit", "?"))
                .flatMap(names -> names)
                .anyMatch(name -> name.startsWith(typed));
    }

    /** True if a column or field of the rows, or a word that may replace it, begins so. */
    boolean hasColumnFrom(RowShape rows, String typed) {
        String plain = typed.indexOf('[') < 0 ? typed : typed.substring(0, typed.indexOf('['));
        return isColumn(rows, typed)
                || "not".startsWith(typed)
                || rows.columns().stream().anyMatch(column -> column.name().startsWith(typed))
                || rows.fields() && fields.names().stream().anyMatch(name -> name.startsWith(plain))
                || Arrays.stream(Transformer.values())
                        .anyMatch(each -> each.text().startsWith(typed));
    }

    /** The rows that a condition right after a command is about. */
    RowShape rowsOf(String command) {
        Table table = tables.get().find(command);
        if (table == null || command.equals(EVENTS)) {
            return new RowShape(EVENTS, List.of(), true);
        }
        return shape(command, table.schema(), false);
    }

    /** The rows that a question without its last bar has; unknown if it is invalid. */
    RowShape rowsAfter(String question) {
        if (!question.equals(known)) {
            known = question;
            knownShape = found(question);
        }
        return knownShape;
    }

    private RowShape found(String text) {
        try {
            Question question = QueryCatalog.parse(text, tables.get());
            ScanRequest request = question.arrangement().unarranged(question.request());
            boolean same = KEEP_COLUMNS.containsAll(LineScan.stageNames(text));
            if (request != null && same) {
                String table = request.table();
                TableSchema all =
                        tables.get().scan(request.withColumns(List.of())).schema();
                return shape(table, all, table.equals(EVENTS));
            }
            List<TableSchema> scanned = new ArrayList<>();
            for (ScanRequest each : question.requests()) {
                TableSchema schema = tables.get().scan(each).schema();
                scanned.add(several ? RowOutput.withTrace(schema) : schema);
            }
            try (Cursor rows = question.arrange(new NoRows(scanned), note -> {})) {
                return new RowShape(question.request().table(), rows.schema().columns(), false);
            }
        } catch (RequestException | RuntimeException e) {
            return RowShape.UNKNOWN; // the line is reported when it is run
        }
    }

    private RowShape shape(String table, TableSchema schema, boolean any) {
        TableSchema rows = several && schema.indexOf("trace") < 0 ? RowOutput.withTrace(schema) : schema;
        return new RowShape(table, rows.columns(), any);
    }

    /** A reading without rows. */
    private record NoRows(List<TableSchema> schemas) implements ScannedRows {
        @Override
        public List<TraceInfo> traces() {
            return List.of();
        }

        @Override
        public boolean next() {
            return false;
        }

        @Override
        public int request() {
            throw new IllegalStateException("no current row");
        }

        @Override
        public Cells cells() {
            throw new IllegalStateException("no current row");
        }

        @Override
        public void close() {}
    }
}
