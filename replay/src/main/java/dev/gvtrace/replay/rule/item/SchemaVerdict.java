// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import java.util.List;

/**
 * Whether a file has the shape that a schema asks for. It decides nothing.
 *
 * @param warnings what does not fit; valid without any
 */
public record SchemaVerdict(List<String> warnings) {
    /** Copies the list. */
    public SchemaVerdict {
        warnings = List.copyOf(warnings);
    }

    /** True if everything fits. */
    public boolean valid() {
        return warnings.isEmpty();
    }
}
