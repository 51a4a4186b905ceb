// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.CREATE;
import static dev.gvtrace.replay.table.derived.Workload.ENOENT;
import static dev.gvtrace.replay.table.derived.Workload.EXCLUSIVE;
import static dev.gvtrace.replay.table.derived.Workload.FIRST_NS;
import static dev.gvtrace.replay.table.derived.Workload.READ;
import static dev.gvtrace.replay.table.derived.Workload.SECOND;
import static dev.gvtrace.replay.table.derived.Workload.WRITE;
import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.table.Row;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileTableTest {
    private static final String[] SUMS = {
        "path", "opens", "failed", "reads", "writes", "bytes_read", "bytes_written", "pids"
    };

    private final Workload workload = new Workload().start("sh");

    @Test
    void theOperationsOnAPathAreOneRow() throws Exception {
        workload.open("/a", READ, 3)
                .read(3, 100)
                .read(3, 0)
                .read(3, -11)
                .close(3)
                .fork(2)
                .as(2)
                .open("/b", READ, -ENOENT)
                .open("/a", WRITE, 3)
                .write(3, 7);
        List<Row> rows = workload.rows("files");
        assertThat(cells(rows, SUMS)).containsExactly("/a 2 0 2 1 100 7 1 2", "/b 0 1 0 0 0 0 2");
        Row first = rows.get(0);
        assertThat((first.longAt(first.schema().indexOf("first")) - FIRST_NS) / SECOND)
                .isEqualTo(1);
        assertThat((first.longAt(first.schema().indexOf("last")) - FIRST_NS) / SECOND)
                .isEqualTo(9);
        assertThat(cells(rows, "container", "created", "executed")).containsExactly("c1 false false", "c1 false false");
    }

    @Test
    void copiedAndInheritedDescriptorsStandForTheSamePath() throws Exception {
        workload.open("/a", READ, 3)
                .dup2(3, 9)
                .close(3)
                .fork(2)
                .as(2)
                .read(9, 5)
                .open("/b", READ, 3)
                .dup2(3, 9)
                .read(9, 6)
                .as(1)
                .read(9, 7);
        assertThat(cells(workload.rows("files"), "path", "bytes_read", "pids")).containsExactly("/a 12 1 2", "/b 6 2");
    }

    @Test
    void aProgramClosesWhatItShall() throws Exception {
        workload.open("/a", READ | Workload.CLOEXEC, 3)
                .open("/b", READ, 4)
                .exec("/bin/c")
                .read(3, 5)
                .read(4, 6);
        assertThat(cells(workload.rows("files"), "path", "bytes_read", "executed"))
                .containsExactly("/a 0 false", "/b 6 false", "/bin/c 0 true");
        assertThat(workload.notes())
                .containsExactly("1 read or write of 5 bytes is not in the rows, as it is not known what its descriptor"
                        + " stands for");
    }

    @Test
    void onlyAnExclusiveOpenCertainlyCreatesTheFile() throws Exception {
        workload.open("/a", WRITE | CREATE | EXCLUSIVE, 3)
                .open("/b", WRITE | CREATE, 4)
                .open("/c", WRITE | CREATE, -13)
                .open("/d", WRITE, 5);
        assertThat(cells(workload.rows("files"), "path", "created"))
                .containsExactly("/a true", "/b -", "/c false", "/d false");
    }

    @Test
    void filesOfSeveralContainersAreSeveral() throws Exception {
        workload.open("/a", READ, 3)
                .in("c2")
                .as(9)
                .start("sh")
                .open("/a", READ, 3)
                .read(3, 4);
        assertThat(cells(workload.rows("files"), "path", "container", "bytes_read"))
                .containsExactly("/a c1 0", "/a c2 4");
    }

    @Test
    void callsThatMoveBytesBetweenDescriptorsCountForBoth() throws Exception {
        workload.open("/in", READ, 3)
                .open("/out", WRITE, 4)
                .raw(40, 10, 4, 3, 0, 99)
                .raw(326, 20, 3, 0, 4, 0, 99)
                .raw(275, 30, 3, 0, 4, 0, 99)
                .raw(275, -32, 3, 0, 4, 0, 99);
        assertThat(cells(workload.rows("files"), SUMS)).containsExactly("/in 1 0 3 0 60 0 1", "/out 1 0 0 3 0 60 1");
    }

    @Test
    void socketsAndPipesAreNotFiles() throws Exception {
        workload.tcp(3).write(3, 8).socketpair(4, 5).read(4, 8);
        assertThat(workload.rows("files")).isEmpty();
        assertThat(workload.notes()).isEmpty();
    }

    @Test
    void closedRangesAreClosed() throws Exception {
        workload.open("/a", READ, 3).open("/b", READ, 4).open("/c", READ, 5);
        workload.raw(436, 0, 4, 4, 0).read(3, 1).read(4, 2).read(5, 4);
        assertThat(cells(workload.rows("files"), "path", "bytes_read")).containsExactly("/a 1", "/b 0", "/c 4");
    }

    @Test
    void moreProcessesThanAreListedAreNoted() throws Exception {
        workload.open("/a", READ, 3);
        IntStream.rangeClosed(2, 2 + FileLife.MOST_PIDS)
                .forEach(pid -> workload.as(1).fork(pid).as(pid).read(3, 1));
        List<Row> rows = workload.rows("files");
        assertThat(cells(rows, "bytes_read")).containsExactly(Integer.toString(FileLife.MOST_PIDS + 1));
        assertThat(rows.get(0).textsAt(rows.get(0).schema().indexOf("pids"))).hasSize(FileLife.MOST_PIDS);
        assertThat(workload.notes())
                .containsExactly("some files were used by more processes than the column pids lists");
    }

    @Test
    void aPathInRegistersOnlyGivesNoRow() throws Exception {
        workload.raw(437, 3, -100, 0, 0, 24).read(3, 5);
        assertThat(workload.rows("files")).isEmpty();
        assertThat(workload.notes()).first().isEqualTo("1 open is not in the rows, as its path is not known");
    }
}
