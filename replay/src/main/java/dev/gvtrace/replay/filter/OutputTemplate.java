// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import dev.gvtrace.replay.state.AppliedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The format of an output (rule language reference 6.1): text with fields and transformers in it. It stands in this
 * package because rules check it while loading and it shares fields and transformers with conditions. Immutable and
 * thread-safe. PLACEHOLDER.
 */
public final class OutputTemplate {
    private OutputTemplate() {}

    /**
     * Compiles a format; a missing value prints as {@code <NA>}.
     *
     * @param format Unicode
     * @param issues all faults found are added here
     * @return null if there are faults
     */
    public static @Nullable OutputTemplate compile(String format, List<FilterIssue> issues) {
        throw new UnsupportedOperationException("PLACEHOLDER " + format + issues);
    }

    /** The output for an event, as byte text. */
    public String render(AppliedEvent event) {
        throw new UnsupportedOperationException("PLACEHOLDER " + event);
    }

    /** The plain fields in it, those inside transformers too, sorted by text, none twice. */
    public List<String> fields() {
        throw new UnsupportedOperationException("PLACEHOLDER");
    }

    /**
     * The values of {@link #fields} in that order: byte text, Long, Double, Boolean, a list of byte texts, or null if
     * missing.
     */
    public List<@Nullable Object> values(AppliedEvent event) {
        throw new UnsupportedOperationException("PLACEHOLDER " + event);
    }
}
