// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/** Working and root directory: one object for all threads that share them (CLONE_FS). */
public final class Directories {
    String cwd;
    String root;
    boolean cwdKnown;

    Directories(String cwd, boolean cwdKnown, String root) {
        this.cwd = cwd;
        this.cwdKnown = cwdKnown;
        this.root = root;
    }

    /** The working directory, without a trailing slash but for "/"; "" if unknown. */
    public String cwd() {
        return cwd;
    }

    /** True if the working directory is known; false after a concealed change. */
    public boolean cwdKnown() {
        return cwdKnown;
    }

    /** The root directory within the container, normally "/". */
    public String root() {
        return root;
    }
}
