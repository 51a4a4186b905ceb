// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import dev.gvtrace.text.Text;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a trace contains, according to headers and footers, without reading every record.
 *
 * <p>More than six components: one for each entry that {@code gvtrace info} prints.
 *
 * @param layout {@code gvt} or {@code tracereplay}
 * @param files the files it consists of, in order
 * @param recording id of the recording; null for tracereplay
 * @param segment number of the first file in its recording, from 0
 * @param ending how the last file ends
 * @param messages number of messages that can be read
 * @param packetBytes their bytes, headers included
 * @param fileBytes size of the files
 * @param blocks number of blocks
 * @param rawBytes bytes of all blocks before compression; for tracereplay the file's size
 * @param lastSequence sequence number of the last message; 0 without messages
 * @param firstTimeNs earliest message time, nanoseconds since the epoch; 0 when unknown
 * @param lastTimeNs latest message time; 0 when unknown
 * @param firstReceivedNs earliest receive time; 0 when unknown
 * @param lastReceivedNs latest receive time; 0 when unknown
 * @param types bit t when there may be messages of type t, 0 to 62, bit 63 for all others; -1 when unknown
 * @param containers container ids in the headers, in order of appearance
 * @param containersComplete whether no other container can be in the trace
 * @param gaps number of gap records
 * @param lost messages that gap records count as lost
 * @param damage ranges that cannot be read, as far as headers show them
 * @param seal the last file's seal; null when it is not sealed
 */
public record TraceSummary(
        String layout,
        List<String> files,
        @Nullable UUID recording,
        int segment,
        Ending ending,
        long messages,
        long packetBytes,
        long fileBytes,
        long blocks,
        long rawBytes,
        long lastSequence,
        long firstTimeNs,
        long lastTimeNs,
        long firstReceivedNs,
        long lastReceivedNs,
        long types,
        List<Text> containers,
        boolean containersComplete,
        long gaps,
        long lost,
        List<Damage> damage,
        @Nullable Seal seal) {
    /** Copies the lists. */
    public TraceSummary {
        files = List.copyOf(files);
        containers = List.copyOf(containers);
        damage = List.copyOf(damage);
    }
}
