// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.item;

import dev.gvtrace.replay.rule.source.RuleFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to write rule files. Falco's YAML is the one that is always there. Implementations keep no state and are
 * thread-safe. Internal: extensions implement {@code RuleSyntaxExtension} of {@code dev.gvtrace.api.extension}, for
 * which there is an adapter.
 */
public interface RuleSyntax {
    /**
     * True if a file with this name is written in this syntax. The name is given as the user gave it, directories
     * included.
     */
    boolean recognizes(String fileName);

    /**
     * Reads a file into items. Faults become issues with their places; nothing is thrown for what is in the file.
     *
     * @param issues takes what is wrong
     */
    Content read(RuleFile file, Issues issues);

    /**
     * What a file holds.
     *
     * @param parts the items in order; those of one part can use what is in the same part or an earlier one. Empty
     *     if the file cannot be read
     * @param schema what a schema of the syntax says about the file; null if none was asked
     */
    record Content(List<List<RuleItem>> parts, @Nullable SchemaVerdict schema) {
        /** Copies the list. */
        public Content {
            parts = List.copyOf(parts);
        }
    }
}
