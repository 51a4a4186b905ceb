// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.util.List;

/** Checks conditions: fields and their arguments, operators, values, transformers, event types. PLACEHOLDER. */
public final class FilterChecker {
    private FilterChecker() {}

    /** All that is wrong or doubtful, in the order of the text, errors and warnings; empty if nothing is. */
    public static List<FilterIssue> check(Expr expr) {
        return List.of();
    }
}
