// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The shell at a terminal: lines with history and completion. The only package that imports jline.
 *
 * <p>Completion takes commands, fields and tables from where they are defined, without {@code dev.gvtrace.api}.
 */
@NullMarked
package dev.gvtrace.cli.shell.terminal;

import org.jspecify.annotations.NullMarked;
