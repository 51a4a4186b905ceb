// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import dev.gvtrace.replay.field.Extractor;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of one scan of one trace: tries the condition, then reads only the columns that were asked for. Not
 * thread-safe.
 *
 * @param <S> what a row is made of
 */
public final class Rows<S> {
    private final CellWriter<S>[] writers;
    private final @Nullable Predicate<S> condition;
    private final RowOutput out;
    private final int offset;
    private long left;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Rows(List<Extractor<S>> readers, @Nullable Predicate<S> condition, long limit, RowOutput out) {
        this.writers = readers.stream()
                .map(reader -> reader.accept(new CellWriter.Maker<S>()))
                .toArray(CellWriter[]::new);
        this.condition = condition;
        this.out = out;
        this.offset = out.offset();
        this.left = limit;
        if (limit == 0) {
            out.finish();
        }
    }

    /** Adds the row of that subject unless the condition rejects it or the limit was reached. */
    public void add(S subject) {
        if (left == 0 || condition != null && !condition.test(subject)) {
            return;
        }
        RowBatch batch = out.batch();
        for (int i = 0; i < writers.length; i++) {
            writers[i].write(subject, batch, offset + i);
        }
        out.endRow(batch);
        if (--left == 0) {
            out.finish();
        }
    }

    /** A fact about the answer beside its rows; a sentence in byte text. */
    public void note(String sentence) {
        out.note(sentence);
    }

    /** True if no more rows are wanted. */
    public boolean isFull() {
        return left == 0;
    }
}
