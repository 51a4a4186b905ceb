// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.SchemaVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of loading one file.
 *
 * @param name the file's
 * @param schema result of checking it against the syntax's schema; null if it was not checked, was empty or invalid
 *     YAML
 * @param errors empty if the file loaded
 * @param warnings the warnings
 */
public record LoadResult(String name, @Nullable SchemaVerdict schema, List<Issue> errors, List<Issue> warnings) {
    /** Copies the lists. */
    public LoadResult {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /** True if the file loaded. */
    public boolean successful() {
        return errors.isEmpty();
    }
}
