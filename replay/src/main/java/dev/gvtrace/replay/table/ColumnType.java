// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.FieldType;

/** The types of columns. */
public enum ColumnType {
    /** True or false. */
    BOOL(Storage.LONG),
    /** A signed 64-bit number. */
    INT64(Storage.LONG),
    /** An unsigned 64-bit number; the {@code long} holds its bits. */
    UINT64(Storage.LONG),
    /** A floating-point number. */
    DOUBLE(Storage.DOUBLE),
    /** Byte text: bytes that are usually, but not always, UTF-8. */
    TEXT(Storage.OBJECT),
    /** Bytes that are not meant to be read, kept as byte text. */
    BYTES(Storage.OBJECT),
    /** A moment, nanoseconds since the epoch. */
    TIME(Storage.LONG),
    /** A length of time in nanoseconds. */
    DURATION(Storage.LONG),
    /** An IP address of 4 or 16 bytes in network order. */
    ADDRESS(Storage.OBJECT),
    /** A list of byte texts. */
    TEXT_LIST(Storage.OBJECT);

    /** What a cell is stored in. */
    enum Storage {
        LONG,
        DOUBLE,
        OBJECT
    }

    private final Storage storage;

    ColumnType(Storage storage) {
        this.storage = storage;
    }

    Storage storage() {
        return storage;
    }

    /** The type of the column as a field of conditions. */
    public FieldType fieldType() {
        return switch (this) {
            case BOOL -> FieldType.BOOLEAN;
            case INT64 -> FieldType.SIGNED;
            case UINT64 -> FieldType.UNSIGNED;
            case DOUBLE -> FieldType.DECIMAL;
            case TEXT -> FieldType.TEXT;
            case BYTES -> FieldType.BUFFER;
            case TIME -> FieldType.ABSOLUTE_TIME;
            case DURATION -> FieldType.RELATIVE_TIME;
            case ADDRESS -> FieldType.ADDRESS;
            case TEXT_LIST -> FieldType.TEXT_LIST;
        };
    }

    /** True for numbers and lengths of time, which a table for people sets to the right. */
    public boolean isNumber() {
        return switch (this) {
            case INT64, UINT64, DOUBLE, DURATION -> true;
            case BOOL, TEXT, BYTES, TIME, ADDRESS, TEXT_LIST -> false;
        };
    }
}
