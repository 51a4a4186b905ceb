// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.field.ColumnBinding;
import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table together with how each is read. Immutable, thread-safe.
 *
 * @param <S> what a row is made of
 */
public final class ColumnSet<S> {
    private final TableSchema schema;
    private final List<Extractor<S>> readers;
    private final ColumnBinding<S> binding;
    private final EventNeeds needs;

    private ColumnSet(TableSchema schema, List<Extractor<S>> readers, EventNeeds needs) {
        this.schema = schema;
        this.readers = readers;
        this.needs = needs;
        List<ColumnBinding.Column<S>> bound = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            Column column = schema.columns().get(i);
            bound.add(ColumnBinding.Column.of(
                    column.name(), column.type().fieldType(), column.description(), readers.get(i)));
        }
        binding = new ColumnBinding<>(schema.name(), bound);
    }

    /** The columns of rows that were made before. */
    public static ColumnSet<Cells> ofCells(TableSchema schema) {
        List<Extractor<Cells>> readers = new ArrayList<>();
        for (int i = 0; i < schema.columns().size(); i++) {
            readers.add(cellReader(i, schema.columns().get(i).type()));
        }
        return new ColumnSet<>(schema, List.copyOf(readers), EventNeeds.NONE);
    }

    private static Extractor<Cells> cellReader(int column, ColumnType type) {
        return switch (type) {
            case BOOL ->
                (Extractor.OfNumber<Cells>) (cells, out) -> {
                    out.value = cells.booleanAt(column) ? 1 : 0;
                    return !cells.isNull(column);
                };
            case INT64, UINT64, TIME, DURATION ->
                (Extractor.OfNumber<Cells>) (cells, out) -> {
                    out.value = cells.longAt(column);
                    return !cells.isNull(column);
                };
            case DOUBLE -> (Extractor.OfDecimal<Cells>) cells -> cells.doubleAt(column);
            case TEXT, BYTES -> (Extractor.OfText<Cells>) cells -> byteString(cells.textAt(column));
            case ADDRESS -> (Extractor.OfAddress<Cells>) cells -> cells.addressAt(column);
            case TEXT_LIST -> (Extractor.OfTexts<Cells>) cells -> byteStrings(cells.textsAt(column));
        };
    }

    private static @Nullable String byteString(@Nullable Text text) {
        return text == null ? null : ByteText.of(text);
    }

    private static @Nullable List<String> byteStrings(@Nullable List<Text> texts) {
        return texts == null ? null : texts.stream().map(ByteText::of).toList();
    }

    /** The types of events that the rows and the columns need. */
    EventNeeds needs() {
        return needs;
    }

    /** The columns as fields of a row, for conditions. */
    Binding<S> binding() {
        return binding;
    }

    /** Begins the columns of the table with this name, whose rows are what the sentence says. */
    public static <S> Builder<S> of(String name, String description) {
        return new Builder<>(name, description);
    }

    /** The columns without how they are read. */
    public TableSchema schema() {
        return schema;
    }

    /** How the column of that index is read. */
    public Extractor<S> reader(int column) {
        return readers.get(column);
    }

    /**
     * Adds columns in order.
     *
     * @param <S> what a row is made of
     */
    public static final class Builder<S> {
        private final String name;
        private final String description;
        private final List<Column> columns = new ArrayList<>();
        private final List<Extractor<S>> readers = new ArrayList<>();
        private final EventNeeds needs = new EventNeeds();

        private Builder(String name, String description) {
            this.name = name;
            this.description = description;
        }

        private Builder<S> add(String column, ColumnType type, String sentence, Extractor<S> reader) {
            columns.add(new Column(column, type, sentence));
            readers.add(reader);
            return this;
        }

        /** A number that is always there. */
        public Builder<S> number(String column, String sentence, ToLongFunction<S> reader) {
            return number(column, sentence, (subject, out) -> {
                out.value = reader.applyAsLong(subject);
                return true;
            });
        }

        /** A number. */
        public Builder<S> number(String column, String sentence, Extractor.OfNumber<S> reader) {
            return add(column, ColumnType.INT64, sentence, reader);
        }

        /** A truth value that is always there. */
        public Builder<S> bool(String column, String sentence, Predicate<S> reader) {
            return bool(column, sentence, (subject, out) -> {
                out.value = reader.test(subject) ? 1 : 0;
                return true;
            });
        }

        /** A truth value: 1 or 0. */
        public Builder<S> bool(String column, String sentence, Extractor.OfNumber<S> reader) {
            return add(column, ColumnType.BOOL, sentence, reader);
        }

        /** A moment in ns since the epoch; 0 means that it is unknown. */
        public Builder<S> time(String column, String sentence, ToLongFunction<S> reader) {
            return add(column, ColumnType.TIME, sentence, (Extractor.OfNumber<S>) (subject, out) -> {
                out.value = reader.applyAsLong(subject);
                return out.value != 0;
            });
        }

        /** A moment in ns since the epoch. */
        public Builder<S> time(String column, String sentence, Extractor.OfNumber<S> reader) {
            return add(column, ColumnType.TIME, sentence, reader);
        }

        /** A moment in ns since the epoch that is always there. */
        public Builder<S> knownTime(String column, String sentence, ToLongFunction<S> reader) {
            return add(column, ColumnType.TIME, sentence, (Extractor.OfNumber<S>) (subject, out) -> {
                out.value = reader.applyAsLong(subject);
                return true;
            });
        }

        /** Byte text. */
        public Builder<S> text(String column, String sentence, Extractor.OfText<S> reader) {
            return add(column, ColumnType.TEXT, sentence, reader);
        }

        /** A list of byte texts. */
        public Builder<S> list(String column, String sentence, Extractor.OfTexts<S> reader) {
            return add(column, ColumnType.TEXT_LIST, sentence, reader);
        }

        /** An IP address. */
        public Builder<S> address(String column, String sentence, Extractor.OfAddress<S> reader) {
            return add(column, ColumnType.ADDRESS, sentence, reader);
        }

        /** A floating-point number. */
        public Builder<S> decimal(String column, String sentence, Extractor.OfDecimal<S> reader) {
            return add(column, ColumnType.DOUBLE, sentence, reader);
        }

        /** The last column needs events of these types, without which its cells are incomplete. */
        public Builder<S> needs(String... types) {
            needs.add(columns.get(columns.size() - 1).name(), types);
            return this;
        }

        /** The rows need events of these types, without which some are missing. */
        public Builder<S> rowsNeed(String... types) {
            needs.add(EventNeeds.ROWS, types);
            return this;
        }

        /** The set. */
        public ColumnSet<S> build() {
            return new ColumnSet<>(new TableSchema(name, description, columns), List.copyOf(readers), needs);
        }
    }
}
