// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * How answers look: output templates, alerts as text and JSON, tables, and the escaping of what is not trusted.
 */
@NullMarked
package dev.gvtrace.replay.output;

import org.jspecify.annotations.NullMarked;
