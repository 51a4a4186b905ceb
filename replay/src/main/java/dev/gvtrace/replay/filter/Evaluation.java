// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import dev.gvtrace.replay.filter.match.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches values of fields and verdicts of shared parts for one subject, an event or a row. Create one for each sandbox
 * or scan when all conditions of the compiler are linked. Not thread-safe.
 *
 * <p>An entry is valid if it has the number of the current subject, so nothing has to be cleared between subjects.
 *
 * @param <S> the subject
 */
public final class Evaluation<S> {
    /** How many entries of each kind the conditions of a compiler use. */
    static final class Sizes {
        int texts;
        int numbers;
        int verdicts;
        int counters;
    }

    /** The result of {@link NumberReader} and others. */
    final Extractor.NumberValue number = new Extractor.NumberValue();

    private final @Nullable String[] texts;
    private final @Nullable String[] rawTexts;
    private final int[] textEpochs;
    private final long[] numbers;
    private final int[] numberEpochs;
    private final int[] verdictEpochs;
    private final List<@Nullable Extractor<Object>> counters;
    private @Nullable Object subject;
    private int epoch;

    /** The conditions of a program that may still hold. */
    long[] alive = new long[4];

    Evaluation(Sizes sizes) {
        texts = new @Nullable String[sizes.texts];
        rawTexts = new @Nullable String[sizes.texts];
        textEpochs = new int[sizes.texts];
        numbers = new long[sizes.numbers];
        numberEpochs = new int[sizes.numbers];
        verdictEpochs = new int[sizes.verdicts];
        counters = new ArrayList<>(Collections.nCopies(sizes.counters, null));
    }

    /** Continues with the next subject. */
    public void start(S next) {
        subject = next;
        // Twice the epoch plus one bit has to fit into an int.
        if (++epoch == 1 << 29) {
            epoch = 1;
            Arrays.fill(textEpochs, 0);
            Arrays.fill(numberEpochs, 0);
            Arrays.fill(verdictEpochs, 0);
        }
    }

    Object subject() {
        Object current = subject;
        if (current == null) {
            throw new IllegalStateException("no subject was started");
        }
        return current;
    }

    /** A text up to its first NUL, like C strings in Falco. */
    @SuppressWarnings("ReferenceEquality") // the same object has the same result; comparing contents would cost more
    @Nullable
    String text(Extractor.OfText<Object> extractor, int slot) {
        if (textEpochs[slot] == epoch) {
            return texts[slot];
        }
        textEpochs[slot] = epoch;
        String raw = extractor.text(subject());
        // The same object as for the previous event was searched then.
        if (raw != rawTexts[slot]) {
            rawTexts[slot] = raw;
            texts[slot] = raw == null ? null : Bytes.untilNul(raw);
        }
        return texts[slot];
    }

    /** True and the value in {@link #number}, or false if the field is missing. */
    boolean number(Extractor.OfNumber<Object> extractor, int slot) {
        int known = numberEpochs[slot];
        if (known >> 1 != epoch) {
            boolean present = extractor.number(subject(), number);
            numbers[slot] = number.value;
            numberEpochs[slot] = known = epoch << 1 | (present ? 1 : 0);
        }
        number.value = numbers[slot];
        return (known & 1) != 0;
    }

    /** An array with one bit for each condition of a program. */
    long[] room(int words) {
        if (alive.length < words) {
            alive = new long[words];
        }
        return alive;
    }

    /** The verdict of a shared part. */
    boolean verdict(CompiledTest predicate, int slot) {
        int known = verdictEpochs[slot];
        if (known >> 1 != epoch) {
            verdictEpochs[slot] = known = epoch << 1 | (predicate.test(this) ? 1 : 0);
        }
        return (known & 1) != 0;
    }

    /** The extractor of a field with state: a separate one for each check and evaluation. */
    Extractor<Object> counter(Supplier<Extractor<Object>> maker, int slot) {
        Extractor<Object> own = counters.get(slot);
        if (own == null) {
            own = maker.get();
            counters.set(slot, own);
        }
        return own;
    }
}
