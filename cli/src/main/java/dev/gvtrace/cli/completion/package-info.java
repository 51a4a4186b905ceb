// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Scripts that complete command lines in bash, zsh and fish, written from the definitions of the commands. An {@link
 * dev.gvtrace.cli.completion.Outline} has what the three have in common; each shell has a class that writes its script.
 * Nothing here completes by itself, and no script starts the program.
 */
@NullMarked
package dev.gvtrace.cli.completion;

import org.jspecify.annotations.NullMarked;
