// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

/**
 * Why a verdict is what it is.
 *
 * @param of the verdict that it takes from; a remark takes from none
 * @param text the reason, in a few words
 */
public record Finding(Of of, String text) {
    /** A verdict. */
    public enum Of {
        INTACT,
        AUTHENTIC,
        COMPLETE,
        REMARK
    }
}
