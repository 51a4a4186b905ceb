// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/** What the cells of a column hold. New types may come with a minor version. */
public enum ColumnType {
    /** True or false: {@link Row#booleanAt}. */
    BOOL,
    /** A signed 64-bit number: {@link Row#longAt}. */
    INT64,
    /** An unsigned 64-bit number, of which {@link Row#longAt} gives the bits. */
    UINT64,
    /** A floating-point number: {@link Row#doubleAt}. */
    DOUBLE,
    /** Text as the kernel has it: {@link Row#textAt}. */
    TEXT,
    /** Bytes that are not meant to be read: {@link Row#textAt}. */
    BYTES,
    /** A moment, nanoseconds since the epoch: {@link Row#longAt}. */
    TIME,
    /** A length of time in nanoseconds: {@link Row#longAt}. */
    DURATION,
    /** An IP address: {@link Row#addressAt}. */
    ADDRESS,
    /** A list of texts: {@link Row#textsAt}. */
    TEXT_LIST
}
