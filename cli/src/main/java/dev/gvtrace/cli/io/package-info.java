// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What commands share: streams, exit codes, errors, new output files, and the options and texts that more than one
 * group of commands has. No command.
 */
@NullMarked
package dev.gvtrace.cli.io;

import org.jspecify.annotations.NullMarked;
