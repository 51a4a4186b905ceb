// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.CLOEXEC;
import static dev.gvtrace.replay.table.derived.Workload.ECONNREFUSED;
import static dev.gvtrace.replay.table.derived.Workload.EINPROGRESS;
import static dev.gvtrace.replay.table.derived.Workload.FIRST_NS;
import static dev.gvtrace.replay.table.derived.Workload.SECOND;
import static dev.gvtrace.replay.table.derived.Workload.SHARE_FILES;
import static dev.gvtrace.replay.table.derived.Workload.THREAD;
import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.schema.ExecveInfo;
import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
    private static final String[] FACTS = {"proto", "role", "local", "remote", "outcome"};

    private final Workload workload = new Workload().start("sh");

    /** When rows begin and end, in seconds; {@code -} if unknown. */
    private List<String> spans() throws Exception {
        return workload.rows("connections").stream()
                .map(row -> seconds(row, "start") + ".." + seconds(row, "end"))
                .toList();
    }

    private static String seconds(Row row, String column) {
        int index = row.schema().indexOf(column);
        return row.isNull(index) ? "-" : Long.toString((row.longAt(index) - FIRST_NS) / SECOND);
    }

    @Test
    void aClientCountsItsBytes() throws Exception {
        workload.tcp(3)
                .connect(3, 7, 443, 0)
                .write(3, 100)
                .read(3, 40)
                .read(3, -11)
                .write(3, 1)
                .close(3);
        List<Row> rows = workload.rows("connections");
        assertThat(cells(rows, FACTS)).containsExactly("tcp client - 10.0.0.7:443 connected");
        assertThat(cells(rows, "pid", "name", "container", "bytes_in", "bytes_out", "fds"))
                .containsExactly("1 sh c1 40 101 3");
        assertThat(spans()).containsExactly("1..7");
    }

    @Test
    void howAConnectEndsIsTheOutcome() throws Exception {
        workload.tcp(3).connect(3, 7, 1, -ECONNREFUSED);
        workload.tcp(4).connect(4, 7, 2, -113);
        workload.tcp(5).connect(5, 7, 3, -EINPROGRESS);
        workload.tcp(6).connect(6, 7, 4, -EINPROGRESS).write(6, 1);
        workload.tcp(7).connect(7, 7, 5, -EINPROGRESS).connect(7, 7, 5, -ECONNREFUSED);
        workload.tcp(8).connect(8, 7, 6, -EINPROGRESS).connect(8, 7, 6, -114).connect(8, 7, 6, -106);
        workload.tcp(9);
        workload.tcp(10).bind(10, 7, 80, -98);
        assertThat(cells(workload.rows("connections"), FACTS))
                .containsExactly(
                        "tcp client - 10.0.0.7:1 refused",
                        "tcp client - 10.0.0.7:2 EHOSTUNREACH",
                        "tcp client - 10.0.0.7:3 EINPROGRESS",
                        "tcp client - 10.0.0.7:4 connected",
                        "tcp client - 10.0.0.7:5 refused",
                        "tcp client - 10.0.0.7:6 connected",
                        "tcp - - - -",
                        "tcp - - - EADDRINUSE");
    }

    @Test
    void aListeningSocketAndItsAcceptedSockets() throws Exception {
        workload.tcp(3)
                .bind(3, 0, 80, 0)
                .listen(3)
                .accept(3, 9, 5000, 4)
                .read(4, 12)
                .close(4);
        List<Row> rows = workload.rows("connections");
        assertThat(cells(rows, FACTS))
                .containsExactly(
                        "tcp listener 10.0.0.0:80 - listening", "tcp server 10.0.0.0:80 10.0.0.9:5000 accepted");
        assertThat(cells(rows, "bytes_in", "fds")).containsExactly("0 3", "12 4");
        assertThat(spans()).containsExactly("1..-", "4..6");
    }

    @Test
    void copiesAndChildrenKeepASocketOpen() throws Exception {
        workload.tcp(3).dup2(3, 0).close(3).fork(2).close(0);
        assertThat(spans()).containsExactly("1..-");
        workload.as(2).write(0, 5).exit(0);
        assertThat(spans()).containsExactly("1..7");
        assertThat(cells(workload.rows("connections"), "bytes_out", "fds")).containsExactly("5 3 0");
    }

    @Test
    void whatTakesItsNumberEndsIt() throws Exception {
        workload.tcp(3).open("/a", 0, 4).dup2(4, 3);
        assertThat(spans()).containsExactly("1..3");
    }

    @Test
    void aProgramEndsWhatItCloses() throws Exception {
        workload.socket(2, 1 | CLOEXEC, 3).tcp(4).attempt("/bin/a", 0, "a");
        workload.proof("/bin/a", ExecveInfo.newBuilder(), "a");
        assertThat(spans()).containsExactly("1..4", "2..-");
    }

    @Test
    void closedRangesEndIt() throws Exception {
        workload.tcp(3).tcp(4).tcp(5).raw(436, 0, 4, 9, 0);
        assertThat(spans()).containsExactly("1..-", "2..4", "3..4");
    }

    @Test
    void threadsShareASocketUntilTheLastOneEnds() throws Exception {
        workload.fork(2).as(2).tcp(3).clone(3, 2, THREAD).exit(0);
        assertThat(spans()).containsExactly("2..-");
        workload.as(3, 2).write(3, 2).exit(0);
        assertThat(spans()).containsExactly("2..6");
    }

    @Test
    void processesThatShareATableShareItsEnd() throws Exception {
        workload.fork(2).as(2).clone(3, 3, SHARE_FILES).as(3).tcp(3).exit(0);
        assertThat(spans()).containsExactly("3..-");
        workload.as(2).close(3);
        assertThat(spans()).containsExactly("3..5");
    }

    @Test
    void aProgramRunByAThreadLeavesTheSharedTable() throws Exception {
        workload.fork(2)
                .as(2)
                .tcp(3)
                .clone(3, 2, THREAD)
                .as(3, 2)
                .exec("/bin/a")
                .as(2)
                .exit(0)
                .close(3);
        assertThat(spans()).containsExactly("2..7");
    }

    @Test
    void aPairIsTwo() throws Exception {
        workload.socketpair(3, 4).write(3, 9).read(4, 9).close(4);
        assertThat(cells(workload.rows("connections"), "proto", "outcome", "bytes_in", "bytes_out", "fds"))
                .containsExactly("unix connected 0 9 3", "unix connected 9 0 4");
        assertThat(spans()).containsExactly("1..-", "1..4");
    }

    @Test
    void sendfileSendsAndSeveralMessagesAreNoted() throws Exception {
        workload.tcp(3)
                .open("/a", 0, 4)
                .raw(40, 500, 3, 4, 0, 500)
                .raw(44, 20, 3, 0, 20)
                .raw(307, 2, 3, 0, 2, 0);
        assertThat(cells(workload.rows("connections"), "bytes_out")).containsExactly("520");
        assertThat(workload.notes())
                .containsExactly("1 call of sendmmsg and recvmmsg moved bytes that are not in the rows, as only the"
                        + " number of messages is reported");
    }

    @Test
    void aSpanShowsWhatWasOpenBefore() throws Exception {
        workload.tcp(3).tcp(4).connect(4, 7, 80, 0).write(4, 5).close(4).write(3, 1);
        // 1 and 2 are the container's start
        ScanRequest late = ScanRequest.of("connections").between(Moment.parse("evt:6"), null);
        assertThat(cells(workload.rows(late), "start", "bytes_out", "fds")).containsExactly("- 1 3", "- 5 4");
    }
}
