// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.CREATE;
import static dev.gvtrace.replay.table.derived.Workload.ENOENT;
import static dev.gvtrace.replay.table.derived.Workload.FIRST_NS;
import static dev.gvtrace.replay.table.derived.Workload.READ;
import static dev.gvtrace.replay.table.derived.Workload.SECOND;
import static dev.gvtrace.replay.table.derived.Workload.THREAD;
import static dev.gvtrace.replay.table.derived.Workload.TRUNCATE;
import static dev.gvtrace.replay.table.derived.Workload.WRITE;
import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
    private final Workload workload = new Workload().start("init", "-x");

    private static long seconds(Row row, String column) {
        return (row.longAt(row.schema().indexOf(column)) - FIRST_NS) / SECOND;
    }

    @Test
    void processesThatEndedAreShownAsTheyWereLast() throws Exception {
        workload.fork(2)
                .as(2)
                .by(33)
                .exec("/bin/a", "a", "1")
                .open("/x", READ, -ENOENT)
                .exit(3 << 8);
        workload.as(1).by(0).fork(3).as(3).exit(9);
        List<Row> rows = workload.rows("processes");
        assertThat(cells(rows, "pid", "ppid", "name", "exepath", "cmdline", "uid", "exit", "signal", "calls", "failed"))
                .containsExactly(
                        "1 - init init init -x 0 - - 0 0",
                        "2 1 a /bin/a a 1 33 3 - 2 1",
                        "3 1 init init init -x 0 137 SIGKILL 0 0");
        assertThat(cells(rows, "children", "threads", "orphan", "session", "container"))
                .containsExactly("2 1 true false c1", "0 1 false false c1", "0 1 false false c1");
        assertThat(rows.get(0).isNull(rows.get(0).schema().indexOf("end"))).isTrue();
        assertThat(seconds(rows.get(1), "start")).isEqualTo(1);
        assertThat(seconds(rows.get(1), "end")).isEqualTo(5);
        assertThat(seconds(rows.get(2), "end")).isEqualTo(7);
    }

    @Test
    void aMomentSelectsTheProcessesAliveAtIt() throws Exception {
        workload.fork(5).fork(3).as(5).exec("/bin/a", "a").fork(6).exit(0);
        ScanRequest processes = ScanRequest.of("processes");
        // 1 and 2 are the container's start, 3 and 4 the clones, 5 the program, 6 its child
        assertThat(cells(workload.rows(processes.at(Moment.parse("evt:6"))), "pid", "ppid", "name"))
                .containsExactly("1 - init", "3 1 init", "5 1 a", "6 5 a");
        List<Row> end = workload.rows(processes.at(Moment.END));
        assertThat(cells(end, "pid", "orphan")).containsExactly("1 true", "3 false", "6 false");
        // its creator has ended, its parent has not
        assertThat(cells(workload.rows(processes.where("pid = 6")), "ppid")).containsExactly("5");
        assertThat(cells(workload.rows(processes.where("pid = 6").at(Moment.END)), "ppid"))
                .containsExactly("1");
        assertThat(cells(workload.rows(processes.ofProcesses(Set.of(3L, 5L))), "pid"))
                .containsExactly("5", "3");
        assertThatThrownBy(() -> workload.rows(processes.at(Moment.END).between(Moment.parse("evt:2"), null)))
                .isInstanceOf(RequestException.class)
                .hasMessage("table 'processes' takes at, or from and to, not both");
    }

    @Test
    void anIdThatIsGivenAgainIsAnotherProcess() throws Exception {
        workload.fork(2)
                .as(2)
                .exec("/bin/a", "a")
                .exit(0)
                .as(1)
                .fork(2)
                .as(2)
                .exec("/bin/b", "b")
                .exit(1 << 8);
        assertThat(cells(workload.rows("processes"), "pid", "cmdline", "exit"))
                .containsExactly("1 init -x -", "2 a 0", "2 b 1");
    }

    @Test
    void aProcessEndsWithItsLastThread() throws Exception {
        workload.fork(2)
                .as(2)
                .clone(3, 2, THREAD)
                .clone(4, 2, THREAD)
                .as(3, 2)
                .exit(0)
                .as(2)
                .exit(0);
        assertThat(cells(workload.rows("processes"), "pid", "threads", "end", "exit"))
                .last()
                .asString()
                .startsWith("2 3 - -");
        workload.as(4, 2).exit(7 << 8);
        List<Row> rows = workload.rows("processes");
        assertThat(cells(rows, "pid", "threads", "exit")).endsWith("2 3 7");
        assertThat(seconds(rows.get(1), "end")).isEqualTo(6);
    }

    @Test
    void aProgramRunByAThreadEndsTheOthersNotTheProcess() throws Exception {
        workload.fork(2)
                .as(2)
                .clone(3, 2, THREAD)
                .as(3, 2)
                .exec("/bin/a", "a")
                .as(2)
                .exit(0);
        // that was the former leader
        assertThat(cells(workload.rows("processes"), "pid", "name", "end")).endsWith("2 a -");
        workload.exit(0);
        assertThat(cells(workload.rows("processes"), "pid", "exit")).endsWith("2 0");
    }

    @Test
    void theOriginOfAProgramIsInherited() throws Exception {
        workload.open("/tmp/x", WRITE | CREATE | TRUNCATE, 3)
                .fork(2)
                .as(2)
                .exec("/tmp/x")
                .fork(3)
                .fork(4);
        workload.as(4).exec("/bin/a");
        assertThat(cells(workload.rows("processes"), "pid", "origin"))
                .containsExactly("1 unknown", "2 written", "3 written", "4 unknown");
    }

    @Test
    void aSpanCountsOnlyItsCalls() throws Exception {
        workload.fork(2)
                .as(2)
                .open("/a", READ, 3)
                .open("/b", READ, 4)
                .exit(0)
                .as(1)
                .open("/c", READ, 5);
        ScanRequest late = ScanRequest.of("processes").between(Moment.parse("evt:5"), null);
        assertThat(cells(workload.rows(late), "pid", "calls")).containsExactly("1 1", "2 1");
        ScanRequest last = ScanRequest.of("processes").between(Moment.parse("evt:7"), null);
        assertThat(cells(workload.rows(last), "pid", "calls")).containsExactly("1 1");
    }

    @Test
    void whatBeganUnseenHasNoValueForIt() throws Exception {
        workload.as(77).open("/etc/passwd", READ, 3);
        assertThat(cells(workload.rows("processes"), "pid", "ppid", "start", "exepath", "calls"))
                .endsWith("77 - - - 1");
    }

    @Test
    void whatASnapshotListsIsThereWhetherOrNotItSendsSomething() throws Exception {
        Workload attached = new Workload()
                .listed(7, 0, "/bin/old")
                .listed(8, 7, "/bin/gone")
                .listed(9, 8, "/bin/busy")
                .as(8)
                .exit(0)
                .as(9)
                .open("/a", READ, 3);
        assertThat(cells(attached.rows("processes"), "pid", "ppid", "cmdline", "calls", "exit"))
                .containsExactly("7 - /bin/old 0 -", "8 7 /bin/gone 0 0", "9 8 /bin/busy 1 -");
    }

    @Test
    void thoseOfAnExecSessionAreMarked() throws Exception {
        workload.fork(2).inSession().as(9).open("/a", READ, 3).fork(10);
        assertThat(cells(workload.rows("processes"), "pid", "ppid", "session"))
                .containsExactly("1 - false", "2 1 false", "9 - true", "10 9 true");
    }

    @Test
    void atAMomentSumsAreThoseUpToIt() throws Exception {
        workload.open("/tmp/x", WRITE | CREATE | TRUNCATE, 3)
                .fork(2)
                .exec("/tmp/x")
                .open("/b", READ, 4);
        ScanRequest moment = ScanRequest.of("processes").at(Moment.parse("evt:5"));
        assertThat(cells(workload.rows(moment), "pid", "calls", "children", "origin"))
                .containsExactly("1 2 1 written", "2 0 0 unknown");
        assertThat(cells(workload.rows(moment.withColumns(List.of("pid")).where("calls > 1")), "pid"))
                .containsExactly("1");
        assertThat(cells(workload.rows(moment.withColumns(List.of("pid", "ppid", "orphan"))), "pid", "ppid", "orphan"))
                .containsExactly("1 - true", "2 1 false");
    }
}
