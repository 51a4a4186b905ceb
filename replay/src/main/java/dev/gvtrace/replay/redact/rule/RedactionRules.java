// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * The rules of one or more files, in order. Immutable.
 *
 * @param sources the files
 * @param rules in order; of rules that find overlapping parts the first counts
 * @param keepsUnknown true if bytes whose meaning is unknown are kept
 */
public record RedactionRules(List<Source> sources, List<RedactionRule> rules, boolean keepsUnknown) {
    /** What stands for the rules that gvtrace brings. */
    public static final String BUILT_IN = "builtin";

    private static final String RESOURCE = "builtin-redaction.yaml";

    /**
     * A file.
     *
     * @param name without its directory
     * @param sha256 digest of its bytes, hexadecimal
     */
    public record Source(String name, String sha256) {}

    /** Copies the lists. */
    public RedactionRules {
        sources = List.copyOf(sources);
        rules = List.copyOf(rules);
    }

    /** The bytes of the file that gvtrace brings. */
    public static byte[] builtIn() {
        try (InputStream in = Objects.requireNonNull(RedactionRules.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
