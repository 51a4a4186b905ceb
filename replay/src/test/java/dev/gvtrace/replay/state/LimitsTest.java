// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What happens at the limits of tables that hold tens of thousands. Mutation testing leaves this class out: each try
 * fills them.
 */
class LimitsTest {
    private final TestSentry sentry = new TestSentry();

    @Test
    void forgetsTheEldestProcessForAThreadTooMany() {
        sentry.start("/", "/bin/sh");
        sentry.as(2).open("/a", 3);
        for (int tid = 3; tid < Limits.THREADS + 10; tid++) {
            sentry.fork(tid);
        }

        assertThat(sentry.state.threads()).hasSize(Limits.THREADS);
        assertThat(sentry.process(1)).isNull();
        assertThat(sentry.process(2)).isNotNull();
        assertThat(sentry.process(Limits.THREADS + 9).parent().pid()).isEqualTo(2);
        assertThat(sentry.state.forgotten()).isPositive();
    }

    @Test
    void notesNoMoreDescriptorsThanATableHolds() {
        sentry.start("/", "/bin/sh");
        for (int fd = 0; fd < Limits.DESCRIPTORS_PER_TABLE + 5; fd++) {
            sentry.open("/a", fd);
        }

        FdTable table = sentry.process(1).mainThread().descriptors();
        assertThat(table.size()).isEqualTo(Limits.DESCRIPTORS_PER_TABLE);
        assertThat(sentry.last().fdName()).isEqualTo("/a");
        assertThat(sentry.read(Limits.DESCRIPTORS_PER_TABLE + 1, "", 1).fdName())
                .isEmpty();
        sentry.close(3, 0);
        assertThat(sentry.open("/b", 100_000).fd()).isSameAs(table.get(100_000));
    }

    @Test
    void boundsWhatAreOnlyNotes() {
        sentry.start("/", "/bin/sh");
        sentry.open("/a", 3);
        for (int number = 16; number < 40 * Limits.DESCRIPTORS_PER_TABLE; number += 32) {
            sentry.read(number, "", 1);
        }

        assertThat(sentry.process(1).mainThread().descriptors().weigh(-1))
                .isLessThan(168L * Limits.DESCRIPTORS_PER_TABLE + 4096);
    }
}
