// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Writes the objects of a state as bytes and restores them: {@link dev.gvtrace.replay.frame.Parts} names the classes,
 * {@link dev.gvtrace.replay.frame.Shapes} knows their fields, {@link dev.gvtrace.replay.frame.ObjectWriter} and {@link
 * dev.gvtrace.replay.frame.ObjectReader} write and read. The packages that own a state list its classes; when and where
 * frames are made and used belongs to {@code pipeline}. {@link dev.gvtrace.replay.frame.KeyFrames} keeps those of a
 * trace in memory, {@link dev.gvtrace.replay.frame.FrameCache} in files; what of a file is verified is described there.
 *
 * <p>Fields are found by reflection, so that a field that is added to a state cannot be forgotten, and nothing in the
 * state's classes is there for its frames. The bytes contain no names: they can be read only with the same classes
 * ({@link dev.gvtrace.replay.frame.Shapes#layout}).
 */
@NullMarked
package dev.gvtrace.replay.frame;

import org.jspecify.annotations.NullMarked;
