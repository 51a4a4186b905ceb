// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.event.EventType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the conditions of one rule set. Equal parts of them, even of different rules, become one. Not thread-safe; what
 * it makes is. PLACEHOLDER.
 */
public final class FilterCompiler {
    /**
     * Compiles a condition.
     *
     * @param expr with all macros in place, and without errors according to {@link FilterChecker}
     * @throws IllegalArgumentException if it has errors
     */
    public CompiledFilter compile(Expr expr) {
        return new CompiledFilter(EventTypeSet.of(expr));
    }

    /**
     * Links conditions for events of one type.
     *
     * @param type the type; null for events of any type
     * @param filters in the order in which they are to be tried, made by this compiler
     */
    public FilterProgram link(@Nullable EventType type, List<CompiledFilter> filters) {
        throw new UnsupportedOperationException("PLACEHOLDER " + type + filters);
    }

    /** A fresh evaluation for programs that were linked before. */
    public Evaluation newEvaluation() {
        return new Evaluation();
    }
}
