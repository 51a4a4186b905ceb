// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RuleRatesTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(5);

    @Test
    void eachRuleHasItsOwnLimit() {
        RuleRates rates = new RuleRates(3, clock::get);
        assertThat(allowed(rates, "a", 10)).isEqualTo(3);
        assertThat(allowed(rates, "b", 10)).isEqualTo(3);
    }

    @Test
    void aRuleMayContinueAsTimePasses() {
        RuleRates rates = new RuleRates(60, clock::get);
        assertThat(allowed(rates, "a", 100)).isEqualTo(60);
        clock.addAndGet(2 * SECOND_NS);
        assertThat(allowed(rates, "a", 100)).isEqualTo(2);
        clock.addAndGet(86_400 * SECOND_NS);
        assertThat(allowed(rates, "a", 100)).isEqualTo(60);
    }

    @Test
    void withoutALimitAllPass() {
        assertThat(allowed(new RuleRates(0, clock::get), "a", 1000)).isEqualTo(1000);
    }

    @Test
    void namesWithoutEndTakeNoMemoryWithoutEnd() {
        RuleRates rates = new RuleRates(1, clock::get);
        for (int i = 0; i < 10_000; i++) {
            assertThat(rates.allows("rule " + i)).isTrue();
        }
        assertThat(rates.allows("rule 0")).isFalse();
        assertThat(rates.allows("one more")).isTrue();
        // forgotten
        assertThat(rates.allows("rule 0")).isTrue();
    }

    private static int allowed(RuleRates rates, String rule, int attempts) {
        int allowed = 0;
        for (int i = 0; i < attempts; i++) {
            allowed += rates.allows(rule) ? 1 : 0;
        }
        return allowed;
    }
}
