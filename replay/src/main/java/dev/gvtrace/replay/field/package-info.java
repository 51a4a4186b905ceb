// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The names that conditions and outputs may use, what each means, and how its value is read from an event. {@link
 * dev.gvtrace.replay.field.FieldCatalog} finds a field by name; {@code fields.txt} says what there is; one class a family of
 * names makes the extractors ({@code FdFields}, {@code ProcessFields}, …). Arguments of events come from {@code
 * ArgumentSources} and become text in {@code ArgumentText}, with the names of {@code flags.txt}.
 */
@NullMarked
package dev.gvtrace.replay.field;

import org.jspecify.annotations.NullMarked;
