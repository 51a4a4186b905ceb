// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldWritableTest {
    private static final int SAFE = 0755;
    private static final int OPEN = 0777;
    private static final int STICKY = 01777;

    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();

    @Test
    void whatIsOpenToAllIsNamed() throws IOException {
        Path safe = directory("safe", SAFE);
        Path open = directory("open", OPEN);
        Path below = directory("open/below", SAFE);
        Path sticky = directory("sticky", STICKY);
        WorldWritable.warn("the traces are in", safe, false, log::add);
        WorldWritable.warn("temporary files are in", sticky, true, log::add);
        WorldWritable.warn("the traces are in", directory("sticky/below", SAFE), false, log::add);
        assertThat(log).isEmpty();
        WorldWritable.warn("the traces are in", open, false, log::add);
        WorldWritable.warn("the socket is in", below, false, log::add);
        WorldWritable.warn("the socket is in", sticky, false, log::add);
        WorldWritable.warn("temporary files are in", open, true, log::add);
        String any = " (mode 777): anyone can create, replace and remove files there";
        assertThat(log)
                .containsExactly(
                        "the traces are in " + open + any,
                        "the socket is in " + below + ", below " + open + any,
                        "the socket is in " + sticky + " (mode 1777): anyone can create files there",
                        "temporary files are in " + open + any);
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Path open = directory("open", OPEN);
        Path link = Files.createSymbolicLink(dir.resolve("link"), open);
        WorldWritable.warn("the traces are in", link, false, log::add);
        assertThat(log).singleElement().asString().startsWith("the traces are in " + open.toRealPath());
    }

    private Path directory(String name, int mode) throws IOException {
        Path made = Files.createDirectory(dir.resolve(name));
        Files.setAttribute(made, "unix:mode", mode);
        return made;
    }
}
