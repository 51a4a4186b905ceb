// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Text and its three encodings: bytes, as in the kernel and the Sentry; Unicode, as in rule files and messages; and
 * output, with everything escaped that a terminal, a page or a JSON reader would interpret. Every package may use this
 * one; it uses no other package of gvtrace.
 *
 * <p>{@link dev.gvtrace.text.Text} is the type at every public edge and wherever two encodings meet. Behind one
 * boundary, from the decoder to the matchers, byte text is a plain {@code String} of bytes; {@link
 * dev.gvtrace.text.ByteText} is the only way over that boundary. {@link dev.gvtrace.text.EscapedText} is for what Java
 * insists to have as {@code String} although it is bytes: words of a command line and names of files, which {@link
 * dev.gvtrace.text.FileNames} makes of paths and back; no other class does. {@link dev.gvtrace.text.Escapes} and {@link
 * dev.gvtrace.text.JsonWriter} write text out. JSON that is recorded and read again is written by Jackson instead.
 * Layouts of tables and alerts are not made here.
 *
 * <p>{@link dev.gvtrace.text.Glob} matches byte text with shell patterns, {@link dev.gvtrace.text.NearestName} finds
 * the name most likely meant by a misspelt one.
 */
@NullMarked
package dev.gvtrace.text;

import org.jspecify.annotations.NullMarked;
