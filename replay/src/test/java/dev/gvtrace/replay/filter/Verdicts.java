// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Tables of conditions and their verdicts. */
final class Verdicts {
    private Verdicts() {}

    /**
     * Fails with every row that is wrong.
     *
     * @param rows lines of FACTS | CONDITION | VERDICT: facts as {@link TruthTableTest} reads them; T, F, or E for a
     *     condition that does not load
     */
    static void hold(String rows) {
        List<String> wrong = new ArrayList<>();
        for (String row : rows.split("\n")) {
            String[] cells = row.split(" \\| ", -1);
            String verdict = TruthTableTest.verdict(cells[0].equals("-") ? "" : cells[0], cells[1]);
            if (!verdict.equals(cells[2])) {
                wrong.add(row + ", not " + verdict);
            }
        }
        assertThat(wrong).isEmpty();
    }
}
