// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reports of gvtrace, read from the resource {@code reports.txt}. Immutable and thread-safe. */
public final class ReportCatalog {
    private static final String RESOURCE = "reports.txt";
    private static final int PARTS = 4;

    private final Map<String, Report> reports;

    private ReportCatalog(Map<String, Report> reports) {
        this.reports = reports;
    }

    /** The reports of gvtrace. */
    public static ReportCatalog builtIn() {
        try (InputStream in = ReportCatalog.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads reports: of each the name at the beginning of a line, then indented lines with title, description and
     * question.
     *
     * @throws IllegalArgumentException if a part is missing or a name occurs twice
     */
    static ReportCatalog of(String text) {
        Map<String, Report> reports = new LinkedHashMap<>();
        List<String> parts = new ArrayList<>();
        for (String line : text.lines().toList()) {
            boolean indented = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
            if (line.isBlank() || line.startsWith("#") || !indented) {
                add(parts, reports);
            }
            if (!line.isBlank() && !line.startsWith("#")) {
                parts.add(line.strip());
            }
        }
        add(parts, reports);
        return new ReportCatalog(reports);
    }

    private static void add(List<String> parts, Map<String, Report> reports) {
        if (parts.isEmpty()) {
            return;
        }
        String name = parts.get(0);
        if (parts.size() != PARTS) {
            throw new IllegalArgumentException("report '" + name + "' has " + parts.size()
                    + " lines: expected name, title, description and question");
        }
        if (reports.put(name, new Report(name, parts.get(1), parts.get(2), parts.get(3))) != null) {
            throw new IllegalArgumentException("report '" + name + "' is defined twice");
        }
        parts.clear();
    }

    /** All reports, in the order of the resource. */
    public Collection<Report> all() {
        return List.copyOf(reports.values());
    }

    /** The report with this name; null if there is none. */
    public @Nullable Report find(String name) {
        return reports.get(name);
    }
}
