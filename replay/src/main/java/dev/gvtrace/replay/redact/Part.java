// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import org.jspecify.annotations.Nullable;

/**
 * A part of a message or record that differs from the original, as the copy names it. Its text is {@code PATH FORM
 * RULE}; a path may have blanks, the others have none.
 *
 * @param path of the field; {@link #ALL} for the message itself
 * @param form what differs
 * @param start for {@link Form#SPAN}, the first byte of it in the copy's value
 * @param length for {@link Form#SPAN}, its bytes
 * @param rule name of the rule; {@link #UNKNOWN} if no rule replaced it, but its meaning is unknown
 */
record Part(String path, Form form, int start, int length, String rule) {
    /** The path of all of a message. */
    static final String ALL = ".";
    /** Stands for a rule's name. */
    static final String UNKNOWN = "unknown";
    /** The path of the bytes that newer Sentries add to the header. */
    static final String HEADER = "header";

    /** What differs. */
    enum Form {
        /** A stretch of the value. */
        SPAN(""),
        /** A number, which is 0 in the copy. */
        NUMBER("number"),
        /** Fields of this message that the schema does not have are left out. */
        FIELDS("fields"),
        /** The message is malformed; the copy has one byte 0 from the malformed field on, or for JSON null. */
        MALFORMED("malformed"),
        /** All but the packet's header, or all of the record, is left out. */
        WITHHELD("withheld");

        private final String word;

        Form(String word) {
            this.word = word;
        }
    }

    static Part span(String path, Span span) {
        return new Part(path, Form.SPAN, span.start(), span.length(), span.rule());
    }

    static Part of(String path, Form form, String rule) {
        return new Part(path, form, 0, 0, rule);
    }

    /** As it is recorded. */
    String text() {
        return path + ' ' + (form == Form.SPAN ? start + "+" + length : form.word) + ' ' + rule;
    }

    /** Reads what {@link #text} has written; null if it is something else. */
    static @Nullable Part parse(String text) {
        int behindForm = text.lastIndexOf(' ');
        int behindPath = behindForm < 0 ? -1 : text.lastIndexOf(' ', behindForm - 1);
        if (behindPath < 0) {
            return null;
        }
        String path = text.substring(0, behindPath);
        String word = text.substring(behindPath + 1, behindForm);
        String rule = text.substring(behindForm + 1);
        for (Form form : Form.values()) {
            if (form != Form.SPAN && form.word.equals(word)) {
                return of(path, form, rule);
            }
        }
        int plus = word.indexOf('+');
        try {
            int start = Integer.parseInt(word.substring(0, Math.max(0, plus)));
            int length = Integer.parseInt(word.substring(plus + 1));
            return start < 0 || length < 0 ? null : span(path, new Span(start, length, rule));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
