// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdentityTableTest {
    private static final String[] FACTS = {"evt", "pid", "call", "before", "after", "failed"};

    private final Workload workload = new Workload().start("sh");

    @Test
    void aCallIsARowWhetherOrNotItChangedSomething() throws Exception {
        workload.by(33).setuid(33, 0).setuid(0, -1).setuid(33, 0);
        assertThat(cells(workload.rows("identities"), FACTS))
                .containsExactly(
                        "3 1 setuid uid=0 gid=0 uid=33 gid=0 false",
                        "4 1 setuid uid=33 gid=0 uid=33 gid=0 true",
                        "5 1 setuid uid=33 gid=0 uid=33 gid=0 false");
    }

    @Test
    void aChangeThatNoCallShowsIsARowWhereItShows() throws Exception {
        workload.fork(2)
                .as(2)
                .by(1000)
                .open("/a", 0, 3)
                .open("/b", 0, 4)
                .as(1)
                .by(0)
                .open("/c", 0, 3);
        assertThat(cells(workload.rows("identities"), FACTS)).containsExactly("4 2 - uid=0 gid=0 uid=1000 gid=0 -");
    }

    @Test
    void realEffectiveAndSavedIdsAreShownWhereTheyDiffer() throws Exception {
        workload.by(5, 0, 0).raw(113, 0, 5, 0);
        assertThat(cells(workload.rows("identities"), "call", "before", "after"))
                .containsExactly("setreuid uid=0 gid=0 uid=5/0/0 gid=0");
    }

    @Test
    void earlierIdsAreUnknownAtTheFirstEventOfAThread() throws Exception {
        workload.as(9).by(7).setuid(7, 0);
        assertThat(cells(workload.rows("identities"), FACTS)).containsExactly("3 9 setuid - uid=7 gid=0 false");
    }

    @Test
    void anIdGivenAgainIsAnotherThread() throws Exception {
        workload.fork(2)
                .as(2)
                .by(7)
                .setuid(7, 0)
                .exit(0)
                .as(1)
                .by(0)
                .fork(2)
                .as(2)
                .open("/a", 0, 3);
        assertThat(cells(workload.rows("identities"), "call")).containsExactly("setuid");
    }
}
