// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.detail;

import dev.gvtrace.text.Text;

/**
 * A fact about an event.
 *
 * @param section which part of the answer it belongs to, such as {@code field}
 * @param name what it is, such as {@code fd.name}
 * @param value its value
 */
public record DetailRow(String section, Text name, Text value) {
    /** A row whose name and value are Unicode text. */
    static DetailRow of(String section, String name, String value) {
        return new DetailRow(section, Text.ofUtf8(name), Text.ofUtf8(value));
    }

    /** A row whose name is Unicode text. */
    static DetailRow of(String section, String name, Text value) {
        return new DetailRow(section, Text.ofUtf8(name), value);
    }
}
