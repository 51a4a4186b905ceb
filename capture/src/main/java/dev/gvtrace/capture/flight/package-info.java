// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The flight recorder: which files of a recording are kept because there was a trigger near them, and which are let go.
 * Recording itself does not differ: {@code capture.files} writes and rotates the files, and reports each here. Begin
 * with {@code FlightRecorder}, then {@code HeldRecording}.
 */
@NullMarked
package dev.gvtrace.capture.flight;

import org.jspecify.annotations.NullMarked;
