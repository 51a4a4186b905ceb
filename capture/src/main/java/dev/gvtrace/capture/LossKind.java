// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

/** Why messages were lost, as a recorder counts them. */
public enum LossKind {
    /** Dropped by the Sentry: its socket was full. */
    SOCKET_FULL("socket full"),
    /** Dropped by the Sentry while the recorder's buffer was full. */
    RECORDER_TOO_SLOW("recorder too slow"),
    /** Dropped by the Sentry while the recorder was being restarted. */
    RECORDER_RESTARTED("recorder restarted"),
    /** Dropped by the Sentry, as runsc reported at the end. */
    REPORTED_AT_THE_END("reported at the end"),
    /** Dropped by the Sentry before it was attached to. */
    BEFORE_ATTACHING("before attaching"),
    /** Longer than the recorder's limit. */
    TOO_LONG("too long"),
    /** Not written: the disk was full, or failed. */
    NOT_WRITTEN("not written"),
    /** In a file that was removed during recording. */
    FILE_REMOVED("file removed"),
    /** The recorder ended before they were written. */
    RECORDER_ENDED("recorder ended"),
    /** From a peer that could not be recorded. */
    NOT_RECORDED("peer not recorded");

    private final String label;

    LossKind(String label) {
        this.label = label;
    }

    /** Its name in status and metrics. */
    public String label() {
        return label;
    }
}
