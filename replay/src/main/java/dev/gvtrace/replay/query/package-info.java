// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The language of the query shell: a line becomes a {@link dev.gvtrace.replay.query.Question}, which is a request to a
 * table of {@code replay.table} and an arrangement of its rows. {@link dev.gvtrace.replay.query.QueryCatalog} is the
 * class to read first: it has the commands and their help. Reading traces and printing do not belong here.
 */
@NullMarked
package dev.gvtrace.replay.query;

import org.jspecify.annotations.NullMarked;
