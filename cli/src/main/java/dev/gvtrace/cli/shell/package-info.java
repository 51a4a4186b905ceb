// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The interactive shell. The only package that imports jline.
 *
 * <p>Tables are queried without {@code dev.gvtrace.api}: the language of questions and reports is not part of it, and
 * rows are printed from their cells without a copy.
 */
@NullMarked
package dev.gvtrace.cli.shell;

import org.jspecify.annotations.NullMarked;
