// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import dev.gvtrace.replay.filter.FilterIssue;
import dev.gvtrace.replay.filter.OutputTemplate;
import java.util.ArrayList;
import java.util.List;

/** What follows an alert's output in text. */
public final class AlertSuffix {
    /** Where it happened: container, process and thread. */
    public static final OutputTemplate USUAL = usual();

    private AlertSuffix() {}

    private static OutputTemplate usual() {
        List<FilterIssue> issues = new ArrayList<>();
        OutputTemplate template =
                OutputTemplate.compile("container=%container.id pid=%proc.vpid tid=%thread.vtid", issues);
        if (template == null) {
            throw new IllegalStateException(issues.get(0).message());
        }
        return template;
    }
}
