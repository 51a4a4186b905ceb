// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The program: its verbs and how it starts and ends. Commands, one small class each, stand in {@code cli.trace}, {@code
 * cli.rules}, {@code cli.capture} and {@code cli.shell}, what they share in {@code cli.io}. No bytes are parsed and no
 * rules are known here.
 */
@NullMarked
package dev.gvtrace.cli;

import org.jspecify.annotations.NullMarked;
