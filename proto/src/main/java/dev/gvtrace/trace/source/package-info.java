// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Opens traces: files, directories, standard input and any other store, recognised by their first bytes; the files of
 * one recording are one trace. The layouts have packages of their own.
 */
@NullMarked
package dev.gvtrace.trace.source;

import org.jspecify.annotations.NullMarked;
