// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.cli.capture.anchor.Anchors;

/**
 * What runs beside the recording.
 *
 * @param detection live rules
 * @param anchors heads of chains, sent elsewhere
 */
record Companions(LiveDetection detection, Anchors anchors) {}
