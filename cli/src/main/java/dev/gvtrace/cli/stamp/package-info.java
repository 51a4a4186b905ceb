// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Time stamps of an authority (RFC 3161): the command that fetches them, and their verification for {@code gvtrace
 * verify}. The only package that imports BouncyCastle; what a stamp is over, and what it proves about a recording, is
 * decided in {@code trace.verify}.
 *
 * <p>{@code StampReply} parses what an authority sent, {@code TokenCheck} checks signature and certificate, {@code
 * TrustedAuthorities} the chain of certificates. A reply is hostile: sizes, depths and numbers have limits.
 */
@NullMarked
package dev.gvtrace.cli.stamp;

import org.jspecify.annotations.NullMarked;
