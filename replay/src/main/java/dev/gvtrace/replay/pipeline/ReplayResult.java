// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.trace.Damage;
import java.util.List;

/**
 * The result of the replay of one trace.
 *
 * @param messages messages read
 * @param events events made of them
 * @param violations packets that could not be read as messages
 * @param lost messages that the Sentry or the recorder lost, as far as counted
 * @param damage unreadable ranges of the file; empty if there are none
 */
public record ReplayResult(long messages, long events, long violations, long lost, List<Damage> damage) {}
