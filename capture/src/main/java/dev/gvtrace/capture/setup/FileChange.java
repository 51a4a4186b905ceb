// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a file that is planned, and made by {@link #apply}. Immutable.
 *
 * @param file the file
 * @param before its text now; null if it does not exist
 * @param after its text then; null to delete it
 * @param restores the backup that has the text after the change; null for none. It is removed with the change
 */
public record FileChange(
        Path file,
        @Nullable String before,
        @Nullable String after,
        @Nullable Path restores) {
    private static final int CONTEXT = 3;

    /** False if the file is already as it should be. */
    public boolean isNeeded() {
        return before == null ? after != null : !before.equals(after);
    }

    /**
     * Makes the change.
     *
     * @return the backup of what was there; null when there was no file, or a backup was restored
     */
    public @Nullable Path apply() throws IOException, SetupException {
        ConfigFile config = new ConfigFile(file);
        try {
            Path backup = config.replace(before, after);
            if (restores == null || backup == null) {
                return backup;
            }
            Files.deleteIfExists(restores);
            if (!backup.equals(restores)) {
                Files.deleteIfExists(backup);
            }
            return null;
        } catch (SetupException e) {
            throw e.in(file);
        }
    }

    /** The change as a unified diff with one hunk, which {@code patch} can apply; empty if it is not needed. */
    public String diff() {
        if (!isNeeded()) {
            return "";
        }
        List<String> old = lines(before);
        List<String> changed = lines(after);
        int same = 0;
        while (same < Math.min(old.size(), changed.size()) && old.get(same).equals(changed.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < Math.min(old.size(), changed.size()) - same
                && old.get(old.size() - 1 - tail).equals(changed.get(changed.size() - 1 - tail))) {
            tail++;
        }
        int from = Math.max(0, same - CONTEXT);
        int oldTo = Math.min(old.size(), old.size() - tail + CONTEXT);
        int changedTo = Math.min(changed.size(), changed.size() - tail + CONTEXT);
        String name = FileNames.text(file);
        StringBuilder out = new StringBuilder()
                .append("--- ")
                .append(before == null ? "/dev/null" : name)
                .append("\n+++ ")
                .append(after == null ? "/dev/null" : name)
                .append("\n@@ -")
                .append(range(from, oldTo))
                .append(" +")
                .append(range(from, changedTo))
                .append(" @@\n");
        append(out, ' ', old.subList(from, same));
        append(out, '-', old.subList(same, old.size() - tail));
        append(out, '+', changed.subList(same, changed.size() - tail));
        append(out, ' ', old.subList(old.size() - tail, oldTo));
        return out.toString();
    }

    private static String range(int from, int to) {
        return (to == from ? from : from + 1) + "," + (to - from);
    }

    private static List<String> lines(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(text.split("(?<=\n)"));
    }

    private static void append(StringBuilder out, char sign, List<String> lines) {
        for (String line : lines) {
            out.append(sign).append(line);
            if (!line.endsWith("\n")) {
                out.append("\n\\ No newline at end of file\n");
            }
        }
    }
}
