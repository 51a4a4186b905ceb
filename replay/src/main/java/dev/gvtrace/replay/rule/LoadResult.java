// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of loading one file.
 *
 * @param name the file's
 * @param schema what Falco's JSON schema says of it; null if it was not asked, for an empty file or no YAML
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

    /**
     * Whether a file has the shape that Falco's JSON schema asks for. It decides nothing.
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
}
