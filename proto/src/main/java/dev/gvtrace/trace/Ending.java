// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** How a trace file ends. */
public enum Ending {
    /** With a complete footer: nothing was taken from its end. */
    SEALED("sealed"),
    /** With a footer of full length that is damaged. */
    BROKEN_SEAL("seal damaged"),
    /**
     * Without a footer, as a recorder that was killed, or that still runs, leaves it: after a whole block, or in a last
     * block that ends at a multiple of 512 bytes or in zeros, which is how a write is interrupted.
     */
    CRASHED("not sealed (recorder killed or still running)"),
    /** In the midst of a block or footer, or after its closing record: the rest was taken away. */
    CUT("cut"),
    /** In a layout that has no seal, after a whole message. */
    NO_SEAL("layout without a seal");

    private final String text;

    Ending(String text) {
        this.text = text;
    }

    /** The ending in a few words, for people. */
    public String text() {
        return text;
    }
}
