// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The recorder's ledger, {@code ledger.jsonl}: its lines, chained and signed, their reading and writing. Whether a
 * ledger is intact, and what it says about recordings, is checked in {@code trace.verify}.
 */
@NullMarked
package dev.gvtrace.trace.ledger;

import org.jspecify.annotations.NullMarked;
