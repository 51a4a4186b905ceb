// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api.extension;

import dev.gvtrace.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * An event with the state of the sandbox after it. Borrowed: only the thread that passed it may use it, and only until
 * the method to which it was passed returns; after that each method throws a {@link dev.gvtrace.api.GvtraceException}
 * CLOSED. Values read from it are owned and may be kept.
 *
 * <p>The fields are gvtrace's own, as {@code gvtrace fields} lists them, written as in an output, with their argument
 * if any: {@code proc.name}, {@code evt.arg.flags}, {@code proc.aname[2]}. An unknown name, a field of an extension,
 * and a field whose value depends on earlier events (such as {@code evt.deltatime}) cause a {@link
 * dev.gvtrace.api.GvtraceException} INVALID_REQUEST. Each name is looked up once and then cached, so use constants as
 * names.
 *
 * <p>Not to be implemented outside gvtrace: a minor version may add methods.
 */
public interface Event {
    /** Its number in the trace, from 1: {@code evt.num}. */
    long number();

    /** Its type, such as {@code openat}: {@code evt.type}. */
    String type();

    /** When it happened, nanoseconds since the epoch, as the Sentry sent it. */
    long timeNs();

    /** The process id in the sandbox's root PID namespace; 0 if unknown. */
    int pid();

    /** The thread id in the sandbox's root PID namespace; 0 if unknown. */
    int threadId();

    /**
     * The value of a field of any type: {@link Text}, {@link Long} (times and durations in nanoseconds), {@link
     * java.math.BigInteger} above its range, {@link Double}, {@link Boolean}, {@link java.net.InetAddress}, a {@link
     * java.util.List} of these, or null if there is no value.
     */
    @Nullable
    Object value(String field);

    /**
     * The value of a text field; null if there is none.
     *
     * @throws dev.gvtrace.api.GvtraceException INVALID_REQUEST if the field is not a text
     */
    @Nullable
    Text text(String field);

    /**
     * The value of a field that is a number, a time or a duration (the bits of an unsigned number), or 1 for true and 0
     * for false. Avoids boxing.
     *
     * @param otherwise what to return if there is no value
     * @throws dev.gvtrace.api.GvtraceException INVALID_REQUEST if the field is none of these
     */
    long number(String field, long otherwise);
}
