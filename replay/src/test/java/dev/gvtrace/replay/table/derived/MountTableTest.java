// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.table.Moment;
import dev.gvtrace.replay.table.ScanRequest;
import org.junit.jupiter.api.Test;

class MountTableTest {
    private static final String CONFIGURATION = "{\"id\":\"c1\",\"oci\":{\"mounts\":["
            + "{\"destination\":\"/proc\",\"type\":\"proc\",\"source\":\"proc\"},"
            + "{\"destination\":\"/data\",\"type\":\"bind\",\"source\":\"/srv/my data\",\"options\":[\"rbind\",\"ro\"]},"
            + "{\"destination\":\"/tmp\"}]}}";

    private final Workload workload = new Workload();

    @Test
    void mountsAreThoseOfTheConfiguration() throws Exception {
        workload.recorded(CONFIGURATION).start("sh");
        assertThat(cells(workload.rows("mounts"), "container", "path", "source", "type", "writable", "options"))
                .containsExactly(
                        "c1 /proc proc proc true ", "c1 /data /srv/my data bind false rbind ro", "c1 /tmp - - true ");
        assertThat(workload.notes()).isEmpty();
    }

    @Test
    void unknownMountsAreNoted() throws Exception {
        workload.start("sh").raw(165, 0).raw(165, -1).raw(166, 0);
        assertThat(workload.rows("mounts")).isEmpty();
        assertThat(workload.notes())
                .containsExactly(
                        "the mounts of 1 container were not recorded",
                        "2 calls that may change mounts succeeded; what they changed is not reported, so it is not in"
                                + " the rows");
        workload.rows(ScanRequest.of("mounts").at(Moment.parse("evt:3")));
        assertThat(workload.notes()).last().asString().startsWith("1 call that");
    }
}
