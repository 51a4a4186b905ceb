// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

/**
 * The architectures that gVisor runs on. System calls have different numbers on each; the stream does not state which
 * one it comes from.
 */
public enum Architecture {
    X86_64("x86_64"),
    ARM64("arm64");

    private final String label;

    Architecture(String label) {
        this.label = label;
    }

    /** The name that users type and see: {@code x86_64}, {@code arm64}. */
    public String label() {
        return label;
    }

    /** The architecture that this program runs on. */
    public static Architecture ofThisMachine() {
        return System.getProperty("os.arch", "").equals("aarch64") ? ARM64 : X86_64;
    }
}
