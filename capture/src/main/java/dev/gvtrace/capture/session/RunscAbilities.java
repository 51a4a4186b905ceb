// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.capture.session.TraceSessionConfig.PointSelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The points and fields that a runsc supports, from {@code runsc trace metadata}. The configuration keys that it
 * supports are not listed there; they are derived from points that came with the same release. Immutable.
 */
public final class RunscAbilities {
    private static final Pattern POINT =
            Pattern.compile("Name: ([^,\\s]+), optional fields: \\[([^]]*)], context fields: \\[([^]]*)].*");
    /** Came with release 20221122, as the key {@code ignore_missing} did. */
    private static final String WITH_IGNORE_MISSING = "syscall/write/exit";
    /** Came with release 20260727, as the key {@code options} did. */
    private static final String WITH_OPTIONS = "syscall/ptrace/exit";

    private final Map<String, PointSelection> points;

    private RunscAbilities(Map<String, PointSelection> points) {
        this.points = points;
    }

    /**
     * Reads the output of {@code runsc trace metadata}.
     *
     * @throws SessionConfigException when it contains no points
     */
    public static RunscAbilities parse(String metadata) throws SessionConfigException {
        Map<String, PointSelection> points = new HashMap<>();
        metadata.lines().forEach(line -> {
            Matcher match = POINT.matcher(line.strip());
            if (match.matches()) {
                points.put(
                        match.group(1),
                        new PointSelection(match.group(1), fields(match.group(2)), fields(match.group(3))));
            }
        });
        if (points.isEmpty()) {
            throw new SessionConfigException("no point in the output of 'runsc trace metadata'");
        }
        return new RunscAbilities(points);
    }

    private static List<String> fields(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\|", -1));
    }

    /** Number of points that it supports. */
    public int points() {
        return points.size();
    }

    /** True if it supports the point with this name. */
    public boolean supports(String point) {
        return points.containsKey(point);
    }

    /** True if a configuration for it may have {@code ignore_missing}. */
    public boolean supportsIgnoreMissing() {
        return supports(WITH_IGNORE_MISSING);
    }

    /** True if a configuration for it may have {@code options}. */
    public boolean supportsOptions() {
        return supports(WITH_OPTIONS);
    }

    /** The configuration reduced to what this runsc supports. */
    public TraceSessionConfig fit(TraceSessionConfig config) {
        List<PointSelection> known = new ArrayList<>();
        for (PointSelection point : config.points()) {
            PointSelection here = points.get(point.name());
            if (here != null) {
                known.add(new PointSelection(
                        point.name(),
                        both(point.optionalFields(), here.optionalFields()),
                        both(point.contextFields(), here.contextFields())));
            }
        }
        TraceSessionConfig fitting =
                config.withPoints(known).withIgnoreMissing(config.ignoreMissing() && supportsIgnoreMissing());
        return supportsOptions() ? fitting : fitting.withExecveHashCache(null);
    }

    /** Descriptions of what the configuration selects but this runsc does not support. */
    public List<String> missing(TraceSessionConfig config) {
        List<String> missing = new ArrayList<>();
        for (PointSelection point : config.points()) {
            PointSelection here = points.get(point.name());
            if (here == null) {
                missing.add("point " + point.name());
                continue;
            }
            Set<String> fields = new LinkedHashSet<>(point.optionalFields());
            fields.addAll(point.contextFields());
            here.optionalFields().forEach(fields::remove);
            here.contextFields().forEach(fields::remove);
            fields.forEach(field -> missing.add("field " + field + " of " + point.name()));
        }
        return missing;
    }

    private static List<String> both(List<String> wanted, List<String> known) {
        return wanted.stream().filter(known::contains).toList();
    }
}
