// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.TraceSessionConfig.PointSelection;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.SyscallTable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** RATIONALE's table of calls that have raw points only decides about each of them, and the profiles keep to it. */
class ProfileDecisionsTest {
    private static final SyscallTable TABLE = SyscallTable.of(Architecture.X86_64);
    private static final int ASKED = 2;
    private static final int CALLS = 4;

    @Test
    void everyCallIsDecidedAndTheProfilesKeepToIt() throws IOException {
        Map<String, Boolean> decided = decisions();
        Map<String, Boolean> asked = new TreeMap<>();
        Set<String> points = Profile.FALCO.points(Architecture.X86_64).stream()
                .map(PointSelection::name)
                .collect(Collectors.toSet());
        for (int number = 0; number <= SyscallTable.GREATEST; number++) {
            String name = TABLE.name(number);
            if (name != null && TABLE.type(number) == null) {
                asked.put(name, points.contains("syscall/sysno/" + number + "/exit"));
            }
        }
        assertThat(decided).isEqualTo(asked);
    }

    private static Map<String, Boolean> decisions() throws IOException {
        Map<String, Boolean> decided = new HashMap<>();
        for (String line : Files.readAllLines(Repository.top().resolve("RATIONALE.md"))) {
            String[] cells = line.split(" *\\| *", -1);
            if (cells.length > CALLS && (cells[ASKED].equals("yes") || cells[ASKED].equals("no"))) {
                for (String call : cells[CALLS].split(" ", -1)) {
                    assertThat(decided.put(call, cells[ASKED].equals("yes")))
                            .as(call + " is decided twice")
                            .isNull();
                }
            }
        }
        return decided;
    }
}
