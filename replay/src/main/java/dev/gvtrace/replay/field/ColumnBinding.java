// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table as fields of its rows. Columns take no argument and have no state.
 *
 * @param <S> a row
 */
public final class ColumnBinding<S> implements Binding<S> {
    private final String table;
    private final Map<String, FieldDefinition> definitions = new LinkedHashMap<>();
    private final Map<String, Field<S>> fields = new LinkedHashMap<>();

    /**
     * A column.
     *
     * @param definition its name, type and description; without argument
     * @param extractor reads its value
     * @param <S> a row
     */
    public record Column<S>(FieldDefinition definition, Extractor<S> extractor) {
        /** A column without flags. */
        public static <S> Column<S> of(String name, FieldType type, String description, Extractor<S> extractor) {
            return new Column<>(FieldDefinition.plain(name, type, description), extractor);
        }
    }

    /**
     * Binds columns.
     *
     * @param table its name, for messages
     * @param columns in the order of the table
     * @throws IllegalArgumentException if two have the same name
     */
    public ColumnBinding(String table, List<Column<S>> columns) {
        this.table = table;
        for (Column<S> column : columns) {
            FieldDefinition definition = column.definition();
            if (definitions.put(definition.name(), definition) != null) {
                throw new IllegalArgumentException("table " + table + " has two columns '" + definition.name() + "'");
            }
            fields.put(definition.name(), Field.of(definition, null, definition.name(), column.extractor()));
        }
    }

    @Override
    public Collection<FieldDefinition> all() {
        return Collections.unmodifiableCollection(definitions.values());
    }

    @Override
    public @Nullable FieldDefinition find(String name) {
        return definitions.get(name);
    }

    @Override
    public Field<S> resolve(String name, @Nullable String argument) throws FieldException {
        Field<S> field = fields.get(name);
        if (field == null) {
            throw FieldException.unknown("table '" + table + "' has no column '" + name + "'");
        }
        if (argument != null) {
            throw new FieldException("column '" + name + "' takes no argument: '" + argument + "'");
        }
        return field;
    }

    @Override
    public boolean namesHaveDots() {
        return false;
    }

    @Override
    public String expected() {
        return "a column of '" + table + "'";
    }
}
