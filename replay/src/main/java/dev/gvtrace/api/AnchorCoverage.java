// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/**
 * How much of a recording agrees with an anchor. Immutable.
 *
 * @param lastMessage sequence number of the last message that does
 * @param timeNs when the anchor was made, nanoseconds since the epoch
 * @param after messages after it, which no anchor has
 */
public record AnchorCoverage(long lastMessage, long timeNs, long after) {}
