// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Ready-made questions, kept as data.
 */
@NullMarked
package dev.gvtrace.replay.report;

import org.jspecify.annotations.NullMarked;
