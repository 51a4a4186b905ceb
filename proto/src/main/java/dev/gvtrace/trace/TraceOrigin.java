// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** Where the messages of a trace come from. A slice, merge or repair keeps the origin of its sources. */
public enum TraceOrigin {
    /** Received from a Sentry. */
    LIVE(0),
    /** Taken from a file in tracereplay layout: no receive times. */
    IMPORT(1);

    private final int code;

    TraceOrigin(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static TraceOrigin of(long code) {
        return code == 1 ? IMPORT : LIVE;
    }
}
