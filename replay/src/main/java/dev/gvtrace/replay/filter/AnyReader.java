// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;

/** A field with several values, such as all ancestors' names. */
final class AnyReader extends ValueReader {
    private final Extractor.OfAny extractor;

    AnyReader(Extractor.OfAny extractor) {
        this.extractor = extractor;
    }

    Extractor.OfAny extractor() {
        return extractor;
    }

    @Override
    boolean exists(Evaluation evaluation) {
        return extractor.exists(evaluation.event());
    }

    @Override
    int cost() {
        return 15;
    }
}
