// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import dev.gvtrace.trace.gvt.FileVerifier;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes from a file, while it is verified, the chain at the places that anchors have. */
final class ChainOfFile implements FileVerifier.BlockObserver {
    private final Set<Long> places;
    private final Map<Long, String> found = new HashMap<>();

    /**
     * For one file.
     *
     * @param places numbers of blocks
     */
    ChainOfFile(Set<Long> places) {
        this.places = places;
    }

    @Override
    public void block(long blocks, byte[] chain) {
        if (places.contains(blocks)) {
            found.put(blocks, HexFormat.of().formatHex(chain));
        }
    }

    /** The chain after so many blocks; null if the file has fewer. */
    @Nullable
    String at(long blocks) {
        return found.get(blocks);
    }
}
