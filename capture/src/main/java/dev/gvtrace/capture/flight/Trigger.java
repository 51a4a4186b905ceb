// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.flight;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;

/**
 * Why a flight recorder keeps what it holds. Immutable.
 *
 * @param by what it came from
 * @param who the rule that raised the alert, or the user who made the request; long ones are truncated
 * @param reason the alert, or the user's reason; long ones are truncated
 */
public record Trigger(By by, Text who, Text reason) {
    private static final int MOST_WHO = 200;
    private static final int MOST_REASON = 1000;

    /** What a trigger comes from. */
    public enum By {
        ALERT("alert"),
        /** Rules have not evaluated messages, so it is not known whether there was an alert. */
        UNEVALUATED("unevaluated"),
        REQUEST("request"),
        SIGNAL("signal");

        private final String word;

        By(String word) {
            this.word = word;
        }

        /** Its name in ledger, notes and metrics. */
        public String word() {
            return word;
        }

        /** Whether somebody asked for it, rather than a rule; then it is in the ledger even if nothing is held. */
        boolean isOfAPerson() {
            return this == REQUEST || this == SIGNAL;
        }

        /** The one with this name; a request for others. */
        static By of(String word) {
            for (By each : values()) {
                if (each.word.equals(word)) {
                    return each;
                }
            }
            return REQUEST;
        }
    }

    /** Truncates long texts, so that a line of the ledger has room for them. */
    public Trigger {
        who = truncated(who, MOST_WHO);
        reason = truncated(reason, MOST_REASON);
    }

    private static Text truncated(Text text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most;
        while (end > 0 && (text.byteAt(end) & 0xc0) == 0x80) {
            // not within a character
            end--;
        }
        return Text.ofBytes(text.bytes(), 0, end);
    }

    /** For people: what it came from, and why. */
    String text() {
        String whose = who.isEmpty() ? "" : " of " + EscapedText.of(who);
        return by.word() + whose + (reason.isEmpty() ? "" : ": " + EscapedText.of(reason));
    }
}
