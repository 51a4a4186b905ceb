// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Commands about trace files: info, verify, repair, import, export, slice, merge. No rules and no events; those are in
 * {@code cli.rules} and {@code cli.shell}.
 *
 * <p>{@code InfoCommand} and {@code VerifyCommand} print what {@code dev.gvtrace.api} gives. The others make traces
 * from records, which the api does not hand out.
 */
@NullMarked
package dev.gvtrace.cli.trace;

import org.jspecify.annotations.NullMarked;
