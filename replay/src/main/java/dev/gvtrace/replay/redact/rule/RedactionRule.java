// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.redact.rule;

import com.google.re2j.Pattern;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule: which part of which fields is replaced, and by what. Immutable.
 *
 * <p>More than six components: one for each key of a rule.
 *
 * @param name is in the place of what was replaced, and in the totals
 * @param kinds of field that it applies to
 * @param variable searched in the names of variables; only the values of those that have it are taken. Null for all
 * @param option matched against whole options; only their values are taken. Null for all words
 * @param match searched in what is left by the others: its group {@code secret}, or all that it matches, is replaced.
 *     Null for all of it
 * @param except what it matches as a whole is not replaced; null for none
 * @param pseudonym true if equal secrets stay recognizable as equal
 * @param everywhere true if what the rule finds is replaced wherever else it occurs in the trace
 */
public record RedactionRule(
        String name,
        Set<FieldKind> kinds,
        @Nullable Pattern variable,
        @Nullable Pattern option,
        @Nullable Pattern match,
        @Nullable Pattern except,
        boolean pseudonym,
        boolean everywhere) {
    /** The group of a pattern that is replaced instead of all that it matches. */
    public static final String SECRET = "secret";

    /** Copies the set. */
    public RedactionRule {
        kinds = Set.copyOf(kinds);
    }

    /** True if it replaces fields of this kind. */
    public boolean appliesTo(FieldKind kind) {
        return kinds.contains(kind);
    }

    /** True if it replaces whole fields, whatever is in them. */
    public boolean takesWhole() {
        return variable == null && option == null && match == null;
    }
}
