// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

/** A format that {@code --format} selects by name. */
public interface NamedFormat {
    /** Its name for {@code --format}, in lower case. */
    String name();
}
