// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * A year of a recorder in operation, in minutes, and the accounts of it: see {@code stress/README.md}. Processes are
 * real, the sandboxes and runsc are not.
 *
 * <p>Read {@code YearPlan} (what happens when), {@code YearRun} (makes it happen), {@code Accounts} (where every
 * message ended up). {@code Recorders} has one recorder at a time with its disk, clock and webhook, {@code Watch} reads
 * its metrics; {@code FakeSandbox} sends, {@code FakeRuntime} is runsc. {@code FileContent} and {@code LedgerContent}
 * read what is on the disk.
 */
@NullMarked
package dev.gvtrace.stress;

import org.jspecify.annotations.NullMarked;
