// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * An event as an extension sees it, with the state of the sandbox that the event left behind. Borrowed: it may be used
 * until the method to which it was passed returns, by the thread that called that method; after that each method throws
 * a {@link dev.gvtrace.api.GvtraceException} CLOSED. Values that were read from it are owned and may be kept.
 *
 * <p>Fields are those that gvtrace has itself, as {@code gvtrace fields} lists them, written as in an output, with
 * their argument if any: {@code proc.name}, {@code evt.arg.flags}, {@code proc.aname[2]}. A name that does not exist, a
 * field of an extension, and one whose value depends on the events before (such as {@code evt.deltatime}) are a {@link
 * dev.gvtrace.api.GvtraceException} INVALID_REQUEST. A name is looked up once; after that reading it costs little, so a
 * name should be a constant.
 *
 * <p>Not for implementation by others: methods may come with a minor version.
 */
public interface Event {
    /** Its number in the trace, from 1: {@code evt.num}. */
    long number();

    /** Its type, such as {@code openat}: {@code evt.type}. */
    String type();

    /** When it happened, nanoseconds since the epoch, as the Sentry sent it. */
    long timeNs();

    /** The process, by its id in the sandbox's root PID namespace; 0 if unknown. */
    int pid();

    /** The thread, by its id in the sandbox's root PID namespace; 0 if unknown. */
    int threadId();

    /**
     * The value of a field of any type: {@link Text}, {@link Long} (times and lengths of time in nanoseconds), {@link
     * java.math.BigInteger} above its range, {@link Double}, {@link Boolean}, {@link java.net.InetAddress}, a {@link
     * java.util.List} of these, or null without a value.
     */
    @Nullable
    Object value(String field);

    /**
     * The value of a field that is a text; null without a value.
     *
     * @throws dev.gvtrace.api.GvtraceException INVALID_REQUEST if the field is not a text
     */
    @Nullable
    Text text(String field);

    /**
     * The value of a field that is a number, a time or a length of time (of an unsigned one its bits), or 1 or 0 for
     * true or false. Nothing is boxed.
     *
     * @param otherwise what to return without a value
     * @throws dev.gvtrace.api.GvtraceException INVALID_REQUEST if the field is none of these
     */
    long number(String field, long otherwise);
}
