// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.field.EventBinding;
import dev.gvtrace.replay.field.FieldDefinition;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.OutputTemplate;
import java.util.ArrayList;
import java.util.List;

/** The fields that rules may use. */
public final class FieldNames {
    private FieldNames() {}

    /** True if a text is a field with its argument, as an output prints it. */
    public static boolean isField(String text) {
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate.compile("%" + text, EventBinding.installed(), issues);
        return issues.isEmpty();
    }

    /** All of them. */
    public static List<String> all() {
        return EventBinding.installed().all().stream()
                .map(FieldDefinition::name)
                .toList();
    }
}
