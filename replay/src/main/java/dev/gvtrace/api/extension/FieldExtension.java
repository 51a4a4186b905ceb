// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import java.util.List;

/**
 * Adds fields of events. They are in conditions, outputs, exceptions of rules, columns of the table {@code events}
 * and the list of {@code gvtrace fields} like any other.
 */
public interface FieldExtension {
    /** The fields, in the order in which they are listed. Called once. */
    List<EventField> fields();
}
