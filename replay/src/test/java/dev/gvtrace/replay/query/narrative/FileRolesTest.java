// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileRolesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/ld.so.cache",
                "/lib/x86_64-linux-gnu/libc.so.6",
                "/usr/lib/locale/locale-archive",
                "/usr/lib/x86_64-linux-gnu/gconv/UTF-16.so",
                "/etc/nsswitch.conf",
                "/proc/self/maps",
                "/dev/null",
                "/sys/devices/system/cpu/online"
            })
    void programsReadThemWhateverTheyDo(String path) {
        assertThat(FileRoles.isBackground(Text.ofUtf8(path))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/evil.so",
                "/etc/shadow",
                "/proc/1/environ",
                "/home/u/.ssh/id_rsa",
                "/srv/data",
                "/dev/shm/.o",
                "/lib/x86_64-linux-gnu/libc.so.6.txt"
            })
    void theseMatter(String path) {
        assertThat(FileRoles.isBackground(Text.ofUtf8(path))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "rm -rf /a /b, to delete, /a /b",
        "/bin/busybox rm -f /a, to delete, /a",
        "mv /a /b, to move or rename, /a /b",
        "chmod 755 /a, to change the mode of, 755 /a",
        "rm, to delete, ''",
        "cat /a, '', /a"
    })
    void toolsAreKnownByTheirNames(String command, String purpose, String arguments) {
        assertThat(FileRoles.purpose(Text.ofUtf8(command))).isEqualTo(purpose);
        assertThat(FileRoles.arguments(Text.ofUtf8(command))).hasToString(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/share/doc/x/y, /usr/share, /usr/share/doc/x",
        "/a, /, /",
        "/proc/10/environ, /proc, /proc/10",
        "relative, /, /"
    })
    void directoriesAreThoseAboveThePath(String path, String top, String directory) {
        assertThat(FileRoles.directory(Text.ofUtf8(path), true)).hasToString(top);
        assertThat(FileRoles.directory(Text.ofUtf8(path), false)).hasToString(directory);
    }
}
