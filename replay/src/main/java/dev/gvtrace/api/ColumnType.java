// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/** The type of a column's cells. New types may be added in a minor version. */
public enum ColumnType {
    /** True or false: {@link Row#booleanAt}. */
    BOOL,
    /** A signed 64-bit number: {@link Row#longAt}. */
    INT64,
    /** An unsigned 64-bit number, of which {@link Row#longAt} gives the bits. */
    UINT64,
    /** A floating-point number: {@link Row#doubleAt}. */
    DOUBLE,
    /** Text as in the kernel: {@link Row#textAt}. */
    TEXT,
    /** Bytes that are not text: {@link Row#textAt}. */
    BYTES,
    /** A moment, nanoseconds since the epoch: {@link Row#longAt}. */
    TIME,
    /** A duration in nanoseconds: {@link Row#longAt}. */
    DURATION,
    /** An IP address: {@link Row#addressAt}. */
    ADDRESS,
    /** A list of texts: {@link Row#textsAt}. */
    TEXT_LIST
}
