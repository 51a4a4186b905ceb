// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The {@code .gvt} layout: one file written, read and checked, and the files of one recording read as one. {@code
 * trace.source} finds files and which of them belong together; {@code trace.verify} gives verdicts about whole
 * recordings.
 *
 * <p>To follow a record to disk, read from {@link dev.gvtrace.trace.gvt.TraceWriter}: {@code BlockBuilder} collects
 * records ({@code MessageSplitter} and {@code ContextCollector} put contexts into a table of the block), {@code
 * BlockWriter} compresses and chains the block, {@code BlockHeader}, {@code ContainerSet} and {@code Footer} surround
 * it, and {@code Totals} sums up the headers.
 *
 * <p>To follow it back, read from {@link dev.gvtrace.trace.gvt.TraceReader}: {@code BlockWalk} finds blocks, by the
 * index or by their marks, {@code BlockOrder} sorts them if necessary, {@code BlockSupply} skips those that are not
 * selected and loads the others ({@code BlockReader} into a {@code LoadedBlock}, on another thread with {@code
 * ReadAhead}), {@code BlockCursor} returns their records, which {@code RecordReader} decodes. {@link
 * dev.gvtrace.trace.gvt.FileVerifier} does the same and checks all parts against each other ({@code BlockCheck}).
 */
@NullMarked
package dev.gvtrace.trace.gvt;

import org.jspecify.annotations.NullMarked;
