// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import dev.gvtrace.capture.SyntheticTraffic;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An alert of the rule that is always active, raised by a sandbox's message with this number. */
record Alert(String sandbox, long number) {
    private static final Pattern TIME = Pattern.compile("\"evt\\.rawtime\":(\\d+)");
    private static final Pattern CONTAINER = Pattern.compile("\"container\\.id\":\"([^\"]+)\"");

    /** Reads Falco's JSON; empty for another rule's. */
    static Optional<Alert> parse(String json) {
        Matcher time = TIME.matcher(json);
        Matcher container = CONTAINER.matcher(json);
        return json.contains(Trigger.RULE) && time.find() && container.find()
                ? Optional.of(new Alert(container.group(1), SyntheticTraffic.numberAt(Long.parseLong(time.group(1)))))
                : Optional.empty();
    }
}
