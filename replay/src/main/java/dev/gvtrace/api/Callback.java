// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A caller's consumer while something of ours calls it: what the consumer throws reaches the caller as it is. For one
 * call, by one thread.
 */
final class Callback<T> implements Consumer<T> {
    private final Consumer<? super T> consumer;
    private @Nullable RuntimeException thrown;

    Callback(Consumer<? super T> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void accept(T value) {
        try {
            consumer.accept(value);
        } catch (RuntimeException e) {
            thrown = e;
            throw e;
        }
    }

    /** Does something that calls the consumer. */
    <R> R during(Problems.Action<R> action) {
        try {
            return Problems.translated(action);
        } catch (GvtraceException e) {
            throw thrown == null ? e : thrown;
        }
    }
}
