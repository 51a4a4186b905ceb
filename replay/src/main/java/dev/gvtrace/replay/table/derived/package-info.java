// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Derived tables: what follows from many events taken together, such as the programs that were run, the life of a
 * process, of a file and of a socket. Each is made in one pass. What a table cannot know has no value, and a call that
 * failed changes nothing. How rows are selected and cells are typed is the business of {@code replay.table}.
 *
 * <p>To read first: {@link dev.gvtrace.replay.table.derived.DerivedTables}, the list of the tables, then {@code
 * ExecutionTable}, the simplest one. A table keeps a record for each row that can still change: {@code ProcessLife},
 * {@code FileLife}, {@code SocketLife}. {@code ProcessLives} and {@code SocketLives} find the record of an event and
 * notice its end, as far as events show it. What tables share: {@code Effect} sorts events by what they do, {@code
 * Transfer} has the bytes that a call moved and between which descriptors, {@code ProgramOrigins} knows who wrote a
 * file that is run, {@code PathMap} and {@code HeldRows} bound the memory.
 */
@NullMarked
package dev.gvtrace.replay.table.derived;

import org.jspecify.annotations.NullMarked;
