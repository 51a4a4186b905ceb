// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clock of recorders, set by libfaketime. The monotonic clock stays as it is, as when a host's clock is set.
 *
 * @param library loaded before the program; null to leave the clock alone
 */
record FakeClock(Path file, Path library) {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/faketime/libfaketimeMT.so.1"));

    /** A clock that shows the time; empty where libfaketime is missing. */
    static Optional<FakeClock> in(Path directory) throws IOException {
        Optional<Path> library = PLACES.stream().filter(Files::isReadable).findFirst();
        if (library.isEmpty()) {
            return Optional.empty();
        }
        FakeClock clock = new FakeClock(directory.resolve("clock"), library.get());
        clock.set(0);
        return Optional.of(clock);
    }

    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // otherwise each wait with a time limit of a JVM returns at once, and its threads spin
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** Sets it to this many seconds from the true time. */
    void set(long seconds) throws IOException {
        Path made = Files.writeString(file.resolveSibling("clock.new"), (seconds < 0 ? "" : "+") + seconds + "\n");
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
