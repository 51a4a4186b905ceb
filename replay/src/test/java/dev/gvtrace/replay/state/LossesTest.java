// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After messages were lost: what is uncertain, and until when ({@code gvtrace-limits(7)}). */
class LossesTest {
    private static final int NAME = 9;

    private final TestSentry sentry = new TestSentry();

    @BeforeEach
    void start() {
        sentry.start("/", "/bin/sh");
    }

    private static Fields name(String name) {
        return new Fields().text(NAME, name);
    }

    private boolean isUncertain(int pid) {
        return sentry.state.isUncertain(sentry.state.process(pid));
    }

    @Test
    void nothingIsUncertainBeforeALoss() {
        assertThat(isUncertain(1)).isFalse();
        assertThat(sentry.state.lost()).isZero();
        assertThat(sentry.state.lostBefore()).isZero();
        assertThat(sentry.state.lossTimeNs()).isZero();
        sentry.builder().lost(0);
        assertThat(isUncertain(1)).isFalse();
    }

    @Test
    void theFirstEventBehindALossDatesIt() {
        sentry.builder().lost(2);
        assertThat(sentry.state.lossTimeNs()).isZero();
        sentry.read(0, "", 0);
        long first = sentry.timeNs();
        sentry.read(0, "", 0);
        assertThat(sentry.state.lossTimeNs()).isEqualTo(first);
        sentry.builder().lost(1);
        assertThat(sentry.state.lossTimeNs()).as("of the next").isZero();
        sentry.read(0, "", 0);
        assertThat(sentry.state.lossTimeNs()).isEqualTo(sentry.timeNs());
    }

    @Test
    void lossesAddUpUntilTheStateHasHealed() {
        sentry.builder().lost(2);
        sentry.builder().lost(3);
        assertThat(sentry.state.lostBefore()).isEqualTo(5);
        sentry.execveInfo("/bin/a", "/bin/a", "a");
        sentry.read(0, "", 0);
        assertThat(isUncertain(1)).isFalse();
        assertThat(sentry.state.lostBefore()).isZero();
        sentry.builder().lost(7);
        assertThat(sentry.state.lostBefore()).isEqualTo(7);
        assertThat(sentry.state.lost()).isEqualTo(12);
    }

    @Test
    void theNameThatIsKnownConfirmsFromTheNextMessageOn() {
        sentry.fork(2);
        sentry.builder().lost(1);
        sentry.as(1).with(name("sh")).read(0, "", 0);
        assertThat(isUncertain(1)).as("this message's event was not awaited").isTrue();
        sentry.read(0, "", 0);
        assertThat(isUncertain(1)).isFalse();
        assertThat(sentry.state.lostBefore()).as("for the other").isOne();
        sentry.as(2).with(name("sh")).read(0, "", 0);
        sentry.as(1).read(0, "", 0);
        assertThat(sentry.state.lostBefore()).isZero();
    }

    @Test
    void aNameThatChangedUnseenConfirmsNothing() {
        sentry.builder().lost(1);
        for (int i = 0; i < 3; i++) {
            sentry.with(name("other")).read(0, "", 0);
        }
        assertThat(isUncertain(1)).isTrue();
        sentry.execve("/bin/a", "a");
        sentry.with(name("a")).read(0, "", 0);
        assertThat(isUncertain(1)).isFalse();
        sentry.builder().lost(1);
        sentry.with(name("a")).read(0, "", 0);
        sentry.read(0, "", 0);
        assertThat(isUncertain(1)).as("the execve's name is known").isFalse();
    }

    @Test
    void theNameOfAThreadBesideTheLeaderConfirmsNothing() {
        sentry.clone(2, 1, 0x10000);
        sentry.builder().lost(1);
        sentry.as(2, 1).with(name("sh")).read(0, "", 0);
        sentry.read(0, "", 0);
        assertThat(isUncertain(1)).isTrue();
    }

    @Test
    void aLossBetweenTheNameAndTheNextMessageConfirmsNothing() {
        sentry.builder().lost(1);
        sentry.with(name("sh")).read(0, "", 0);
        sentry.builder().lost(1);
        sentry.read(0, "", 0);
        assertThat(isUncertain(1)).isTrue();
        assertThat(sentry.state.lostBefore()).isEqualTo(2);
    }

    @Test
    void aProcessThatEndsIsNoLongerUncertain() {
        sentry.fork(2);
        sentry.builder().lost(4);
        sentry.as(2).with(name("sh")).exitNotify();
        assertThat(sentry.state.lostBefore()).as("the other lives").isEqualTo(4);
        sentry.as(1).with(name("sh")).exitNotify();
        assertThat(sentry.state.processCount()).isZero();
        assertThat(sentry.state.lostBefore()).as("no process is known").isEqualTo(4);
        sentry.in("c2").as(3).start("/", "/bin/sh");
        assertThat(sentry.state.lostBefore()).isZero();
    }

    @Test
    void aNewNameAtTheExitIsCountedOnce() {
        sentry.fork(2);
        sentry.builder().lost(1);
        sentry.as(2).with(name("sh")).taskExit(0);
        sentry.as(1).read(0, "", 0);
        assertThat(sentry.state.lostBefore()).isOne();
        sentry.with(name("sh")).read(0, "", 0);
        sentry.read(0, "", 0);
        assertThat(sentry.state.lostBefore()).isZero();
    }

    @Test
    void childrenOfUncertainProcessesRecoverByThemselves() {
        sentry.builder().lost(1);
        sentry.with(name("other")).fork(2);
        assertThat(isUncertain(2)).isTrue();
        sentry.as(2).with(name("other")).read(0, "", 0);
        sentry.read(0, "", 0);
        assertThat(isUncertain(2)).as("misnamed as its parent").isTrue();
        sentry.execveInfo("/bin/a", "/bin/a", "a");
        sentry.as(1).execveInfo("/bin/b", "/bin/b", "b");
        sentry.end();
        assertThat(isUncertain(1)).isFalse();
        assertThat(isUncertain(2)).isFalse();
        assertThat(sentry.state.lostBefore()).isZero();
    }

    @Test
    void aLateProcessIsUncertainOnlyAfterALoss() {
        sentry.as(5).read(0, "", 0);
        assertThat(isUncertain(5)).isFalse();
        sentry.builder().lost(1);
        sentry.as(6).with(name("x")).read(0, "", 0);
        sentry.with(name("x")).read(0, "", 0);
        sentry.read(0, "", 0);
        assertThat(isUncertain(6)).as("its program is not known").isTrue();
        assertThat(sentry.state.silentThreads()).isEmpty();
    }

    @Test
    void silentThreadsAreUncertainIfTheirMessagesMayBeLost() {
        sentry.fork(2);
        sentry.builder().lost(1);
        sentry.with(name("sh")).read(0, "", 0);
        sentry.execveInfo("/bin/a", "/bin/a", "a");
        sentry.fork(3);
        sentry.end();
        assertThat(sentry.builder().end())
                .extracting(silent -> silent.tid() + " " + silent.uncertain() + " " + silent)
                .containsExactly("2 true silent thread 2 of process 2", "3 false silent thread 3 of process 3");
    }
}
