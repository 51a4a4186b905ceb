// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * JMH benchmarks: each step of a replay and of a recording beside a yardstick in the same run. Figures and how to read
 * them are in {@code bench/README.md}.
 */
package dev.gvtrace.bench;
