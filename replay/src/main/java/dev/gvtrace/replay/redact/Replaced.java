// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact;

import java.util.List;

/**
 * A value in which something was replaced.
 *
 * @param value what it is in the copy
 * @param spans what of it was replaced, in order
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
record Replaced(byte[] value, List<Span> spans) {
    Replaced {
        spans = List.copyOf(spans);
    }
}
