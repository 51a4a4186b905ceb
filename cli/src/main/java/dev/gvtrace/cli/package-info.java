// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The program: its verbs and how it starts and ends. Commands, one small class each, stand in {@code cli.trace}, {@code
 * cli.rules}, {@code cli.capture} and {@code cli.shell}, what they share in {@code cli.io}. No bytes are parsed and no
 * rules are known here.
 *
 * <p>A command uses {@code dev.gvtrace.api} where that serves. Which classes see the packages behind it is listed in
 * {@code ArchitectureTest}, and why in the description of their package.
 */
@NullMarked
package dev.gvtrace.cli;

import org.jspecify.annotations.NullMarked;
