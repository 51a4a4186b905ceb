// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Views of the Sentry's messages: they store no values and read from the block's bytes on demand. The effects of
 * messages on processes belong to {@code state}, the names of values in conditions to {@code field}.
 *
 * <p>Read it in this order:
 *
 * <ol>
 *   <li>{@link dev.gvtrace.replay.event.message.Message} is the sealed root: a kind, a {@link
 *       dev.gvtrace.replay.event.message.Context} with the acting thread, and the bytes.
 *   <li>{@link dev.gvtrace.replay.event.message.MessageViews} has one view of each message type and points it to the
 *       next message; {@link dev.gvtrace.replay.event.message.MessageKind} lists the types.
 *   <li>{@link dev.gvtrace.replay.event.message.Call} is the base class of messages about system calls
 *       ({@code OpenCall}, {@code CloseCall}, …; {@link dev.gvtrace.replay.event.message.RawCall} has six registers and
 *       no names). The other leaves are the messages about tasks and containers: {@code ContainerStart}, {@code
 *       CloneInfo}, {@code ExecveInfo}, {@code TaskExit}, {@code ExitNotifyParent}, {@code MmapInfo}.
 *   <li>{@code MessageParts} gives access to the parts of a split message, {@link
 *       dev.gvtrace.replay.event.message.IdentityPool} and {@link dev.gvtrace.replay.event.message.TextPool} cache
 *       values that recur from message to message.
 * </ol>
 */
@NullMarked
package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.NullMarked;
