// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.table.Moment.Within;
import java.util.List;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T23:52:22.133442876Z",
                "2026-11-21 23:52:22.133442876",
                "2026-11-21t23:52:22.133442876z",
                "1795305142.133442876",
                "1795305142133442876"
            })
    void readsATimeInEveryFormThatIsPrinted(String text) throws RequestException {
        assertThat(Moment.parse(text).resolve(BEGIN, END)).isEqualTo(1795305142133442876L);
    }

    @Test
    void readsSecondsMillisecondsAndMicrosecondsSinceTheEpoch() throws RequestException {
        assertThat(Moment.parse("1795305142").resolve(0, 0)).isEqualTo(1795305142_000000000L);
        assertThat(Moment.parse("1795305142133").resolve(0, 0)).isEqualTo(1795305142_133000000L);
        assertThat(Moment.parse("1795305142133442").resolve(0, 0)).isEqualTo(1795305142_133442000L);
        assertThat(Moment.parse("1795305142.5").resolve(0, 0)).isEqualTo(1795305142_500000000L);
    }

    @Test
    void aTimeWithoutDateIsOnTheDayOfTheTrace() throws RequestException {
        long first = Moment.parse("2026-11-21T23:52:22Z").resolve(0, 0);
        long last = Moment.parse("2026-11-21T23:59:00Z").resolve(0, 0);
        Moment time = Moment.parse("23:52:22.133442876");
        assertThat(time.resolve(first, last)).isEqualTo(1795305142133442876L);
        assertThat(time.missing(first, last, Within.TRACE)).isNull();
        assertThat(time.missing(first, last + 3600_000_000_000L, Within.TRACE))
                .isEqualTo("has no date, but the trace goes from 2026-11-21T23:52:22.000000000Z"
                        + " to 2026-11-22T00:59:00.000000000Z");
    }

    @Test
    void aMomentOutsideTheTraceIsMissing() throws RequestException {
        String span = "is outside the trace, which goes from 1970-01-01T00:16:40.000000000Z"
                + " to 1970-01-01T00:33:20.000000000Z";
        for (String early : List.of("1969-12-31T23:59:59Z", "-17m", "00:16")) {
            assertThat(Moment.parse(early).missing(BEGIN, END, Within.TRACE)).isEqualTo(span);
            assertThat(Moment.parse(early).missing(BEGIN, END, Within.ENDING)).isEqualTo(span);
            assertThat(Moment.parse(early).missing(BEGIN, END, Within.BEGINNING))
                    .isNull();
        }
        for (String late : List.of("1970-01-01T00:33:20.000000001Z", "+1001s", "00:34")) {
            assertThat(Moment.parse(late).missing(BEGIN, END, Within.TRACE)).isEqualTo(span);
            assertThat(Moment.parse(late).missing(BEGIN, END, Within.BEGINNING)).isEqualTo(span);
            assertThat(Moment.parse(late).missing(BEGIN, END, Within.ENDING)).isNull();
        }
        assertThat(Moment.parse("00:16:41").missing(BEGIN + 1_900_000_000L, END, Within.TRACE))
                .isNull();
        assertThat(Moment.parse("00:33:21").missing(BEGIN, END + 1, Within.TRACE))
                .isNull();
        for (String inside : List.of("1970-01-01T00:16:40Z", "1970-01-01T00:33:20Z", "-16m", "+1s", "end", "evt:9")) {
            assertThat(Moment.parse(inside).missing(BEGIN, END, Within.TRACE)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T23:52:22.133442876Z",
                "23:52:22.133442876",
                "+5ns",
                "-1500ms",
                "+0d",
                "-15m",
                "evt:7",
                "evt:7-5s",
                "evt:7+1500ms",
                "end"
            })
    void showsWhatItReadsAgain(String text) throws RequestException {
        assertThat(Moment.parse(text).text()).isEqualTo(text);
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
                "evt:7-5",
                "evt:0+1s",
                "evt:x",
                "+999999999999d",
                "2026-11-21",
                "2026-13-21T00:00:00Z",
                "25:00",
                "17953051421",
                "9999999999999999999",
                "--at",
                "+s"
            })
    void refusesInvalidMomentsWithExamples(String text) {
        assertThatThrownBy(() -> Moment.parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("invalid time '" + text + "'")
                .hasMessageContaining("evt:120");
    }
}
