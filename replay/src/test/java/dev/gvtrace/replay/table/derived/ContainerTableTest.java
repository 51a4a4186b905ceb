// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.cells;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.ScanRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerTableTest {
    private final Workload workload = new Workload().start("/bin/sh", "-c", "x");

    @Test
    void processesAreCountedForTheirContainer() throws Exception {
        String full = "0123456789abcdef".repeat(4);
        workload.fork(2).fork(3).as(3).exit(0).in(full).as(9).start("/bin/web").fork(10);
        List<Row> rows = workload.rows("containers");
        assertThat(cells(rows, "id", "full_id", "cmdline", "processes", "end"))
                .containsExactly("c1 c1 /bin/sh -c x 3 -", "0123456789ab " + full + " /bin/web 2 -");
        assertThat(cells(rows, "name", "image", "pod", "namespace", "facts")).containsOnly("- - - - ");
        workload.exit(0).as(9).exit(0);
        assertThat(cells(workload.rows(ScanRequest.of("containers").where("end exists")), "id"))
                .containsExactly("0123456789ab");
    }

    @Test
    void whatWasRecordedIsThere() throws Exception {
        workload.recorded("{\"id\":\"c1\",\"oci\":{\"annotations\":{\"io.kubernetes.cri.container-name\":\"web\","
                + "\"io.kubernetes.cri.image-name\":\"shop/web:1.4\",\"io.kubernetes.cri.sandbox-name\":\"web-1\","
                + "\"io.kubernetes.cri.sandbox-namespace\":\"shop\"}}}");
        List<Row> rows = workload.rows("containers");
        assertThat(cells(rows, "id", "name", "image", "pod", "namespace"))
                .containsExactly("c1 web shop/web:1.4 web-1 shop");
        assertThat(cells(rows, "facts"))
                .singleElement()
                .asString()
                .contains("container.image.tag=1.4", "k8s.ns.name=shop", "container.privileged=false");
    }
}
