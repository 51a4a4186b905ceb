// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

/** The program's exit codes. Users and scripts rely on the numbers. */
public final class ExitCode {
    /** Success. A closed output pipe counts as done. */
    public static final int DONE = 0;
    /** Something that the user requested was found: alerts, failed rule tests, differences. */
    public static final int FOUND = 1;
    /** Wrong usage, or rules that do not load. */
    public static final int USAGE = 2;
    /** A file cannot be read, or is not a trace. */
    public static final int NOT_READABLE = 3;
    /** A trace is damaged; the result covers the readable part. */
    public static final int DAMAGED = 4;
    /** Messages were lost while recording, and the user requested this exit code. */
    public static final int GAPS = 5;
    /** Verification failed. */
    public static final int NOT_VERIFIED = 6;
    /** Output could not be written. */
    public static final int NOT_WRITTEN = 7;
    /** An internal error. */
    public static final int INTERNAL = 70;

    private ExitCode() {}
}
