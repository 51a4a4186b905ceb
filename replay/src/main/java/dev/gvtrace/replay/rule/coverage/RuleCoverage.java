// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import java.util.List;

/**
 * Whether a rule can ever match in a session.
 *
 * @param rule its name
 * @param status the verdict
 * @param reasons why it is not {@link Status#FULL}: what is missing and what to enable
 * @param blind event types of the rule that do not arrive, and what to enable
 * @param unevaluated parts of the condition that are fixed because a field has no value: the rule works, but these
 *     parts, exceptions among them, do not distinguish events
 */
public record RuleCoverage(
        String rule, Status status, List<String> reasons, List<String> blind, List<String> unevaluated) {
    /** Verdicts. */
    public enum Status {
        /** It can match. */
        FULL("full"),
        /** It can match, or distinguish events, if container metadata was recorded in addition to the stream. */
        NEEDS_METADATA("needs metadata"),
        /** It matches every event of its types, because the fields that should distinguish them have no value. */
        ALWAYS("always"),
        /** It cannot match. */
        NEVER("never");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        /** In words. */
        public String label() {
            return label;
        }
    }

    /** Copies the lists. */
    public RuleCoverage {
        reasons = List.copyOf(reasons);
        blind = List.copyOf(blind);
        unevaluated = List.copyOf(unevaluated);
    }
}
