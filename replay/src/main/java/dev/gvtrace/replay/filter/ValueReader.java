// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

/** Where a check gets a value from: a field, a constant inside a transformer, or a transformer. Immutable. */
abstract sealed class ValueReader
        permits TextReader, NumberReader, DecimalReader, AddressReader, ListReader, AnyReader {
    /** True if there is a value. */
    abstract boolean exists(Evaluation<?> evaluation);

    /** What it costs beside reading a field that was read before, which is 0. */
    int cost() {
        return 0;
    }

    /** True if looking at it changes what it says the next time. */
    boolean stateful() {
        return false;
    }
}
