// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The state of one sandbox: threads, processes, descriptors and containers. Only {@code StateBuilder} changes it. The
 * names of values in conditions belong to {@code field}.
 *
 * <p>Read it in this order:
 *
 * <ol>
 *   <li>{@link dev.gvtrace.replay.state.SandboxState} has the state, as {@link
 *       dev.gvtrace.replay.state.ContainerInfo}, {@link dev.gvtrace.replay.state.ProcessInfo}, {@link
 *       dev.gvtrace.replay.state.ThreadInfo} and {@link dev.gvtrace.replay.state.FdTable} with {@link
 *       dev.gvtrace.replay.state.FdInfo} and {@link dev.gvtrace.replay.state.SocketInfo}.
 *   <li>{@link dev.gvtrace.replay.state.StateBuilder} applies a message, then its event, and returns an {@link
 *       dev.gvtrace.replay.state.EventContext}: the event with the thread, the process and the descriptor it is about.
 *   <li>Each part of the state is changed by one class on behalf of the builder. Tasks: {@code TaskTables} adds and
 *       removes threads and processes, {@code ProcessChanges} and {@code ContainerChanges} apply the appearance of
 *       processes and containers, {@code Lineage} sets parents, {@code Execution} replaces programs, {@code
 *       IdentityChanges} changes users, directories and namespaces. Descriptors: {@code DescriptorChanges}, {@code
 *       SocketChanges}, {@code CallArguments}, {@code Releases}, {@code DescriptorPaths}.
 *   <li>{@code ContextFacts} compares each message's context with the state and corrects it; {@code Snapshot} and
 *       {@code RecordedFacts} add facts from outside the stream.
 *   <li>{@code TaskIds} and {@code PidNamespace} track ids in inner PID namespaces, {@code Losses} the processes that
 *       are uncertain after a gap, {@code SilentThread} threads that never sent a message.
 *   <li>{@code Limits}, {@code MemoryBudget} and {@code HeapBytes} bound the memory that a hostile sandbox can take;
 *       {@code IntMap}, {@code Json} and {@code PathResolver} are tools without state of a sandbox.
 * </ol>
 */
@NullMarked
package dev.gvtrace.replay.state;

import org.jspecify.annotations.NullMarked;
