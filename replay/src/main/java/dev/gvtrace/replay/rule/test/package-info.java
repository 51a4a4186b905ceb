// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/** Files with tests of rules, as {@code gvtrace rules test} reads them. Running the tests belongs to the command. */
@NullMarked
package dev.gvtrace.replay.rule.test;

import org.jspecify.annotations.NullMarked;
