// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

/**
 * What is known of a trace beside its messages.
 *
 * @param firstNs the time of its first message, ns since the epoch; 0 if unknown
 * @param lastNs the time of its last message; 0 if unknown
 * @param messages how many messages it has
 * @param ending how it ends, in a few words, such as {@code sealed}
 * @param sealed true if nothing is missing at its end
 * @param points how many points its session asked for; 0 if that was not recorded
 */
public record TraceInfo(long firstNs, long lastNs, long messages, String ending, boolean sealed, int points) {}
