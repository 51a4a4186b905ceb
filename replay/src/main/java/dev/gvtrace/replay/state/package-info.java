// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Who is alive with which files: threads, processes, descriptors and containers of one sandbox. Everything can be read;
 * {@code StateBuilder} alone changes it. What conditions call a value belongs into {@code field}.
 *
 * <p>Read it in this order:
 *
 * <ol>
 *   <li>{@link dev.gvtrace.replay.state.SandboxState} has what is known, as {@link
 *       dev.gvtrace.replay.state.ContainerInfo}, {@link dev.gvtrace.replay.state.ProcessInfo}, {@link
 *       dev.gvtrace.replay.state.ThreadInfo} and {@link dev.gvtrace.replay.state.FdTable} with {@link
 *       dev.gvtrace.replay.state.FdInfo} and {@link dev.gvtrace.replay.state.SocketInfo}.
 *   <li>{@link dev.gvtrace.replay.state.StateBuilder} applies a message, then its event, and hands on an {@link
 *       dev.gvtrace.replay.state.EventContext}: the event with the thread, the process and the descriptor it is about.
 *   <li>One class changes one chapter of the state on behalf of the builder. Tasks: {@code TaskTables} takes threads
 *       and processes in and out, {@code ProcessChanges} finds out which appear, {@code ContainerChanges} which
 *       containers do, {@code Lineage} whose child is who, {@code Execution} replaces programs, {@code IdentityChanges}
 *       users, directories and namespaces. Descriptors: {@code DescriptorChanges}, {@code SocketChanges}, {@code
 *       CallArguments}, {@code Releases}, {@code DescriptorPaths}.
 *   <li>{@code ContextFacts} compares each message's context with the state and corrects it; {@code Snapshot} and
 *       {@code RecordedFacts} add what the recorder read outside the stream.
 *   <li>{@code TaskIds} and {@code PidNamespace} know ids in inner PID namespaces, {@code Losses} which processes are
 *       uncertain after a gap, {@code SilentThread} which threads never sent a message.
 *   <li>{@code Limits}, {@code MemoryBudget} and {@code HeapBytes} bound the memory that a hostile sandbox can take;
 *       {@code IntMap}, {@code Json} and {@code PathResolver} are tools without state of a sandbox.
 * </ol>
 */
@NullMarked
package dev.gvtrace.replay.state;

import org.jspecify.annotations.NullMarked;
