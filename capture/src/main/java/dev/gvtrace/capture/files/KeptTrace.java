// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import java.nio.file.Path;

/**
 * A trace file in the directory, as far as retention asks.
 *
 * @param sandbox whose it is; where nobody knows the sandbox its recording, where nobody knows that the file
 * @param recording the recording's id; where nobody knows it the file's name
 * @param segment number of the file in it, from 0
 * @param lastNs when its last record was received, nanoseconds since the epoch
 * @param deletable false while somebody writes to it, or may do so
 */
record KeptTrace(
        Path file, long bytes, String sandbox, String recording, int segment, long lastNs, boolean deletable) {}
