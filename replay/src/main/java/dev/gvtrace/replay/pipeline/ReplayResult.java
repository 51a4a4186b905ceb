// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.trace.Damage;
import java.util.List;

/**
 * What a replay of one trace came to.
 *
 * @param messages messages read
 * @param events events they made
 * @param violations packets that could not be read as messages
 * @param lost messages that the Sentry or the recorder lost, as far as counted
 * @param damage what could not be read of the file; empty if all could
 */
public record ReplayResult(long messages, long events, long violations, long lost, List<Damage> damage) {}
