// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The operations on a path of a container. */
final class FileLife {
    /** The maximum number of listed processes. */
    static final int MOST_PIDS = 64;

    /** The approximate memory for it, in bytes. */
    static final long BYTES = 200;

    private static final int CREATE = 0x40;
    private static final int CREATE_NEW = 0xc0;
    private static final int[] NONE = {};

    private long firstNs;
    private long lastNs;
    private long opens;
    private long failed;
    private long reads;
    private long writes;
    private long bytesRead;
    private long bytesWritten;
    private boolean created;
    private boolean mayBeCreated;
    private boolean executed;
    private int[] pids = NONE;
    private boolean morePids;

    /** Records a use at that time by the process with this id, 0 if unknown. */
    void touched(long ns, int pid) {
        firstNs = firstNs == 0 ? ns : Math.min(firstNs, ns);
        lastNs = Math.max(lastNs, ns);
        if (pid == 0 || Arrays.binarySearch(pids, pid) >= 0) {
            return;
        }
        if (pids.length == MOST_PIDS) {
            morePids = true;
            return;
        }
        pids = Arrays.copyOf(pids, pids.length + 1);
        pids[pids.length - 1] = pid;
        Arrays.sort(pids);
    }

    /** Records an open with these flags. */
    void opened(int flags) {
        opens++;
        created |= (flags & CREATE_NEW) == CREATE_NEW;
        mayBeCreated |= (flags & CREATE) != 0;
    }

    /** Records a failed open. */
    void failed() {
        failed++;
    }

    /** Records a read of that many bytes. */
    void read(long bytes) {
        reads++;
        bytesRead += bytes;
    }

    /** Records a write of that many bytes. */
    void written(long bytes) {
        writes++;
        bytesWritten += bytes;
    }

    /** Records that a process started to run it. */
    void executed() {
        executed = true;
    }

    long firstNs() {
        return firstNs;
    }

    long lastNs() {
        return lastNs;
    }

    long opens() {
        return opens;
    }

    long failures() {
        return failed;
    }

    long reads() {
        return reads;
    }

    long writes() {
        return writes;
    }

    long bytesRead() {
        return bytesRead;
    }

    long bytesWritten() {
        return bytesWritten;
    }

    /** True if an open certainly created it. */
    boolean isCreated() {
        return created;
    }

    /** True if an open created it, or would have if it had not existed. */
    boolean mayBeCreated() {
        return mayBeCreated;
    }

    boolean isExecuted() {
        return executed;
    }

    /** The processes that used it, in the order of their ids. */
    List<String> pids() {
        List<String> texts = new ArrayList<>(pids.length);
        for (int pid : pids) {
            texts.add(Integer.toString(pid));
        }
        return texts;
    }

    /** True if more processes used it than are listed. */
    boolean hasMorePids() {
        return morePids;
    }
}
