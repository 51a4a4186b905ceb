// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathResolverTest {
    @ParameterizedTest
    @CsvSource({
        "/root, '', ''",
        "/root, /etc/passwd, /etc/passwd",
        "/root, /, /",
        "/root, //, /",
        "/root, ///etc//passwd/, /etc/passwd",
        "/root, ., /root",
        "/root, ./, /root",
        "/root, .., /",
        "/root, ../../.., /",
        "/root, a/./b/../c, /root/a/c",
        "/root, .../..x, /root/.../..x",
        "/root, .hidden, /root/.hidden",
        "/root, /a/.., /",
        "/root, /../a, /a",
        "/root, /etc/, /etc",
        "/root, /etc/./a, /etc/a",
        "/root, /etc/../a, /a",
        "/root, /etc/.a/..b, /etc/.a/..b",
        "/root, /etc/., /etc",
        "'', a, a",
        "'', ./a/../b, b",
        "/, etc, /etc",
        "/etc/, passwd, /etc/passwd",
        "<UNKNOWN>, etc/passwd, <UNKNOWN>/etc/passwd",
        "/a/b, ../../../c, /c"
    })
    void namesPaths(String directory, String path, String name) {
        assertThat(PathResolver.resolve(directory, path)).isEqualTo(name);
        PathResolver resolver = new PathResolver();
        assertThat(resolver.name(directory, path)).isEqualTo(name);
        assertThat(resolver.name(directory, path)).isEqualTo(name);
    }

    @Test
    void keepsEveryByte() {
        assertThat(PathResolver.resolve("/tmp", "red\u001b[31m\n\u00ff")).isEqualTo("/tmp/red\u001b[31m\n\u00ff");
    }

    @Test
    void givesUpOnPathsThatAreTooLong() {
        assertThat(PathResolver.resolve("/", "a".repeat(1022))).hasSize(1023);
        assertThat(PathResolver.resolve("/", "a".repeat(1023))).isEqualTo(PathResolver.TOO_LONG);
        assertThat(PathResolver.resolve("", "/" + "a".repeat(1023))).isEqualTo(PathResolver.TOO_LONG);
        assertThat(PathResolver.resolve("/" + "d".repeat(3000), "a")).isEqualTo(PathResolver.TOO_LONG);
    }

    @Test
    void countsTheSlashThatItPutsBetween() {
        assertThat(PathResolver.resolve("/d", "a".repeat(1020))).hasSize(1023);
        assertThat(PathResolver.resolve("/d", "a".repeat(1021))).isEqualTo(PathResolver.TOO_LONG);
        assertThat(PathResolver.resolve("/", "/" + "a".repeat(1021) + "/")).hasSize(1022);
        assertThat(PathResolver.resolve("/", "/" + "a".repeat(1022))).hasSize(1023);
    }

    @Test
    void cachesNoResultForAnother() {
        PathResolver resolver = new PathResolver();
        for (int i = 0; i < 3000; i++) {
            assertThat(resolver.name("/d", "p" + i)).isEqualTo("/d/p" + i);
            assertThat(resolver.name("/d" + i, "p")).isEqualTo("/d" + i + "/p");
        }
    }

    @ParameterizedTest
    @CsvSource({"/a/b, /a/b", "//a///b//, /a/b/", "a//b, a/b", "'', ''", "//, /"})
    void makesRepeatedSlashesOne(String path, String collapsed) {
        assertThat(PathResolver.collapseSlashes(path)).isEqualTo(collapsed);
    }

    @Property(tries = 300)
    void leavesNothingToTakeOut(
            @ForAll @Chars({'/', '.', 'a'}) @StringLength(max = 12) String directory,
            @ForAll @Chars({'/', '.', 'a', 'b'}) @StringLength(min = 1, max = 20) String path) {
        String name = PathResolver.resolve("/" + directory.replace(".", "d"), path);

        assertThat(name).startsWith("/");
        assertThat(PathResolver.resolve("/", "/" + path))
                .doesNotContain("//", "/./", "/../")
                .isEqualTo(PathResolver.resolve("/x", "/" + path));
    }

    @Property(tries = 200)
    void takesAnyBytes(@ForAll @CharRange(from = 0, to = 255) @StringLength(max = 1100) String path) {
        assertThat(PathResolver.resolve("/tmp", path)).hasSizeLessThanOrEqualTo(1023);
    }
}
