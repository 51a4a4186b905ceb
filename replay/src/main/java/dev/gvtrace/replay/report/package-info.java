// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Ready-made questions, kept as data in {@code reports.txt}: a new one needs no Java. They are answered by {@code
 * replay.query} and {@code replay.table}, and printed by {@code replay.output}.
 */
@NullMarked
package dev.gvtrace.replay.report;

import org.jspecify.annotations.NullMarked;
