// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Views of the Sentry's messages: they hold no values and read from the block's bytes when asked. What a message means
 * for processes belongs into {@code state}, what conditions call it into {@code field}.
 *
 * <p>Read it in this order:
 *
 * <ol>
 *   <li>{@link dev.gvtrace.replay.event.message.Message} is the sealed root: a kind, a {@link
 *       dev.gvtrace.replay.event.message.Context} that says who acts, and the bytes.
 *   <li>{@link dev.gvtrace.replay.event.message.MessageViews} has one view of each message type and points it to the
 *       next message; {@link dev.gvtrace.replay.event.message.MessageKind} says which.
 *   <li>{@link dev.gvtrace.replay.event.message.Call} is the part of the family that system calls have in common
 *       ({@code OpenCall}, {@code CloseCall}, …; {@link dev.gvtrace.replay.event.message.RawCall} has six registers and
 *       no names). The other leaves are the messages about tasks and containers: {@code ContainerStart}, {@code
 *       CloneInfo}, {@code ExecveInfo}, {@code TaskExit}, {@code ExitNotifyParent}, {@code MmapInfo}.
 *   <li>{@code MessageParts} finds the parts of a message that a block stores once, {@link
 *       dev.gvtrace.replay.event.message.IdentityPool} and {@link dev.gvtrace.replay.event.message.TextPool} keep what
 *       recurs from message to message.
 * </ol>
 */
@NullMarked
package dev.gvtrace.replay.event.message;

import org.jspecify.annotations.NullMarked;
