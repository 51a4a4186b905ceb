// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/** The answer of a verification to one question. */
public enum Verdict {
    YES,
    NO,
    /** What was given doesn't show it. */
    UNKNOWN
}
