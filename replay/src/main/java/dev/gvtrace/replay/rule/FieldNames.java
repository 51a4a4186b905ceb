// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.field.FieldCatalog;
import dev.gvtrace.replay.field.FieldDefinition;
import java.util.List;

/** The names of all fields, for hints. */
public final class FieldNames {
    private FieldNames() {}

    public static List<String> all() {
        return FieldCatalog.all().stream().map(FieldDefinition::name).toList();
    }
}
