// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;

/** Why messages are missing, as far as something can be done about it; in the words of gap records. */
enum LossCause {
    /** The Sentry found its socket full. */
    SOCKET("the Sentry found its socket full"),
    /** The recorder had stopped receiving, because its buffer was full. */
    BUFFER("the recorder's buffer was full"),
    /** The recorder was being restarted; the socket's queue held only the first messages. */
    RESTART("the recorder was being restarted, and the socket's queue was full"),
    /** Longer than the recorder's limit. */
    LENGTH("they were longer than the recorder takes"),
    /** They could not be written. */
    DISK("the disk did not take them"),
    /** The sandbox had no recorder, or that was killed. */
    NOBODY("no recorder received them"),
    /** Files of a flight recorder are not here. */
    LET_GO("a flight recorder let them go, or their files were taken away"),
    /** Damage of the file, and anything else after recording. */
    OTHER("the trace is damaged or not whole");

    private final String text;

    LossCause(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Of a gap for which this is given as the cause. */
    static LossCause of(Text given) {
        String cause = given.decoded();
        if (given.equals(Gap.RECORDER_TOO_SLOW)) {
            return BUFFER;
        } else if (given.equals(Gap.RECORDER_RESTARTED)) {
            return RESTART;
        } else if (cause.startsWith("Sentry dropped") || cause.equals("dropped by the Sentry")) {
            return SOCKET;
        } else if (cause.startsWith("message longer than")) {
            return LENGTH;
        } else if (cause.startsWith("nobody received") || cause.startsWith("no session")) {
            return NOBODY;
        }
        if (given.equals(Gap.LET_GO)) {
            return LET_GO;
        }
        return cause.startsWith("not written") ? DISK : OTHER;
    }
}
