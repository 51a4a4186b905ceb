// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import dev.gvtrace.replay.rule.item.Issue;
import dev.gvtrace.replay.rule.item.SchemaVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of loading one file.
 *
 * @param name the file's
 * @param schema what the syntax's schema says about it; null if none was asked, for an empty file or invalid YAML
 * @param errors without any the file loaded
 * @param warnings doubts
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
