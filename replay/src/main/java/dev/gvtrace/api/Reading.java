// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

/** What reads a trace and is closed with it. */
sealed interface Reading extends AutoCloseable permits Rows, AlertStream, Counting {
    /** Stops the reading and returns when it has ended. Does nothing the second time. */
    @Override
    void close();
}
