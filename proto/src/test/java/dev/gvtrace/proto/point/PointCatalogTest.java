// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointCatalogTest {
    private static Point point(String name) {
        Point point = PointCatalog.find(name);
        assertThat(point).as(name).isNotNull();
        return point;
    }

    @Test
    void hasAsManyPointsAsGvisorHas() {
        assertThat(PointCatalog.points()).hasSize(998);
        assertThat(PointCatalog.points(Architecture.X86_64)).hasSize(998);
        assertThat(PointCatalog.points(Architecture.ARM64)).hasSize(980);
        assertThat(PointCatalog.points().stream().map(Point::name))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void aNumberOfATypeStandsForOneCall() {
        for (MessageType type : MessageType.values()) {
            Set<Integer> seen = new HashSet<>();
            for (Point point : PointCatalog.points(type)) {
                if (point.call() != null && point.name().endsWith("/exit")) {
                    for (Architecture architecture : point.architectures()) {
                        int sysno = point.numberOn(architecture);
                        assertThat(seen.add(sysno)).as("%s %d", type, sysno).isTrue();
                        assertThat(point.callOn(architecture)).isEqualTo(point.call());
                    }
                }
            }
        }
    }

    @Test
    void hasTheFieldsOfPoints() {
        assertThat(point("container/start").optionalFields()).containsExactly(OptionalField.ENV);
        assertThat(point("sentry/execve").optionalFields()).hasSize(5).doesNotContain(OptionalField.ENVV);
        assertThat(point("syscall/execveat/exit").optionalFields())
                .containsExactly(OptionalField.FD_PATH, OptionalField.ENVV);
        assertThat(point("syscall/open/enter").optionalFields()).isEmpty();
        assertThat(point("syscall/creat/enter").optionalFields()).containsExactly(OptionalField.FD_PATH);
        assertThat(point("sentry/exit_notify_parent").contextFields())
                .hasSize(9)
                .doesNotContain(ContextField.CWD, ContextField.IS_EXEC_SESSION);
        assertThat(point("syscall/sysno/441/exit").contextFields()).hasSize(11);
    }

    @Test
    void findsRawPointsByNumber() {
        Point mmap = PointCatalog.raw(9, true);
        assertThat(mmap).isSameAs(point("syscall/sysno/9/exit"));
        assertThat(mmap.isRaw()).isTrue();
        assertThat(mmap.call()).isNull();
        assertThat(mmap.callOn(Architecture.X86_64)).isEqualTo("mmap");
        assertThat(mmap.callOn(Architecture.ARM64)).isEqualTo("lgetxattr");
        assertThat(mmap.numberOn(Architecture.ARM64)).isEqualTo(9);
        assertThat(PointCatalog.raw(437, false)).isNotNull();
        assertThat(PointCatalog.raw(442, false)).isNull();
        assertThat(PointCatalog.raw(-1, true)).isNull();
    }

    @Test
    void hasPointsOfOneArchitecture() {
        assertThat(point("syscall/fork/exit").architectures()).containsExactly(Architecture.X86_64);
        assertThat(point("syscall/fork/exit").callOn(Architecture.ARM64)).isNull();
        assertThat(point("syscall/fork/exit").numberOn(Architecture.ARM64)).isEqualTo(-1);
        assertThat(point("sentry/clone").callOn(Architecture.ARM64)).isNull();
        assertThat(PointCatalog.find("syscall/open_by_handle_at/exit")).isNull();
    }

    @Test
    void reportsWhatAnOlderReleaseLacks() {
        Release old = new Release(20221219);
        Set<String> lacking = PointCatalog.points().stream()
                .filter(p -> !old.has(p.since()))
                .map(Point::name)
                .collect(Collectors.toSet());
        assertThat(lacking)
                .containsExactlyInAnyOrder(
                        "sentry/mmap",
                        "syscall/listen/enter",
                        "syscall/listen/exit",
                        "syscall/mmap/enter",
                        "syscall/mmap/exit",
                        "syscall/ptrace/enter",
                        "syscall/ptrace/exit");
        assertThat(point("sentry/execve").optionalFields(old)).containsExactly(OptionalField.BINARY_INFO);
        assertThat(point("sentry/clone").contextFields(old)).hasSize(9);
        assertThat(point("syscall/pread64/exit").since()).isEqualTo(new Release(20221122));
        assertThat(point("syscall/read/exit").since()).isEqualTo(Release.FIRST);
        assertThat(PointCatalog.points()).allMatch(p -> Release.NEWEST.has(p.since()));
    }

    /** Compares the catalogue with the points listed by this machine's runsc; only its own release is compared. */
    @ParameterizedTest
    @CsvSource({"/work/x/new/runsc, 20260817", "/usr/bin/runsc, 20221219"})
    void agreesWithRunsc(Path runsc, int day) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(runsc), "no runsc at " + runsc);
        assumeTrue(
                System.getProperty("os.arch").toLowerCase(Locale.ROOT).matches("amd64|x86_64"), "lists of x86_64 only");
        Release release = new Release(day);
        Map<String, List<List<String>>> expected = new HashMap<>();
        for (Point point : PointCatalog.points(Architecture.X86_64)) {
            if (release.has(point.since())) {
                expected.put(
                        point.name(),
                        List.of(
                                point.optionalFields(release).stream()
                                        .map(OptionalField::label)
                                        .toList(),
                                point.contextFields(release).stream()
                                        .map(ContextField::label)
                                        // The runsc of 2022 offers it, newer ones do not.
                                        .filter(f -> !(f.equals("cwd") && isExitNotify(point.name())))
                                        .toList()));
            }
        }
        assertThat(listed(runsc)).isEqualTo(expected);
    }

    private static boolean isExitNotify(String name) {
        return name.equals("sentry/exit_notify_parent");
    }

    private static Map<String, List<List<String>>> listed(Path runsc) throws IOException, InterruptedException {
        Path out = Files.createTempFile("points", ".txt");
        try {
            Process process = new ProcessBuilder(runsc.toString(), "trace", "metadata")
                    .redirectOutput(out.toFile())
                    .redirectErrorStream(true)
                    .start();
            assumeTrue(process.waitFor(60, TimeUnit.SECONDS), "runsc does not answer");
            assumeTrue(process.exitValue() == 0, "runsc cannot list its points");
            Pattern line = Pattern.compile("Name: (\\S+), optional fields: \\[(.*?)], context fields: \\[(.*?)]");
            Map<String, List<List<String>>> points = new HashMap<>();
            for (String text : Files.readAllLines(out, StandardCharsets.UTF_8)) {
                Matcher matcher = line.matcher(text);
                if (matcher.matches()) {
                    String name = matcher.group(1);
                    List<String> context = split(matcher.group(3)).stream()
                            .filter(f -> !(f.equals("cwd") && isExitNotify(name)))
                            .toList();
                    points.put(name, List.of(split(matcher.group(2)), context));
                }
            }
            return points;
        } finally {
            Files.delete(out);
        }
    }

    private static List<String> split(@Nullable String fields) {
        return fields == null || fields.isEmpty() ? List.of() : List.of(fields.split("\\|", -1));
    }
}
