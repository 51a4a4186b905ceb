// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.state.EventContext;
import java.util.ArrayList;
import java.util.List;

/** The text after an alert's output. */
public final class AlertSuffix {
    private AlertSuffix() {}

    /** The place: container, process and thread. */
    public static OutputTemplate<EventContext> usual(Binding<EventContext> binding) {
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate<EventContext> template =
                OutputTemplate.compile("container=%container.id pid=%proc.vpid tid=%thread.vtid", binding, issues);
        if (template == null) {
            throw new IllegalStateException(issues.get(0).message());
        }
        return template;
    }
}
