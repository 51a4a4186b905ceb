// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.state.EventContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields of time (rule language reference 5.2). All texts are in UTC. */
class TimeValuesTest {
    private final FakeSentry sentry = new FakeSentry();

    /** An event at each of these times, nanoseconds since the epoch. */
    private FakeSentry at(long... times) {
        for (long ns : times) {
            sentry.send(Close.newBuilder()
                    .setContextData(ContextData.newBuilder()
                            .setTimeNs(ns)
                            .setThreadId(7)
                            .setThreadGroupId(7)
                            .setContainerId("c"))
                    .setExit(FakeSentry.ok(0))
                    .setSysno(3)
                    .setFd(5)
                    .build());
        }
        return sentry;
    }

    @ParameterizedTest
    @CsvSource({
        "0,                   1970-01-01T00:00:00.000000000+0000, 00:00:00.000000000",
        "1,                   1970-01-01T00:00:00.000000001+0000, 00:00:00.000000001",
        "999999999,           1970-01-01T00:00:00.999999999+0000, 00:00:00.999999999",
        "951782399000000000,  2000-02-28T23:59:59.000000000+0000, 23:59:59.000000000",
        "951782400000000000,  2000-02-29T00:00:00.000000000+0000, 00:00:00.000000000",
        "1470327477881781397, 2016-08-04T16:17:57.881781397+0000, 16:17:57.881781397",
        "4102444800000000000, 2100-01-01T00:00:00.000000000+0000, 00:00:00.000000000",
        "9223372036854775807, 2262-04-11T23:47:16.854775807+0000, 23:47:16.854775807",
        "-1,                  1969-12-31T23:59:59.999999999+0000, 23:59:59.999999999"
    })
    void textsShowTheNanosecond(long ns, String iso, String time) throws Exception {
        // a time of 0 is one that was not sent; the first event shows it
        assertThat(at(ns).values("evt.time.iso8601", "evt.time", "evt.rawtime"))
                .containsExactly(iso, time, Long.toString(ns));
        assertThat(sentry.values("evt.time.s", "evt.datetime", "evt.datetime.s"))
                .containsExactly(
                        time.substring(0, 8),
                        iso.substring(0, 10) + " " + time,
                        iso.substring(0, 10) + " " + time.substring(0, 8));
    }

    @ParameterizedTest
    @CsvSource({
        "1500000000,  1,  500000000",
        "999999999,   0,  999999999",
        "-1,          -1, 999999999",
        "-1500000000, -2, 500000000"
    })
    void secondsAndTheirRestMakeTheTime(long ns, String seconds, String rest) throws Exception {
        assertThat(at(ns).values("evt.rawtime.s", "evt.rawtime.ns")).containsExactly(seconds, rest);
    }

    /** Times of different threads run backwards; a length of time is never negative. */
    @ParameterizedTest
    @CsvSource({
        "1000000000, 3500000000, 2500000000, 2, 500000000",
        "1000000000, 1000000000, 0,          0, 0",
        "5000000000, 1000000000, 0,          0, 0"
    })
    void relativeTimesCountFromTheFirstEvent(long first, long last, String ns, String seconds, String rest)
            throws Exception {
        assertThat(at(first, last).values("evt.reltime", "evt.reltime.s", "evt.reltime.ns"))
                .containsExactly(ns, seconds, rest);
    }

    @ParameterizedTest
    @CsvSource({
        "1000000000, 2000000000, 4500000000, 2500000000, 2, 500000000",
        "1000000000, 4000000000, 2000000000, 0,          0, 0",
        "1000000000, 1000000000, 1000000007, 7,          0, 7"
    })
    void differencesAreSinceTheEventBefore(long first, long second, long third, String ns, String seconds, String rest)
            throws Exception {
        assertThat(at(first, second, third).values("evt.deltatime", "evt.deltatime.s", "evt.deltatime.ns"))
                .containsExactly(ns, seconds, rest);
    }

    @Test
    void theFirstEventHasNoDifference() throws Exception {
        assertThat(at(5_000_000_000L).values("evt.deltatime", "evt.reltime")).containsExactly("0", "0");
    }

    /** Falco gives a constant for what its engine does not measure. */
    @Test
    void latenciesAreZero() throws Exception {
        assertThat(at(5).values("evt.latency", "evt.latency.s", "evt.latency.ns", "evt.wait_latency"))
                .containsOnly("0");
        assertThat(sentry.value("evt.latency.human")).isEqualTo("0ns");
    }

    @ParameterizedTest
    @CsvSource({
        "1000000000, 1000000000, 0",
        "1000000001, 1000000000, 1",
        "1001000000, 1000000000, 1",
        "1001000001, 1000000000, 2",
        "998500000,  1000000000, 2"
    })
    void aroundCountsStartedMilliseconds(long ns, long given, String distance) throws Exception {
        assertThat(around(at(ns), given)).isEqualTo("exists " + distance);
    }

    private static @Nullable String around(FakeSentry sentry, long given) throws FieldException {
        StringBuilder read = new StringBuilder();
        Field<EventContext> field = Installed.binding().resolve("evt.around", Long.toString(given));
        sentry.replay(event -> {
            read.setLength(0);
            read.append("exists ").append(ValueText.of(field, event));
        });
        return read.toString();
    }
}
