// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

/**
 * Bytes that a context sent, and what was made of them. While the value is still the one in place, the same bytes say
 * nothing new: comparing them costs a third of making and comparing a text.
 *
 * @param bytes as sent
 * @param value what they stand for
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared as a record
record Told<T>(byte[] bytes, T value) {
    static final Told<String> NO_TEXT = new Told<>(new byte[0], "");
    static final Told<Credentials> NO_CREDENTIALS = new Told<>(new byte[0], Credentials.UNKNOWN);
}
