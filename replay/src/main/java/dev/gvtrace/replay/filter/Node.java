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
 * @param parts below it
 * @param leaf what a check came to, null for all others
 * @param estimate what evaluating it is likely to cost and give
 * @param stateful true if something in it depends on when it was looked at before
 */
record Node(
        Kind kind, int id, List<Node> parts, CheckCompiler.@Nullable Leaf leaf, Estimate estimate, boolean stateful) {
    /**
     * An estimate for a part.
     *
     * @param cost what it is thought to cost, as far as it is looked at
     * @param chance how likely it is thought to hold, see {@link Selectivity}
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
