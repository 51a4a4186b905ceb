// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.capture.SyntheticTraffic;

/** What the year's rules look for in the sandboxes' messages. */
final class Trigger {
    /** One of the files that synthetic threads open. */
    private static final String FILE = SyntheticTraffic.file(4L * 13);

    private static final String ALWAYS = """
            - rule: Watched file opened
              desc: One of the files that synthetic threads open
              condition: evt.type = openat and fd.name = %s
              output: opened (container=%%container.id at=%%evt.rawtime file=%%fd.name)
              priority: WARNING
            """.formatted(FILE);

    private static final String FURTHER = """
            - rule: Another file opened
              desc: Only after the rules were changed
              condition: evt.type = openat and fd.name = %s
              output: opened (container=%%container.id at=%%evt.rawtime file=%%fd.name)
              priority: INFORMATIONAL
            """.formatted(SyntheticTraffic.file(4L * 17));

    static final String RULE = "Watched file opened";
    static final String RULES = ALWAYS;
    static final String MORE_RULES = ALWAYS + FURTHER;
    static final String BROKEN_RULES = ALWAYS.replace("evt.type = openat", "evt.type == (openat");

    private Trigger() {}

    /** True if the message with this number raises an alert of the rule that is always active. */
    static boolean isAt(long number) {
        return SyntheticTraffic.isOpened(number)
                && SyntheticTraffic.file(number).equals(FILE);
    }
}
