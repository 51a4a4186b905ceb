// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a condition inside a compiler, where equal parts are one object. Identity is equality.
 *
 * @param kind what it is
 * @param id its number in the compiler
 * @param parts its child nodes
 * @param leaf the compiled check, null for other kinds
 * @param estimate estimated cost and probability
 * @param stateful true if a part of it depends on earlier evaluations
 */
record Node(
        Kind kind, int id, List<Node> parts, CheckCompiler.@Nullable Leaf leaf, Estimate estimate, boolean stateful) {
    /**
     * The estimate for a part.
     *
     * @param cost expected cost of evaluating it
     * @param chance estimated probability that it holds, see {@link Selectivity}
     */
    record Estimate(double cost, double chance) {}

    enum Kind {
        TRUE,
        FALSE,
        LEAF,
        NOT,
        AND,
        OR
    }

    /** The verdict for each type, null unless only the type decides. */
    @Nullable
    BitSet types() {
        return leaf == null ? null : leaf.types();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return id;
    }
}
