// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/**
 * Limits on the state of one sandbox. A Sentry is untrusted and may report anything; at a limit only its own sandbox
 * becomes less accurate.
 */
final class Limits {
    /**
     * Threads, including silent and dead ones that are still in the tables. gVisor assigns ids up to 65536, so no
     * honest sandbox reaches this. At the limit the process that appeared first is removed, with its threads.
     */
    static final int THREADS = 1 << 16;

    /** Containers. Further ones are not in the table; each of their processes has an object of its own. */
    static final int CONTAINERS = 1 << 10;

    /** Descriptors of one table. Further ones are not tracked: calls on them are calls on unknown descriptors. */
    static final int DESCRIPTORS_PER_TABLE = 1 << 16;

    /**
     * Bytes of the whole state, see {@link MemoryBudget}. Beyond this, first all environments and descriptors are
     * removed, then all arguments and file names, then all processes.
     */
    static final long STATE_BYTES = 64L << 20;

    /** Releases of one table's numbers that are still to be reported. Beyond this the oldest is dropped. */
    static final int RELEASES = 16;

    /** Bytes of one path. Linux has PATH_MAX 4096; longer ones are truncated. */
    static final int PATH = 4096;

    /** Bytes of a process's name. Linux has 15; longer ones are truncated. */
    static final int NAME = 255;

    /** Depth of nested PID namespaces. Linux has 32; a deeper one is treated as unknown. */
    static final int NAMESPACES = 32;

    /** Facts of one container. Further ones are ignored. */
    static final int FACTS = 4096;

    /** Silent threads that have left the tables already. Further ones are counted, not listed. */
    static final int SILENT = 1 << 12;

    /** Ended processes that can still be reported as a parent. */
    static final int ZOMBIES = 64;

    /** Number of ancestors. A process whose new parent has more gets no parent, as there may be a cycle. */
    static final int ANCESTORS = 1 << 12;

    /** Nesting depth of JSON in a snapshot or in recorded facts. */
    static final int JSON_DEPTH = 32;

    private Limits() {}

    /** The text, truncated to {@link #PATH} bytes. */
    static String path(String text) {
        return text.length() <= PATH ? text : text.substring(0, PATH);
    }

    /** The name, truncated to {@link #NAME} bytes. */
    static String name(String text) {
        return text.length() <= NAME ? text : text.substring(0, NAME);
    }
}
