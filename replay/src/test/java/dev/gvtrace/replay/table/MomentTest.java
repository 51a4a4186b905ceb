// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
    private static final long BEGIN = 1_000_000_000_000L;
    private static final long END = 2_000_000_000_000L;

    @Test
    void readsAbsoluteTimesToTheNanosecond() throws RequestException {
        assertThat(Moment.parse("2026-11-21T23:52:22.133442876Z").resolve(BEGIN, END))
                .isEqualTo(1795305142133442876L);
        assertThat(Moment.parse("2026-11-22T00:52:22.133442876+01:00").resolve(BEGIN, END))
                .isEqualTo(1795305142133442876L);
    }

    @Test
    void readsTimesFromTheBeginningAndFromTheEnd() throws RequestException {
        assertThat(Moment.parse("+2s").resolve(BEGIN, END)).isEqualTo(BEGIN + 2_000_000_000L);
        assertThat(Moment.parse("+1.5ms").resolve(BEGIN, END)).isEqualTo(BEGIN + 1_500_000L);
        assertThat(Moment.parse("-15m").resolve(BEGIN, END)).isEqualTo(END - 900_000_000_000L);
    }

    @Test
    void readsEventNumbers() throws RequestException {
        assertThat(Moment.parse("evt:120")).isEqualTo(new Moment(Moment.Kind.EVENT, 120));
    }

    @Test
    void aTimeBeyondAllTimesIsTheLastOne() throws RequestException {
        assertThat(Moment.parse("+2s").resolve(Long.MAX_VALUE - 5, END)).isEqualTo(Long.MAX_VALUE);
        assertThat(Moment.parse("-2s").resolve(BEGIN, Long.MIN_VALUE + 5)).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "+2",
                "2s",
                "evt:0",
                "evt:-1",
                "evt:x",
                "+999999999999d",
                "2026-11-21",
                "--at",
                "+s"
            })
    void whatIsNoTimeIsToldWithExamples(String text) {
        assertThatThrownBy(() -> Moment.parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("invalid time '" + text + "'")
                .hasMessageContaining("evt:120");
    }
}
