// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

/** A provider that stands for another object, after which messages name it. */
public interface Adapter {
    /** What it stands for. */
    Object adapted();
}
