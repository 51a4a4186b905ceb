// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Derived tables: facts that follow from many events taken together, such as the programs that were run and the lives
 * of processes, files and sockets. Each table is computed in one pass. Unknown cells have no value, and failed calls
 * change nothing. Selecting rows and typing cells belong in {@code replay.table}.
 *
 * <p>Read first {@link dev.gvtrace.replay.table.derived.DerivedTables}, the list of the tables, then {@code
 * ExecutionTable}, the simplest one. A table keeps an object for each row that can still change: {@code ProcessLife},
 * {@code FileLife}, {@code SocketLife}. {@code ProcessLives} and {@code SocketLives} find the object of an event and
 * detect its end as far as events reveal it. What tables share: {@code Effect} classifies events by their effect,
 * {@code Transfer} has the bytes that a call moved and the descriptors involved, {@code ProgramOrigins} has the last
 * write to the file of a program, {@code PathMap} and {@code HeldRows} bound the memory.
 */
@NullMarked
package dev.gvtrace.replay.table.derived;

import org.jspecify.annotations.NullMarked;
