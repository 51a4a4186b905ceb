// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.testing;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/**
 * The decisions that a property's data are made by: numbers that jqwik draws, so that a failure shrinks to few and
 * small decisions, which a seed of a random generator does not. When the numbers are used up every decision is the
 * first one.
 */
public final class Choices {
    private final List<Integer> numbers;
    private int next;

    private Choices(List<Integer> numbers) {
        this.numbers = numbers;
    }

    /** Up to {@code most} decisions; a property that makes about that many is varied to its end. */
    public static Arbitrary<Choices> upTo(int most) {
        return Arbitraries.integers()
                .greaterOrEqual(0)
                .withDistribution(RandomDistribution.uniform())
                .withoutEdgeCases()
                .list()
                .ofMaxSize(most)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(Choices::new);
    }

    /** The same decisions again. */
    public Choices fromStart() {
        return new Choices(numbers);
    }

    /** Whether numbers are left, for loops that end with them. */
    public boolean hasNext() {
        return next < numbers.size();
    }

    private int next() {
        return next < numbers.size() ? numbers.get(next++) : 0;
    }

    /** A number from 0 on, less than {@code bound}. */
    public int nextInt(int bound) {
        return next() % bound;
    }

    /** Any number. */
    public int nextInt() {
        return next() << 16 ^ next();
    }

    /** Any number. */
    public long nextLong() {
        return (long) nextInt() << 32 | nextInt() & 0xffff_ffffL;
    }

    /** True or false. */
    public boolean nextBoolean() {
        return next() % 2 == 1;
    }

    /** Fills an array; one decision a byte. */
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) next();
        }
    }

    @Override
    public String toString() {
        return numbers.toString();
    }
}
