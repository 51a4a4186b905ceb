// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import java.util.List;

/**
 * Adds fields of events. They can be used like any other field: in conditions, outputs, exceptions of rules and columns
 * of the table {@code events}, and {@code gvtrace fields} lists them.
 */
public interface FieldExtension {
    /** The fields in the order of their listing. Called once. */
    List<EventField> fields();
}
