// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.files;

import java.nio.file.Path;

/**
 * A trace file in the directory, with what retention depends on.
 *
 * <p>More than six components: one for each fact that decides whether and when a file is deleted.
 *
 * @param sandbox the sandbox's id; if that is not known, the recording's, and if that is not known, the file's name
 * @param recording the recording's id; if that is not known, the file's name
 * @param segment number of the file in it, from 0
 * @param lastNs when its last record was received, nanoseconds since the epoch
 * @param deletable false while it is being written to, or may be
 */
record KeptTrace(
        Path file, long bytes, String sandbox, String recording, int segment, long lastNs, boolean deletable) {}
