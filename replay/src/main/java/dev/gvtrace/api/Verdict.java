// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/** The result of one question of a verification. */
public enum Verdict {
    YES,
    NO,
    /** The given data are not sufficient for an answer. */
    UNKNOWN
}
