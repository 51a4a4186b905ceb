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

class SummaryTest {
    private static List<String> lines(Answer answer) {
        List<String> sections = answer.column("section");
        List<String> names = answer.column("name");
        List<String> values = answer.column("value");
        return IntStream.range(0, sections.size())
                .mapToObj(i -> sections.get(i) + "|" + names.get(i) + "|" + values.get(i))
                .toList();
    }

    @Test
    void theBreakInIsOnOneScreen() throws IOException, RequestException {
        Answer answer = Asking.files("summary", Asking.sample("web-break-in"));
        assertThat(lines(answer))
                .hasSizeLessThanOrEqualTo(22)
                .contains("container|8d9001d32c6a|\"busybox httpd -f -p 80 -h /srv/www\", 20 processes")
                .contains("not from the image|/usr/bin/.update|written by cp (16) at evt:619; run 1 time, first at"
                        + " evt:629")
                .contains("written|/dev/shm/.o|10240 bytes by tar (18), first at evt:708")
                .contains("peer|203.0.113.9:4444|connected 1 time by busybox (13), 161 bytes in, 513 bytes out, first"
                        + " at evt:437")
                .contains("shell on a socket|sh (13)|connection 198.51.100.10:58388->203.0.113.9:4444, evt:442")
                .contains("identity||no process changed its user or group")
                .contains("alerts||no rules are loaded");
    }

    @Test
    void anEmptyTraceSaysThatThereIsNothing() throws IOException, RequestException {
        assertThat(lines(Asking.ask(new Workload(), "summary")))
                .contains("trace|span|0 messages, none with a time")
                .contains(
                        "container||no container was seen",
                        "program||no program was run",
                        "peer||no connection was" + " made");
    }

    @Test
    void lossesAreInTheSummary() throws IOException, RequestException {
        Workload workload = new Workload()
                .start("/bin/a")
                .as(1)
                .open("/a", Workload.READ, 3)
                .gap(7)
                .open("/b", Workload.READ, 4);
        assertThat(lines(Asking.ask(workload, "summary")))
                .anyMatch(line -> line.startsWith("trace|completeness|sealed; 7 messages were lost in 1 gap"));
    }

    @Test
    void manyOfEverythingStillFitAScreen() throws IOException, RequestException {
        Workload workload = new Workload();
        for (int i = 0; i < 40; i++) {
            workload.in("container" + i).as(100 + i).start("/bin/p" + i);
            workload.exec("/bin/q" + i, "q").open("/srv/out" + i, Workload.WRITE | Workload.TRUNCATE, 3);
            workload.write(3, i + 1)
                    .tcp(4)
                    .connect(4, i + 1, 443, 0)
                    .setuid(1000 + i, 0)
                    .by(1000 + i);
        }
        Answer answer = Asking.ask(workload, "summary");
        assertThat(answer.rows()).hasSize(22);
        assertThat(lines(answer))
                .contains("written|/srv/out39|40 bytes by q39 (139), first at evt:" + evtOfLast(answer))
                .anyMatch(line -> line.matches("container\\|and \\d+ more\\|"));
    }

    private static String evtOfLast(Answer answer) {
        String value = answer.column("value").get(answer.column("name").indexOf("/srv/out39"));
        return value.substring(value.lastIndexOf(':') + 1);
    }

    @Test
    void severalTracesAreSummedAndEventsHaveTheirTrace() throws IOException, RequestException {
        Answer one = Asking.files("summary", Asking.sample("web-break-in"));
        Answer two = Asking.files("summary", Asking.sample("web-break-in"), Asking.sample("web-break-in"));
        assertThat(one.column("value")).anyMatch(value -> value.startsWith("run 5 times, first at evt:109"));
        assertThat(two.column("value"))
                .anyMatch(value -> value.startsWith("run 10 times, first at evt:109 of trace 1"))
                .anyMatch(value -> value.contains("2 traces, 2772 messages"));
    }
}
