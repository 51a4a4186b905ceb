// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

/**
 * Why a verdict is not yes, or a remark.
 *
 * @param kind the verdict that it counts against; none for a remark
 * @param text the reason, in a few words
 */
public record VerdictReason(Kind kind, String text) {
    /** The verdict that a reason counts against. */
    public enum Kind {
        INTACT,
        AUTHENTIC,
        COMPLETE,
        REMARK
    }
}
