// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * From message to event: indexing a message, pairing enters with exits, raw with schematized calls, attempts to
 * execute with their proof. Independent of processes and descriptors.
 */
@NullMarked
package dev.gvtrace.replay.decode;

import org.jspecify.annotations.NullMarked;
