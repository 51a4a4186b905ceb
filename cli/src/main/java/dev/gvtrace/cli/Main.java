// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

/** The program's entry point. */
public final class Main {
    private Main() {}

    /** Runs the program with the given words. */
    public static void main(String[] args) {}
}
