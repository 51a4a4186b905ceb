// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/**
 * How much one sandbox may cost. A Sentry is untrusted and may report anything; at a limit only the accuracy of
 * its own sandbox suffers.
 */
final class Limits {
    /**
     * Threads, silent and dead ones that were not taken out included. gVisor hands out ids up to 65536, so no honest
     * sandbox gets there. At the limit the process that appeared first is forgotten, with its threads.
     */
    static final int THREADS = 1 << 16;

    /** Containers. Further ones are known by their processes only: each process has an object of its own. */
    static final int CONTAINERS = 1 << 10;

    /** Descriptors of one table. Further ones are not noted: calls on them are calls on unknown descriptors. */
    static final int DESCRIPTORS_PER_TABLE = 1 << 16;

    /**
     * Bytes that all of the state takes, see {@link MemoryBudget}. Beyond it, first all environments and descriptors
     * are forgotten, then all arguments and names of files, then all processes.
     */
    static final long STATE_BYTES = 64L << 20;

    /** Releases of one table's numbers that are still to be reported. Beyond it the eldest is forgotten. */
    static final int RELEASES = 16;

    /** Bytes of one path. Linux has PATH_MAX 4096; what is longer is cut. */
    static final int PATH = 4096;

    /** Bytes of a process's name. Linux has 15; what is longer is cut. */
    static final int NAME = 255;

    /** PID namespaces within one another. Linux has 32; one that lies deeper is like one that is not known. */
    static final int NAMESPACES = 32;

    /** Facts of one container. Further ones are left out. */
    static final int FACTS = 4096;

    /** Silent threads that have left the tables already. Further ones are counted, not listed. */
    static final int SILENT = 1 << 12;

    /** Ended processes that can still be reported to be a parent. */
    static final int ZOMBIES = 64;

    /** Steps up a line of ancestors. A process whose new parent has more is given no parent: it might be a circle. */
    static final int ANCESTORS = 1 << 12;

    /** Depth of the objects in a snapshot or in recorded facts. */
    static final int JSON_DEPTH = 32;

    private Limits() {}

    /** The text, cut to {@link #PATH} bytes. */
    static String path(String text) {
        return text.length() <= PATH ? text : text.substring(0, PATH);
    }

    /** The name, cut to {@link #NAME} bytes. */
    static String name(String text) {
        return text.length() <= NAME ? text : text.substring(0, NAME);
    }
}
