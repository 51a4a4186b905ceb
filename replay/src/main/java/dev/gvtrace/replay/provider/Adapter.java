// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

/** A provider that wraps another object; messages name the class of that object. */
public interface Adapter {
    /** The wrapped object. */
    Object adapted();
}
