// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Case files: what an investigator notes about events, kept beside a trace. {@link
 * dev.gvtrace.cli.shell.casefile.CaseFile} reads and appends, {@link dev.gvtrace.cli.shell.casefile.CaseFiles} has the
 * file of each trace. The commands that mark and list are in {@code shell}.
 *
 * <p>A note names its trace by what the trace file has, without {@code dev.gvtrace.api}: seals of open traces are not
 * part of it.
 */
@NullMarked
package dev.gvtrace.cli.shell.casefile;

import org.jspecify.annotations.NullMarked;
