// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import org.jspecify.annotations.Nullable;

/** Facts that some points add to their messages on request only, because collecting them has a cost. */
public enum OptionalField {
    /** Environment of a container's first process. */
    ENV("env", 20220510),
    /** Owner, mode, inode, layer and so on of an executable; later releases add more. */
    BINARY_INFO("binary_info", 20220510),
    /** SHA-256 of an executable. */
    BINARY_SHA256("binary_sha256", 20250319),
    /** SHA-1 of an executable. */
    BINARY_SHA1("binary_sha1", 20260727),
    /** Descriptors 0, 1 and 2 at execve. */
    FD_INFO("fd_info", 20260721),
    /** Sibling processes at the other ends of pipes at execve. */
    PIPE_PROC_INFO("pipe_proc_info", 20260817),
    /** Path of the descriptor that a call uses. */
    FD_PATH("fd_path", 20220510),
    /** Environment passed to execve. */
    ENVV("envv", 20220510);

    private final String label;
    private final int since;

    OptionalField(String label, int since) {
        this.label = label;
        this.since = since;
    }

    /** The name in a session configuration. */
    public String label() {
        return label;
    }

    /** The first release with this field. */
    public Release since() {
        return new Release(since);
    }

    /** The field with this label, or null if there is none. */
    public static @Nullable OptionalField ofLabel(String label) {
        for (OptionalField one : values()) {
            if (one.label.equals(label)) {
                return one;
            }
        }
        return null;
    }
}
