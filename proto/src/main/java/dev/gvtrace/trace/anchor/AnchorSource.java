// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.anchor;

import dev.gvtrace.text.Text;
import java.util.UUID;

/**
 * What sends anchors: one output of a recorder, from its start to its end. Anchors of one source are numbered and
 * chained.
 *
 * @param host name of the recording host
 * @param directory of the traces
 * @param start random id of the recorder's start
 * @param output number of the output in the recorder, from 1
 * @param everySeconds time between two anchors
 */
public record AnchorSource(Text host, Text directory, UUID start, int output, long everySeconds) {}
