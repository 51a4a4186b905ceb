// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.frame.FrameCache;
import dev.gvtrace.replay.frame.KeyFrame;
import dev.gvtrace.replay.frame.KeyFrames;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.TraceOrigin;
import dev.gvtrace.trace.TraceSource;
import dev.gvtrace.trace.source.TraceSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of key frames are used only for the trace, program and user that they were written by. */
class FrameCacheTest {
    private static final int MESSAGES = 210_000;
    private static final String SAME = "program 1";

    @TempDir
    static Path made;

    @TempDir
    Path folder;

    @BeforeAll
    static void longTrace() throws IOException {
        SmallTrace trace = new SmallTrace(made.resolve("long.gvt"), TraceOrigin.LIVE);
        for (int i = 0; i < MESSAGES; i++) {
            trace.open(i, 1 + i % 5, "/f" + i % 100);
            if (i == 1000) {
                trace.gap(3, Text.ofUtf8("recorder"));
            }
        }
        trace.sealed().close();
    }

    @BeforeEach
    void copy() throws IOException {
        Files.copy(made.resolve("long.gvt"), file());
    }

    private Path file() {
        return folder.resolve("long.gvt");
    }

    private Path cacheFile() {
        return folder.resolve("long.gvt.cache");
    }

    private Path keyFile() {
        return folder.resolve("state/gvtrace/cache-key");
    }

    private FrameCache cache(String program) {
        return new FrameCache(null, keyFile(), () -> program);
    }

    private void write() throws IOException {
        try (TraceSource source = TraceSources.open(file())) {
            KeyFrames frames = new KeyFrames();
            new TraceReplay(source, ReplayOptions.DEFAULT, Growth.FREE, () -> false, frames).run(1, new Heard(false));
            assertThat(frames.all()).hasSizeGreaterThan(3);
            cache(SAME).save(source, "", frames);
        }
    }

    private List<Long> loaded(FrameCache from, String options) throws IOException {
        try (TraceSource source = TraceSources.open(file())) {
            return from.load(source, options).all().stream()
                    .map(KeyFrame::sequence)
                    .toList();
        }
    }

    @Test
    void aLaterSessionBeginsWithTheFramesOfAnEarlierOne() throws IOException, RequestException {
        write();
        assertThat(loaded(cache(SAME), "")).hasSizeGreaterThan(3);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cacheFile())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
                .isEqualTo("rw-------");
        try (TraceSource source = TraceSources.open(file())) {
            TraceTables plain = new TraceTables(List.of(source), Installed.tables(), false);
            TraceTables cached = plain.withFrames(List.of(cache(SAME).load(source, "")));
            ScanRequest request = ScanRequest.of("descriptors").at(Moment.parse("evt:200000"));
            assertThat(rows(cached, request)).isEqualTo(rows(plain, request)).hasSizeGreaterThan(3);
        }
        assertThat(Files.size(cacheFile())).isLessThan(Math.max(256 << 10, Files.size(file()) / 25));
    }

    private static List<String> rows(TraceTables tables, ScanRequest request) throws RequestException {
        List<String> rows = new ArrayList<>();
        try (ScanCursor cursor = tables.scan(request)) {
            while (cursor.next()) {
                rows.add(cursor.row().toString());
            }
            rows.add(cursor.results().toString());
        }
        return rows;
    }

    @Test
    void anotherProgramOptionTraceOrKeyHasNone() throws IOException {
        write();
        assertThat(loaded(cache("program 2"), "")).isEmpty();
        assertThat(loaded(cache(SAME), "resolved")).isEmpty();
        byte[] key = Files.readAllBytes(keyFile());
        key[5] ^= 1;
        Files.write(keyFile(), key);
        assertThat(loaded(cache(SAME), "")).isEmpty();
        key[5] ^= 1;
        Files.write(keyFile(), key);
        assertThat(loaded(cache(SAME), "")).isNotEmpty();
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(loaded(cache(SAME), "")).isEmpty();
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(file(), FileTime.fromMillis(1));
        assertThat(loaded(cache(SAME), "")).isEmpty();
    }

    @Test
    void bytesThatAreMissingChangedOrForeignAreTheSameAsNoFile() throws IOException {
        write();
        byte[] good = Files.readAllBytes(cacheFile());
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            byte[] bad = i % 2 == 0 ? good.clone() : Arrays.copyOf(good, random.nextInt(good.length));
            if (i % 2 == 0) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(cacheFile(), bad);
            assertThat(loaded(cache(SAME), "")).isEmpty();
        }
        Files.write(cacheFile(), new byte[0]);
        assertThat(loaded(cache(SAME), "")).isEmpty();
        Files.delete(cacheFile());
        Files.createSymbolicLink(cacheFile(), Path.of("/dev/zero"));
        assertThat(loaded(cache(SAME), "")).isEmpty();
        write();
        assertThat(Files.isRegularFile(cacheFile(), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(loaded(cache(SAME), "")).isNotEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNotReported() throws IOException {
        FrameCache nowhere = new FrameCache(Path.of("/proc/none"), keyFile(), () -> SAME);
        FrameCache keyless = new FrameCache(folder, Path.of("/proc/none/key"), () -> SAME);
        for (FrameCache cache : List.of(nowhere, keyless)) {
            try (TraceSource source = TraceSources.open(file())) {
                KeyFrames frames = new KeyFrames();
                new TraceReplay(source, ReplayOptions.DEFAULT, Growth.FREE, () -> false, frames)
                        .run(1, new Heard(false));
                cache.save(source, "", frames);
                assertThat(cache.load(source, "").all()).isEmpty();
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().contains("cache"))).isEmpty();
        }
    }

    @Test
    void aTraceWithoutASealHasNone() throws IOException {
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(bytes, bytes.length - 10));
        write();
        assertThat(cacheFile()).doesNotExist();
    }

    @Test
    void anotherFolderHasTheFilesOfAllTraces() throws IOException {
        @Nullable Path other = folder.resolve("caches");
        Files.createDirectory(other);
        FrameCache cache = new FrameCache(other, keyFile(), () -> SAME);
        try (TraceSource source = TraceSources.open(file())) {
            KeyFrames frames = new KeyFrames();
            new TraceReplay(source, ReplayOptions.DEFAULT, Growth.FREE, () -> false, frames).run(1, new Heard(false));
            cache.save(source, "", frames);
            assertThat(cache.load(source, "").all()).hasSameSizeAs(frames.all());
        }
        assertThat(cacheFile()).doesNotExist();
    }
}
