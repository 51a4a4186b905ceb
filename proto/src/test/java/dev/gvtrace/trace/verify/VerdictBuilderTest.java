// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class VerdictBuilderTest {
    @Test
    void reasonsAreListedUpToALimitAndVerdictsAreStillCounted() {
        VerdictBuilder verdicts = new VerdictBuilder();
        verdicts.unknown(VerdictReason.Kind.INTACT, "perhaps");
        for (int i = 0; i < 999; i++) {
            verdicts.remark("n" + i);
        }
        assertThat(verdicts.build().reasons())
                .hasSize(1000)
                .last()
                .isEqualTo(new VerdictReason(VerdictReason.Kind.REMARK, "n998"));
        verdicts.no(VerdictReason.Kind.INTACT, "too many");
        verdicts.no(VerdictReason.Kind.COMPLETE, "too many");
        verdicts.unknown(VerdictReason.Kind.COMPLETE, "perhaps");
        assertThat(verdicts.build().reasons())
                .hasSize(1001)
                .last()
                .isEqualTo(new VerdictReason(VerdictReason.Kind.REMARK, "more is wrong than listed"));
        assertThat(verdicts.build().intact()).isEqualTo(Verdict.NO);
        assertThat(verdicts.build().complete()).isEqualTo(Verdict.NO);
        assertThat(verdicts.build().authentic()).isEqualTo(Verdict.YES);
    }
}
