// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.event.type.EventType;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.filter.ast.FilterException;
import dev.gvtrace.replay.filter.ast.FilterParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypeSetTest {
    private static final int ASYNC = 1;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evt.type = open | 2",
                "evt.type == openat | 4",
                "evt.type in (open, openat, openat2) | 8",
                "evt.type = execve | 16",
                "syscall.type = accept | 8",
                "evt.type = accept4 | 2",
                "evt.type = clone | 8",
                "evt.type = sync | 2",
                "evt.type = sync or evt.type = getpid | 2",
                "evt.type = pread64 | 2",
                "evt.type in () | 0",
                "evt.type = open and evt.type = close | 0",
                "evt.type = open or proc.name = x | 453",
                "evt.type = open and proc.name = x | 2",
                "evt.type = open and not proc.name = x | 2",
                "proc.name = x | 453",
                "evt.type exists | 453",
                "not evt.type exists | 0",
                "evt.type != open | 451",
                "not evt.type = open | 451",
                "not (evt.type = open or evt.type = close) | 449",
                "not (evt.type != open) | 2",
                "not not evt.type = open | 2",
                "evt.type = open and not (evt.type = open and proc.name = x) | 2",
                "evt.type startswith open | 453",
                "evt.num = 0 | 0",
                "evt.num < 1 | 0",
                "evt.num in (0, 0) | 0",
                "evt.num > 0 | 453",
                "not evt.num >= 1 | 0",
                "not evt.num = 0 | 453",
                "evt.num = 1 | 453",
                "evt.type = open or evt.num = 0 | 2"
            })
    void countsCodesOfTheEventTable(String condition, int codes) throws FilterException {
        assertThat(set(condition).codes()).isEqualTo(codes + ASYNC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evt.type = open | open | true",
                "evt.type = open | openat | false",
                "evt.type = open | container | true",
                "evt.type in () | container | true",
                "evt.type != sync | getpid | false",
                "not evt.type in (sync, open) | getpid | false",
                "not evt.type in (sync, open) | close | true",
                "evt.type != open | getpid | true",
                "evt.type = sync | getpid | true",
                "evt.type != pread64 | pread | false",
                "proc.name = x | silent | true"
            })
    void reportsTheEventsThatARuleSees(String condition, String name, boolean sees) throws FilterException {
        EventType type = EventTypes.byName(name);

        assertThat(set(condition).contains(type)).isEqualTo(sees);
    }

    private static EventTypeSet set(String condition) throws FilterException {
        return EventTypeSet.of(FilterParser.parse(condition));
    }
}
