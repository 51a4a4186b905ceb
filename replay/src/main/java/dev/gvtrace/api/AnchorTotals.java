// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.text.Text;

/**
 * What the anchors of one directory on one host are. Immutable.
 *
 * <p>More than six components: one for each fact, as {@code gvtrace verify --format json} has them.
 *
 * @param host name of the recording host
 * @param directory of the traces there
 * @param compared whether something that was verified is what they are about; otherwise they were not used
 * @param anchors number of anchors
 * @param starts how often a recorder was started, as far as there are anchors
 * @param undelivered anchors that were due and not delivered, according to later ones
 * @param firstNs when the first was made, nanoseconds since the epoch; 0 if none is signed as required
 * @param lastNs when the last was made
 */
public record AnchorTotals(
        Text host,
        Text directory,
        boolean compared,
        long anchors,
        long starts,
        long undelivered,
        long firstNs,
        long lastNs) {}
