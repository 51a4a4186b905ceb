// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.casefile;

import dev.gvtrace.text.Text;

/**
 * A note about an event.
 *
 * <p>More than six components: one for each key of a line of the file.
 *
 * @param event the number of the event
 * @param timeNs when it happened, ns since the epoch; 0 if unknown
 * @param note what was noted
 * @param who the user who noted it
 * @param whenNs when it was noted, ns since the epoch; 0 if unknown
 * @param text the event in words
 * @param trace the trace of the event
 */
public record Mark(long event, long timeNs, Text note, Text who, long whenNs, Text text, TraceName trace) {}
