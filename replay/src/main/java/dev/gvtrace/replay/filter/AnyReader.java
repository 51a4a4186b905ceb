// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;

/** A field with several values, such as all ancestors' names. */
final class AnyReader extends ValueReader {
    private final Extractor.OfAny<Object> extractor;

    AnyReader(Extractor.OfAny<Object> extractor) {
        this.extractor = extractor;
    }

    Extractor.OfAny<Object> extractor() {
        return extractor;
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return extractor.exists(evaluation.subject());
    }

    @Override
    int cost() {
        return 15;
    }
}
