// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What commands share: streams, exit codes, errors, new output files, and the options and texts that more than one
 * group of commands has. No command.
 *
 * <p>Classes here see the packages behind the api for the commands that do: they open traces as sources of records,
 * load catalogues of fields, tables and formats, and print lists as tables are printed.
 */
@NullMarked
package dev.gvtrace.cli.io;

import org.jspecify.annotations.NullMarked;
