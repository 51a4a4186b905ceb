// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/** What tests of all modules build messages and packets with, shared as a test jar. */
@NullMarked
package dev.gvtrace.proto.testing;

import org.jspecify.annotations.NullMarked;
