// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** How a trace file ends. */
public enum Ending {
    /** With a complete footer: nothing is missing at its end. */
    SEALED("sealed"),
    /** With a footer of full length that is damaged. */
    BROKEN_SEAL("seal damaged"),
    /**
     * Without a footer, as left by a recorder that was killed or still runs: after a complete block, or within a last
     * block that ends at a multiple of 512 bytes or in zeros, like an interrupted write.
     */
    CRASHED("not sealed (recorder killed or still running)"),
    /** In the middle of a block or footer, or after its closing record: the rest was removed. */
    CUT("cut"),
    /** In a layout without a seal, after a complete message. */
    NO_SEAL("layout without a seal");

    private final String text;

    Ending(String text) {
        this.text = text;
    }

    /** The ending in a few words, for users. */
    public String text() {
        return text;
    }
}
