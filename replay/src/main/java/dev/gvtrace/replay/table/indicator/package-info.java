// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Indicators of compromise, and the table of their hits: paths, names, addresses, domains and digests of a list are
 * looked up in one reading of a trace, whose cost does not depend on their number. {@link
 * dev.gvtrace.replay.table.indicator.IndicatorList} reads a list, {@link
 * dev.gvtrace.replay.table.indicator.IndicatorTable} has the hits.
 */
@NullMarked
package dev.gvtrace.replay.table.indicator;

import org.jspecify.annotations.NullMarked;
