// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A recording at a moment.
 *
 * @param connection what is recorded
 * @param messages that are written
 * @param lost messages known to be lost
 * @param file the open one; null before the first
 * @param trouble why nothing can be written now; null while it can
 */
public record RecordingStatus(
        ConnectionInfo connection,
        long messages,
        long lost,
        @Nullable Path file,
        @Nullable String trouble) {}
