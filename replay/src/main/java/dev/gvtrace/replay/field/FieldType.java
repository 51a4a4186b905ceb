// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

/**
 * The types of fields: which operators a condition may use and how a value is printed (rule language reference 3.1).
 */
public enum FieldType {
    /** Byte text. */
    TEXT,
    /** Byte text that is a path. */
    PATH,
    /** Signed 64-bit number. */
    SIGNED,
    /** Unsigned number of {@link FieldDefinition#bits} bits; negative constants wrap. */
    UNSIGNED,
    /** 1 or 0. */
    BOOLEAN,
    /** Nanoseconds since the epoch. */
    ABSOLUTE_TIME,
    /** A duration in nanoseconds. */
    RELATIVE_TIME,
    /** A port, 0 to 65535. */
    PORT,
    /** An IP address. */
    ADDRESS,
    /** An IP address that is compared with networks. */
    NETWORK,
    /** A floating-point number. */
    DECIMAL,
    /** Bytes, kept as byte text. */
    BUFFER,
    /** A list of byte texts. */
    TEXT_LIST,
    /**
     * What cannot be compared with anything: raw arguments such as addresses, tuples and users. It has no value in
     * conditions; only {@code exists} may be asked of it.
     */
    OPAQUE
}
