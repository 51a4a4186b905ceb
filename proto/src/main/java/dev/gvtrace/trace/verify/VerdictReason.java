// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

/**
 * Why a verdict is not yes, or a remark.
 *
 * @param kind the verdict that it is a reason against; a remark is against none
 * @param text the reason, in a few words
 */
public record VerdictReason(Kind kind, String text) {
    /** Which verdict. */
    public enum Kind {
        INTACT,
        AUTHENTIC,
        COMPLETE,
        REMARK
    }
}
