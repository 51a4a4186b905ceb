// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

/**
 * The types of fields: which operators a condition may use and how a value is printed (rule language reference 3.1).
 */
public enum FieldType {
    /** Byte text. */
    TEXT(Form.TEXT),
    /** Byte text that is a path. */
    PATH(Form.TEXT),
    /** Signed 64-bit number. */
    SIGNED(Form.NUMBER),
    /** Unsigned number of {@link FieldDefinition#bits} bits; negative constants wrap. */
    UNSIGNED(Form.NUMBER),
    /** 1 or 0. */
    BOOLEAN(Form.NUMBER),
    /** Nanoseconds since the epoch. */
    ABSOLUTE_TIME(Form.NUMBER),
    /** A duration in nanoseconds. */
    RELATIVE_TIME(Form.NUMBER),
    /** A port, 0 to 65535. */
    PORT(Form.NUMBER),
    /** An IP address. */
    ADDRESS(Form.ADDRESS),
    /** An IP address that is compared with networks. */
    NETWORK(Form.ADDRESS),
    /** A floating-point number. */
    DECIMAL(Form.DECIMAL),
    /** Bytes, kept as byte text. */
    BUFFER(Form.TEXT),
    /** A list of byte texts. */
    TEXT_LIST(Form.TEXTS),
    /**
     * A value that cannot be compared: raw arguments such as addresses, tuples and users. It has no value in
     * conditions; only {@code exists} may be applied to it.
     */
    OPAQUE(Form.TEXT);

    /** The form of the values of an {@link Extractor}. */
    public enum Form {
        /** Byte text: {@link Extractor.OfText}. */
        TEXT,
        /** 64 bits: {@link Extractor.OfNumber}. */
        NUMBER,
        /** Floating-point: {@link Extractor.OfDecimal}. */
        DECIMAL,
        /** 4 or 16 bytes: {@link Extractor.OfAddress}. */
        ADDRESS,
        /** Byte texts: {@link Extractor.OfTexts}. */
        TEXTS
    }

    private final Form form;

    FieldType(Form form) {
        this.form = form;
    }

    /** The form of its values. */
    public Form form() {
        return form;
    }
}
