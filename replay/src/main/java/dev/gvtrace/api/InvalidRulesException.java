// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.util.List;
import java.util.stream.Collectors;

/** Rules that do not load. Immutable. */
public final class InvalidRulesException extends GvtraceException {
    private static final long serialVersionUID = 1L;

    private final transient List<RuleProblem> problems;

    InvalidRulesException(List<RuleProblem> problems) {
        super(Kind.INVALID_RULES, problems.stream().map(RuleProblem::toString).collect(Collectors.joining("\n")), null);
        this.problems = List.copyOf(problems);
    }

    /** All errors, in the order of files and places; at least one. Empty in an exception that was serialized. */
    public List<RuleProblem> problems() {
        return problems == null ? List.of() : problems;
    }
}
