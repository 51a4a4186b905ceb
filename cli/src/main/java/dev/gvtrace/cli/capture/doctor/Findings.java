// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Prints the result of each check as it is found. */
final class Findings {
    /** How results are printed. */
    enum Format {
        TEXT,
        JSON
    }

    private final Streams streams;
    private final Format format;
    private boolean sound = true;

    Findings(Streams streams, Format format) {
        this.streams = streams;
        this.format = format;
    }

    /** False once a check has found something wrong. */
    boolean sound() {
        return sound;
    }

    void good(String check, String text) {
        print("ok", "ok    ", check, text, null);
    }

    /** Something is wrong; the remedy says how to mend it. */
    void bad(String check, String text, String remedy) {
        sound = false;
        print("wrong", "WRONG ", check, text, remedy);
    }

    /** Something that applies here could not be checked. */
    void notChecked(String check, String why) {
        print("not checked", "-     ", check, why, null);
    }

    /** Something does not apply here. */
    void notApplicable(String check, String why) {
        print("not applicable", "-     ", check, why, null);
    }

    private void print(String state, String mark, String check, String text, @Nullable String remedy) {
        if (format == Format.JSON) {
            streams.println(new JsonWriter()
                    .open('{')
                    .key("check")
                    .text(check)
                    .key("state")
                    .text(state)
                    .key("text")
                    .text(text)
                    .key("remedy")
                    .text(remedy)
                    .close('}')
                    .toString());
            return;
        }
        boolean unchecked = mark.startsWith("-");
        streams.println(mark + Escapes.message(check + ": " + (unchecked ? state + "; " : "") + text));
        if (remedy != null) {
            streams.println("      " + Escapes.message(remedy));
        }
    }
}
