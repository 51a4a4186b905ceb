// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Questions over a trace: commands of the query shell, their syntax and their tables. Terminals are not known here.
 */
@NullMarked
package dev.gvtrace.replay.query;

import org.jspecify.annotations.NullMarked;
