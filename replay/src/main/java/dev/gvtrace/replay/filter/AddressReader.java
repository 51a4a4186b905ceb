// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.field.Extractor;
import org.jspecify.annotations.Nullable;

/** A source of IP addresses. */
final class AddressReader extends ValueReader {
    private final Extractor.OfAddress<Object> extractor;

    AddressReader(Extractor.OfAddress<Object> extractor) {
        this.extractor = extractor;
    }

    /** 4 or 16 bytes, null if the value is missing. */
    byte @Nullable [] address(Evaluation<?> evaluation) {
        return extractor.address(evaluation.subject());
    }

    @Override
    boolean exists(Evaluation<?> evaluation) {
        return address(evaluation) != null;
    }
}
