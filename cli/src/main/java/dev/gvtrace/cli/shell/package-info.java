// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The interactive shell. The only package that imports jline.
 */
@NullMarked
package dev.gvtrace.cli.shell;

import org.jspecify.annotations.NullMarked;
