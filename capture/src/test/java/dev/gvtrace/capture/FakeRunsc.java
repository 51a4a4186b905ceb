// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A script in the place of runsc; {@code calls} counts how often it was called with words like those given. */
public record FakeRunsc(Path program, Path calls) {
    /**
     * What the script does, with its words in {@code $*} and how often such words came, this time included, in {@code
     * $n}.
     */
    public static FakeRunsc make(Path dir, String body) throws IOException {
        Path calls = dir.resolve("calls");
        Path program = Files.writeString(dir.resolve("runsc"), """
                #!/bin/sh
                key=$(echo "$*" | sed 's/--config [^ ]*//')
                echo "$key" >> CALLS
                n=$(grep -cxF -e "$key" CALLS)
                """.replace("CALLS", calls.toString()) + body);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new FakeRunsc(program, calls);
    }

    long called(String words) throws IOException {
        return Files.readAllLines(calls).stream()
                .filter(line -> line.contains(words))
                .count();
    }
}
