// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

/**
 * An item of a rule file, or a file, that did not load.
 *
 * @param kind rule, macro, list, file, or item for what has no name
 * @param name of the thing, or of the file
 * @param place FILE:LINE:COLUMN of the reason
 * @param reason the first error about it
 */
public record Skipped(String kind, String name, String place, String reason) {}
