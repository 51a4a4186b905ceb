// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What the user types: one small class per command. No bytes are parsed and no rules are known here.
 */
@NullMarked
package dev.gvtrace.cli;

import org.jspecify.annotations.NullMarked;
