// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

import java.util.UUID;

/**
 * The chain of SHA-256 sums of one file, up to a place that is on the disk. A file that begins with other bytes up to
 * there has another head.
 *
 * <p>More than six components: one for each entry that an anchor has.
 *
 * @param recording id of the recording
 * @param segment number of the file in its recording, from 0
 * @param file its name, without directory
 * @param blocks number of blocks up to here
 * @param bytes size of the file up to here
 * @param messages number of messages up to here
 * @param lastMessage sequence number of the last message
 * @param hash chain of the last block, or the seal of a sealed file; lower-case hexadecimal
 * @param sealed whether the file is sealed
 */
public record ChainHead(
        UUID recording,
        int segment,
        String file,
        long blocks,
        long bytes,
        long messages,
        long lastMessage,
        String hash,
        boolean sealed) {}
