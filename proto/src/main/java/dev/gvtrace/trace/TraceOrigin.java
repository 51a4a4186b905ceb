// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace;

/** Where the messages of a trace come from. */
public enum TraceOrigin {
    /** Received from a Sentry. */
    LIVE(0),
    /** Taken from a file in tracereplay layout: no receive times. */
    IMPORT(1),
    /** Made from other traces: a slice, a merge or a repair; {@link Opening#derivedFrom} says from which. */
    DERIVED(2);

    private final int code;

    TraceOrigin(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static TraceOrigin of(long code) {
        return code == 1 ? IMPORT : code == 2 ? DERIVED : LIVE;
    }
}
