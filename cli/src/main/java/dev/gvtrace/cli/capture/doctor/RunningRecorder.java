// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.doctor;

import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorder that listens.
 *
 * @param pid its process id
 * @param out the directory of its traces, from its command line; null when unknown
 */
record RunningRecorder(long pid, @Nullable Path out) {
    private static final int MAX_COMMAND_LINE = 256 * 1024;

    /** Reads the command line of the process. */
    static RunningRecorder of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try (InputStream in = Files.newInputStream(proc.resolve("cmdline"))) {
            String out = option("--out", words(in.readNBytes(MAX_COMMAND_LINE)));
            if (out != null) {
                Path path = FileNames.path(out);
                return new RunningRecorder(
                        pid,
                        path.isAbsolute()
                                ? path
                                : Files.readSymbolicLink(proc.resolve("cwd")).resolve(path));
            }
        } catch (IOException | InvalidPathException e) {
            // it runs as another user, or has ended
        }
        return new RunningRecorder(pid, null);
    }

    private static List<String> words(byte[] commandLine) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                words.add(EscapedText.decode(commandLine, from, i - from));
                from = i + 1;
            }
        }
        return words;
    }

    private static @Nullable String option(String name, List<String> words) {
        String value = null;
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith(name + "=")) {
                value = words.get(i).substring(name.length() + 1);
            } else if (words.get(i).equals(name) && i + 1 < words.size()) {
                value = words.get(i + 1);
            }
        }
        return value;
    }
}
