// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Times as text agree with the calendar classes. */
class TimeTextPropertyTest {
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.nnnnnnnnn", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Property
    void agreesWithTheCalendar(@ForAll @LongRange(min = -2_208_988_800_000_000_000L) long timeNs) {
        Instant instant = Instant.ofEpochSecond(0, timeNs);
        String expected = DATE_TIME.format(instant);
        assertThat(TimeText.dateTime(timeNs)).isEqualTo(expected);
        assertThat(TimeText.time(timeNs)).isEqualTo(expected.substring(11));
        assertThat(TimeText.timeOfSeconds(timeNs)).isEqualTo(expected.substring(11, 19));
        assertThat(TimeText.dateTimeOfSeconds(timeNs)).isEqualTo(expected.substring(0, 19));
        assertThat(TimeText.iso8601(timeNs)).isEqualTo(expected.replace(' ', 'T') + "+0000");
        assertThat(TimeText.rfc3339(timeNs)).isEqualTo(expected.replace(' ', 'T') + 'Z');
        StringBuilder appended = new StringBuilder("at ");
        TimeText.appendTime(appended, timeNs);
        assertThat(appended.toString()).isEqualTo("at " + expected.substring(11));
    }
}
