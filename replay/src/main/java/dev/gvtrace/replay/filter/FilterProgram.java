// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.util.List;

/**
 * Several conditions linked together: shared parts are evaluated once for each subject. Immutable and thread-safe.
 *
 * @param <S> the subject
 */
public final class FilterProgram<S> {
    /** A part that has to hold for some of the conditions, given as a set of bits. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared but by identity.
    record Guard(CompiledTest predicate, long[] filters) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final CompiledTest[] guards;
    private final long[][] guarded;
    private final CompiledTest[] rests;
    private final int words;

    FilterProgram(List<Guard> guards, List<CompiledTest> rests) {
        this.guards = guards.stream().map(Guard::predicate).toArray(CompiledTest[]::new);
        this.guarded = guards.stream().map(Guard::filters).toArray(long[][]::new);
        this.rests = rests.toArray(new CompiledTest[0]);
        this.words = (rests.size() + Long.SIZE - 1) / Long.SIZE;
    }

    /**
     * Finds the next condition that holds.
     *
     * @param evaluation started with the event; for each event the first call has to be with {@code from} 0
     * @param from index of the first condition to try
     * @return the index of the condition, as linked; -1 if none holds from there on
     */
    public int next(Evaluation<S> evaluation, int from) {
        if (from == 0) {
            guard(evaluation);
        }
        for (int word = from >> 6; word < words; word++) {
            long alive = evaluation.alive[word];
            if (word == from >> 6) {
                alive &= -1L << from;
            }
            while (alive != 0) {
                int index = (word << 6) + Long.numberOfTrailingZeros(alive);
                if (rests[index].test(evaluation)) {
                    return index;
                }
                alive &= alive - 1;
            }
        }
        return -1;
    }

    private void guard(Evaluation<?> evaluation) {
        long[] alive = evaluation.room(words);
        int rest = rests.length;
        for (int word = 0; word < words; word++, rest -= Long.SIZE) {
            alive[word] = rest >= Long.SIZE ? -1 : (1L << rest) - 1;
        }
        for (int i = 0; i < guards.length; i++) {
            if (wanted(alive, guarded[i]) && !guards[i].test(evaluation)) {
                long[] out = guarded[i];
                for (int word = 0; word < out.length; word++) {
                    alive[word] &= ~out[word];
                }
            }
        }
    }

    private static boolean wanted(long[] alive, long[] filters) {
        for (int word = 0; word < filters.length; word++) {
            if ((alive[word] & filters[word]) != 0) {
                return true;
            }
        }
        return false;
    }
}
