// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.capture.system.DiskSpace;
import dev.gvtrace.cli.io.Losses;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceFiles;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory of traces: space, permissions, and what the last traces lost. */
final class DirectoryCheck {
    private static final long LITTLE_SPACE = 1L << 30;
    /** How many of the last traces are checked for losses. */
    private static final int LAST_TRACES = 20;

    private final Findings findings;

    DirectoryCheck(Findings findings) {
        this.findings = findings;
    }

    void run(@Nullable Path directory) {
        if (directory == null) {
            findings.notChecked("disk", "give the directory for traces with --out");
            findings.notChecked("losses", "give the directory with the traces with --out");
            return;
        }
        String name = FileNames.text(directory);
        try {
            if (!Files.isDirectory(directory)) {
                if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                    findings.bad("disk", name + " is not a directory", "move it away, or use another path");
                } else {
                    findings.bad(
                            "disk",
                            name + " does not exist",
                            "gvtrace capture creates it, if its parent can be written");
                }
                return;
            }
            if (!Files.isWritable(directory)) {
                findings.bad("disk", name + " cannot be written", "run the recorder as its owner");
            }
            long free = DiskSpace.usable(directory);
            if (free < LITTLE_SPACE) {
                findings.bad("disk", free + " bytes are free for " + name, "free some space, or use --keep-size");
            } else {
                findings.good("disk", free / (1 << 20) + " MiB are free for " + name);
            }
            Permissions.check(findings, "disk", directory);
            Permissions.checkPlace(findings, "disk", directory);
            checkLosses(directory);
        } catch (IOException e) {
            findings.bad("disk", FileErrors.text(directory, e), "check the path");
        }
    }

    /** Checks the traces that were begun last. */
    private void checkLosses(Path directory) throws IOException {
        List<Path> traces = new ArrayList<>();
        for (Path file : TraceFiles.list(List.of(directory))) {
            if (FileNames.name(file).endsWith(".gvt")) {
                traces.add(file);
            }
        }
        traces.sort(Comparator.comparing(FileNames::name, Comparator.reverseOrder()));
        List<Path> last = traces.subList(0, Math.min(LAST_TRACES, traces.size()));
        long messages = 0;
        int lossy = 0;
        int open = 0;
        for (Path file : last) {
            open += Permissions.isOpenToRead(file) ? 1 : 0;
            try (TraceSource trace = TraceSources.openFile(file)) {
                messages += trace.summary().messages();
                if (trace.summary().lost() > 0) {
                    lossy++;
                    for (String line : Losses.of(trace).advice()) {
                        String[] causeAndRemedy = line.split(": ", 2);
                        findings.bad("losses", FileNames.text(file) + ": " + causeAndRemedy[0], causeAndRemedy[1]);
                    }
                }
            } catch (IOException e) {
                findings.bad("losses", FileErrors.text(file, e), "'gvtrace verify' prints what is wrong");
            }
        }
        if (open > 0) {
            findings.bad(
                    "disk",
                    "others can read " + open + " of the last " + last.size() + " traces",
                    "arguments and environments may hold secrets: chmod go-r " + FileNames.text(directory) + "/*");
        }
        if (last.isEmpty()) {
            findings.notChecked("losses", "there is no trace in " + FileNames.text(directory));
        } else if (lossy == 0) {
            findings.good("losses", "none of " + messages + " messages in the last " + last.size() + " traces");
        }
    }
}
