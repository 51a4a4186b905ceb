// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The program: its verbs, its start and its end. Commands, one small class each, are in {@code cli.trace}, {@code
 * cli.rules}, {@code cli.capture} and {@code cli.shell}, shared classes in {@code cli.io}. Parsing bytes and evaluating
 * rules do not belong here.
 *
 * <p>A command uses {@code dev.gvtrace.api} where that serves. Which classes see the packages behind it is listed in
 * {@code ArchitectureTest}, and why in the description of their package.
 */
@NullMarked
package dev.gvtrace.cli;

import org.jspecify.annotations.NullMarked;
