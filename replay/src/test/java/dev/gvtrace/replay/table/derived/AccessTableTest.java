// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.table.ScanRequest;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTableTest {
    private static final int CREATE_NEW = Workload.WRITE | Workload.CREATE | Workload.EXCLUSIVE;

    @Test
    void whatEachProgramOfAProcessDidIsARow() throws Exception {
        Workload workload = new Workload()
                .start("/bin/a")
                .as(1)
                .open("/x", CREATE_NEW, 3)
                .write(3, 5)
                .write(3, 6)
                .exec("/bin/b", "b")
                .write(3, 7)
                .open("/x", Workload.READ, 4)
                .read(4, 18)
                .open("/y", Workload.READ, -Workload.ENOENT);
        assertThat(cells(
                        workload.rows("accesses"),
                        "name",
                        "target",
                        "opens",
                        "writable",
                        "created",
                        "bytes_read",
                        "bytes_written",
                        "error"))
                .containsExactly(
                        "a /x 1 true true 0 11 -", "b /x 1 false false 18 7 -", "b /y 0 false false 0 0 ENOENT");
        assertThat(cells(workload.rows("accesses"), "evt", "read_evt", "write_evt", "last_write_evt"))
                .containsExactly("3 - 3 5", "7 9 7 7", "10 - - -");
    }

    @Test
    void aConnectionHasARowForEachProcessThatUsedIt() throws Exception {
        Workload workload = new Workload()
                .start("/bin/a")
                .as(1)
                .tcp(3)
                .connect(3, 9, 80, 0)
                .fork(2)
                .as(2)
                .write(3, 4)
                .read(3, 5);
        assertThat(cells(workload.rows("accesses"), "pid", "kind", "target", "maker", "bytes_read", "bytes_written"))
                .containsExactly("1 socket 10.0.0.9:80 1 0 0", "2 socket 10.0.0.9:80 1 5 4");
    }

    @Test
    void processesWithTheSameIdAreToldApartAndChosenByIt() throws Exception {
        Workload workload = new Workload().start("/bin/a").as(1);
        for (int i = 0; i < 2; i++) {
            workload.as(1).fork(2).as(2).open("/x", Workload.READ, 3).exit(0);
        }
        assertThat(cells(workload.rows("accesses"), "pid", "start").stream().distinct())
                .hasSize(2);
        assertThat(workload.rows(ScanRequest.of("accesses").ofProcesses(Set.of(1L))))
                .isEmpty();
    }

    @Test
    void usesOfUnknownDescriptorsAreNoted() throws Exception {
        Workload workload = new Workload().start("/bin/a").as(1).read(9, 5);
        assertThat(workload.rows("accesses")).isEmpty();
        assertThat(workload.notes())
                .containsExactly("1 use of a descriptor is not in the rows, as it is not known what it stands for");
    }
}
