// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.List;

/** Tells one build of the program from another, by the files that its classes come from. */
final class ProgramFiles {
    private ProgramFiles() {}

    /** A text that changes with a build, and with what frames contain. */
    static String text(String version) {
        StringBuilder text = new StringBuilder(version);
        for (Class<?> each : List.of(ProgramFiles.class, TraceSource.class)) {
            text.append('\n').append(file(each));
        }
        return text.append('\n').append(ConnectionReplay.layout()).toString();
    }

    private static String file(Class<?> of) {
        CodeSource code = of.getProtectionDomain().getCodeSource();
        if (code == null) {
            return "";
        }
        try {
            BasicFileAttributes file =
                    Files.readAttributes(Path.of(code.getLocation().toURI()), BasicFileAttributes.class);
            return file.size() + " " + file.lastModifiedTime();
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            return "";
        }
    }
}
