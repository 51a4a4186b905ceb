// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * The recorder's ledger, {@code ledger.jsonl}: reading and writing its chained and signed lines. {@code trace.verify}
 * checks whether a ledger is intact, and compares it with the recordings.
 */
@NullMarked
package dev.gvtrace.trace.ledger;

import org.jspecify.annotations.NullMarked;
