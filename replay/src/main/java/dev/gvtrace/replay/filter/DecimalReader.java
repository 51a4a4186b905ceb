// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;

/** A source of floating-point numbers. */
final class DecimalReader extends ValueReader {
    private final Extractor.OfDecimal<Object> extractor;

    DecimalReader(Extractor.OfDecimal<Object> extractor) {
        this.extractor = extractor;
    }

    /** The value, NaN if it is missing. */
    double decimal(Evaluation<?> evaluation) {
        return extractor.decimal(evaluation.subject());
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return !Double.isNaN(decimal(evaluation));
    }
}
