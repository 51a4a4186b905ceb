// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The {@code .gvt} layout: one file written, read and checked, and the files of one recording read as one. Which files
 * belong together and where they are found is decided in {@code trace.source}; the verdicts about a whole recording are
 * made in {@code trace.verify}.
 *
 * <p>To follow a record to disk, start with {@link dev.gvtrace.trace.gvt.TraceWriter}: {@code BlockBuilder} collects
 * records ({@code MessageSplitter} and {@code ContextCollector} put contexts into a table of the block), {@code
 * BlockWriter} compresses and chains the block, {@code BlockHeader}, {@code ContainerSet} and {@code Footer} are what
 * stands around it, {@code Totals} what is added up.
 *
 * <p>To follow it back, start with {@link dev.gvtrace.trace.gvt.TraceReader}: {@code BlockWalk} finds blocks, by the
 * index or by their marks, {@code BlockOrder} puts them in order where they do not stand in it, {@code BlockSupply}
 * leaves out those that are not wanted and loads the others ({@code BlockReader} into a {@code LoadedBlock}, on another
 * thread with {@code ReadAhead}), {@code BlockCursor} hands out their records, which {@code RecordReader} decodes.
 * {@link dev.gvtrace.trace.gvt.FileVerifier} takes the same way and compares everything with everything ({@code
 * BlockCheck}).
 */
@NullMarked
package dev.gvtrace.trace.gvt;

import org.jspecify.annotations.NullMarked;
