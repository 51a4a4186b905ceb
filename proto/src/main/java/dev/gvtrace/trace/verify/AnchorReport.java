// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.text.Text;
import java.util.List;

/**
 * The result of checking the anchors of one directory on one host.
 *
 * <p>More than six components: one for each entry that {@code gvtrace verify} prints.
 *
 * @param files paths of the files that they are in
 * @param host name of the recording host
 * @param directory of the traces there
 * @param compared whether something that was verified is what they are about; otherwise all verdicts are unknown
 * @param anchors number of anchors
 * @param starts how often a recorder was started, as far as there are anchors
 * @param undelivered anchors that were due and not delivered, according to later ones
 * @param firstNs when the first was made, nanoseconds since the epoch
 * @param lastNs when the last was made
 * @param verdicts they are intact if each continues from the one before, authentic if each is signed with the key that
 *     was given, complete if none is missing between the first and the last of each start
 */
public record AnchorReport(
        List<String> files,
        Text host,
        Text directory,
        boolean compared,
        long anchors,
        long starts,
        long undelivered,
        long firstNs,
        long lastNs,
        Verdicts verdicts) {
    /** Copies the list. */
    public AnchorReport {
        files = List.copyOf(files);
    }
}
