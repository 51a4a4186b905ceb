// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Traces written in the layouts of other tools. Start with {@link dev.gvtrace.replay.export.ExportFormats}. The bytes
 * of a layout belong to the package of its reader; alerts and tables are printed by {@code output}.
 */
@NullMarked
package dev.gvtrace.replay.export;

import org.jspecify.annotations.NullMarked;
