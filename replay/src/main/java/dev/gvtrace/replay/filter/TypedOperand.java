// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Field;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.field.FieldType;
import dev.gvtrace.replay.filter.ast.Operator;
import org.jspecify.annotations.Nullable;

/**
 * A checked operand with its type.
 *
 * @param name for messages: the field's, or INTERNAL
 * @param type its type; for a list that of its values
 * @param typeName Falco's, for messages
 * @param list true for lists of texts
 * @param field null except for plain fields
 * @param source reads its values
 */
record TypedOperand(
        String name,
        FieldType type,
        String typeName,
        boolean list,
        @Nullable Field<Object> field,
        ValueReader source) {
    private static final String INTERNAL = "INTERNAL";

    static TypedOperand of(Field<Object> field, ValueReader source) {
        boolean list = field.type() == FieldType.TEXT_LIST;
        return new TypedOperand(
                field.text(),
                list ? FieldType.TEXT : field.type(),
                list ? "CHARBUF" : field.typeName(),
                list,
                field,
                source);
    }

    static TypedOperand text(TextReader source) {
        return new TypedOperand(INTERNAL, FieldType.TEXT, "CHARBUF", false, null, source);
    }

    static TypedOperand list(ListReader source) {
        return new TypedOperand(INTERNAL, FieldType.TEXT, "CHARBUF", true, null, source);
    }

    /** The result of a transformer of this operand. */
    TypedOperand through(ValueReader transformed) {
        return new TypedOperand(name, type, typeName, list, null, transformed);
    }

    boolean is(FieldDefinition.Flag flag) {
        return field != null && field.definition().is(flag);
    }

    boolean any() {
        return source instanceof AnyReader;
    }

    boolean textual() {
        return type == FieldType.TEXT || type == FieldType.PATH;
    }

    boolean numeric() {
        return type.form() == FieldType.Form.NUMBER;
    }

    /** True if a value equals a constant only if it is the same value. */
    boolean isEqualToOneConstant() {
        return switch (type) {
            case TEXT,
                    PATH,
                    SIGNED,
                    UNSIGNED,
                    BOOLEAN,
                    ABSOLUTE_TIME,
                    RELATIVE_TIME,
                    PORT,
                    ADDRESS,
                    DECIMAL,
                    TEXT_LIST -> true;
            case NETWORK, BUFFER, OPAQUE -> false;
        };
    }

    boolean unsigned() {
        return type != FieldType.SIGNED;
    }

    /** True if an operator may be used with values of this type. */
    boolean accepts(Operator operator) {
        if (list) {
            return operator == Operator.EXISTS || operator == Operator.IN || operator == Operator.INTERSECTS;
        }
        return fitsValue(operator);
    }

    private boolean fitsValue(Operator operator) {
        return switch (operator) {
            case EXISTS -> true;
            case EQUAL, DOUBLE_EQUAL, NOT_EQUAL, IN, INTERSECTS -> type != FieldType.OPAQUE;
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                switch (type) {
                    case BOOLEAN, BUFFER, ADDRESS, NETWORK, OPAQUE -> false;
                    case TEXT, PATH, SIGNED, UNSIGNED, ABSOLUTE_TIME, RELATIVE_TIME, PORT, DECIMAL, TEXT_LIST -> true;
                };
            case CONTAINS, STARTSWITH, ENDSWITH ->
                type == FieldType.TEXT || type == FieldType.PATH || type == FieldType.BUFFER;
            case BCONTAINS, BSTARTSWITH -> type == FieldType.BUFFER;
            case GLOB, IGLOB, ICONTAINS, REGEX, PMATCH -> type == FieldType.TEXT || type == FieldType.PATH;
        };
    }

    /** Type and whether it is a list. */
    String fullTypeName() {
        return list ? typeName + " (list)" : typeName;
    }

    /** The class of types in messages about operators. */
    String family() {
        return switch (type) {
            case TEXT, PATH, TEXT_LIST -> "string filters";
            case SIGNED, UNSIGNED, BOOLEAN, ABSOLUTE_TIME, RELATIVE_TIME, PORT, DECIMAL -> "numeric filters";
            case BUFFER -> "buffer filters";
            case ADDRESS, NETWORK -> "ip address and network filters";
            case OPAQUE -> "type '" + typeName + "'";
        };
    }
}
