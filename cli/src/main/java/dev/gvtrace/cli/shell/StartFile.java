// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.text.FileNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file with settings and saved questions when the shell starts at a terminal. An invalid line is reported
 * with its place, and the rest is read.
 */
final class StartFile {
    private static final int LARGEST = 1 << 20;

    private final Map<String, ShellCommand> allowed;
    private final Streams streams;

    /** Reads lines that are {@code set} or {@code define}. */
    StartFile(SetCommand set, DefineCommand define, Streams streams) {
        allowed = Map.of("set", set, "define", define);
        this.streams = streams;
    }

    /** Reads the file, if there is one. */
    void read() {
        Path file = find(streams.environment());
        if (file == null) {
            return;
        }
        String name = FileNames.text(file);
        try {
            if (!Files.isRegularFile(file)) {
                report(name, "not a file, or not there");
                return;
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    report(name, "larger than 1 MiB: expected settings and saved questions");
                    return;
                }
                read(name, new PipedLines(new ByteArrayInputStream(bytes)));
            }
        } catch (IOException e) {
            report(name, "cannot be read");
        }
    }

    /** The file that {@code GVTRACERC} names, else the first of the usual ones that is there; null for none. */
    static @Nullable Path find(Map<String, String> environment) {
        String named = environment.getOrDefault("GVTRACERC", "");
        if (!named.isEmpty()) {
            return FileNames.path(named);
        }
        String home = environment.getOrDefault("HOME", "");
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        if (config.isEmpty() && !home.isEmpty()) {
            config = home + "/.config";
        }
        for (String each :
                List.of(config.isEmpty() ? "" : config + "/gvtrace/rc", home.isEmpty() ? "" : home + "/.gvtracerc")) {
            if (!each.isEmpty() && Files.exists(FileNames.path(each))) {
                return FileNames.path(each);
            }
        }
        return null;
    }

    private void read(String name, PipedLines lines) throws IOException {
        int number = 0;
        for (String line = lines.next(); line != null; line = lines.next()) {
            number++;
            int first = number;
            StringBuilder text = new StringBuilder(line);
            while (text.toString().endsWith("\\") && line != null) {
                line = lines.next();
                number++;
                text.setLength(text.length() - 1);
                text.append(line == null ? "" : line);
            }
            run(name + ":" + first, text.toString().strip());
        }
    }

    private void run(String place, String line) throws IOException {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        try {
            String word = QueryCatalog.words(line).get(0);
            ShellCommand command = allowed.get(word);
            if (command == null) {
                throw new RequestException("invalid '" + word + "': expected set or define");
            }
            if (line.equals(word)) {
                throw new RequestException(
                        word + ": expected " + command.info().synopsis().replaceAll("[\\[\\]]", ""));
            }
            command.run(line.substring(word.length()).strip());
        } catch (RequestException e) {
            e.messages().forEach(message -> report(place, message));
        }
    }

    private void report(String place, String message) {
        streams.report("gvtrace query: " + place + ": " + message);
    }
}
