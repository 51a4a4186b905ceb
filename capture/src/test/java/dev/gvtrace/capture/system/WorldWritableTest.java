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
    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();

    @Test
    void whatIsOpenToAllIsNamed() throws IOException {
        Path safe = TestDirectory.make(dir.resolve("safe"), TestDirectory.SAFE);
        Path open = TestDirectory.make(dir.resolve("open"), TestDirectory.OPEN);
        Path below = TestDirectory.make(dir.resolve("open/below"), TestDirectory.SAFE);
        Path sticky = TestDirectory.make(dir.resolve("sticky"), TestDirectory.STICKY);
        WorldWritable.warn("the traces are in", safe, false, log::add);
        WorldWritable.warn("temporary files are in", sticky, true, log::add);
        WorldWritable.warn(
                "the traces are in",
                TestDirectory.make(dir.resolve("sticky/below"), TestDirectory.SAFE),
                false,
                log::add);
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
        Path open = TestDirectory.make(dir.resolve("open"), TestDirectory.OPEN);
        Path link = Files.createSymbolicLink(dir.resolve("link"), open);
        WorldWritable.warn("the traces are in", link, false, log::add);
        assertThat(log).singleElement().asString().startsWith("the traces are in " + open.toRealPath());
    }
}
