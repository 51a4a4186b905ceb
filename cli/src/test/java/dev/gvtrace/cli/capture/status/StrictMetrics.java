// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus's text format, version 0.0.4, and refuses what a strict reader may refuse: a family has one line of
 * help, then one of its type, then its samples, all together; no sample is there twice; counters end in {@code _total}
 * and nothing else does.
 */
public final class StrictMetrics {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-z_]+) (\\S.*\\.)");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_]+) (counter|gauge)");
    private static final String LABEL = "[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+)((?:\\{" + LABEL + "(?:," + LABEL + ")*\\})?) (-?[0-9]+(?:\\.[0-9]+)?)");

    private StrictMetrics() {}

    /** The samples, by name and labels as written. */
    public static Map<String, Double> read(String text) {
        Map<String, Double> samples = new HashMap<>();
        Set<String> families = new HashSet<>();
        String family = "";
        String type = "";
        require(text.endsWith("\n"), "the last line has no end");
        for (String line : text.split("\n")) {
            Matcher help = HELP.matcher(line);
            Matcher typed = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                require(type.isEmpty() == family.isEmpty(), "no type: " + family);
                family = help.group(1);
                require(families.add(family), "twice: " + family);
                type = "";
            } else if (typed.matches()) {
                require(typed.group(1).equals(family) && type.isEmpty(), "type not after help: " + line);
                type = typed.group(2);
                require(type.equals("counter") == family.endsWith("_total"), "name and type differ: " + line);
            } else {
                require(sample.matches(), "not a sample: " + line);
                require(sample.group(1).equals(family) && !type.isEmpty(), "not in its family: " + line);
                Double before = samples.put(sample.group(1) + sample.group(2), Double.valueOf(sample.group(3)));
                require(before == null, "twice: " + line);
            }
        }
        return samples;
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new AssertionError(problem);
        }
    }
}
