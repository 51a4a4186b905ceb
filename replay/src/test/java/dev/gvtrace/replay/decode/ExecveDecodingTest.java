// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Design 12 and gvisor-semantics 5.4, 5.13, case by case. */
class ExecveDecodingTest {
    private static final DecodeOptions WITH_SENTRY_EXECVE = new DecodeOptions(
            true, Set.of("sentry/execve", "syscall/execve/exit", "sentry/task_exit", "syscall/openat/exit"), false);
    private static final DecodeOptions WITH_ENVIRONMENT =
            new DecodeOptions(true, Set.of("sentry/execve", "syscall/execve/exit"), true);

    @Test
    void isOneEventAtTheTimeOfItsProof() {
        Script script = new Script().execExit(7, "/bin/id", 0, "id").sentryExecve(7, "/usr/bin/id");
        assertThat(script.log()).containsExactly("#11", "#3", "2 execve by 7 = 0 SENTRY with EXECVE_INFO /bin/id");
    }

    @Test
    void staysPendingAcrossMessagesOfOtherThreads() {
        Script script =
                new Script().execExit(7, "/bin/id", 0).openExit(8, "/x", 3).sentryExecve(7, "/usr/bin/id");
        assertThat(script.events())
                .containsExactly("2 openat by 8 = 3 /x", "3 execve by 7 = 0 SENTRY with EXECVE_INFO /bin/id");
    }

    @Test
    void countsAtItsExitWithoutAConsumerOfProofs() {
        Script script = new Script().execExit(7, "/bin/id", 0, "id").openExit(7, "/x", 3);
        assertThat(script.log()).containsExactly("#11", "1 execve by 7 = 0 EXIT /bin/id", "#7", "2 openat by 7 = 3 /x");
    }

    @Test
    void isRefutedByTheNextAttemptOfASearchAlongThePath() {
        Script script = new Script()
                .execExit(7, "/usr/local/bin/id", 0, "id", "-u")
                .execExit(7, "/usr/bin/id", 0, "id", "-u")
                .openExit(7, "/x", 3);
        assertThat(script.events())
                .containsExactly(
                        "1 execve by 7 FAILED /usr/local/bin/id",
                        "2 execve by 7 = 0 EXIT /usr/bin/id",
                        "3 openat by 7 = 3 /x");
    }

    @Test
    void isRefutedByTheEnterOfTheNextAttempt() {
        Script script = new Script()
                .execEnter(7, "/a/id", "id")
                .execExit(7, "/a/id", 0, "id")
                .rawEnter(7, 59)
                .execEnter(7, "/b/id", "id")
                .rawExit(7, 59, 0)
                .execExit(7, "/b/id", 0, "id")
                .end();
        assertThat(script.events()).containsExactly("2 execve by 7 FAILED /a/id", "6 execve by 7 = 0 EXIT /b/id");
    }

    @Test
    void isNotRefutedByAnotherCommand() {
        Script script = new Script()
                .execExit(7, "/bin/env", 0, "env", "id")
                .execExit(7, "/bin/id", 0, "id")
                .end();
        assertThat(script.events())
                .containsExactly("1 execve by 7 = 0 EXIT /bin/env", "2 execve by 7 = 0 EXIT /bin/id");
    }

    @Test
    void hasFailedWhenTheEnvironmentProvesIt() {
        Script script =
                new Script(WITH_ENVIRONMENT).execExit(7, "/a/id", 0, "id").openExit(7, "/x", 3);
        assertThat(script.log()).containsExactly("#11", "1 execve by 7 FAILED /a/id", "#7", "2 openat by 7 = 3 /x");
    }

    @Test
    void infersFromAnExitThatTheEnvironmentIsRequested() {
        Script script = new Script()
                .execExitWithEnvironment(7, "/bin/a")
                .sentryExecve(7, "/bin/a")
                .execExit(7, "/bin/b", 0)
                .openExit(7, "/x", 3);
        assertThat(script.events())
                .containsExactly(
                        "2 execve by 7 = 0 SENTRY with EXECVE_INFO /bin/a",
                        "3 execve by 7 FAILED /bin/b",
                        "4 openat by 7 = 3 /x");
    }

    @Test
    void isUnprovenWithoutProofAndEnvironment() {
        Script script = new Script(WITH_SENTRY_EXECVE).execExit(7, "/bin/id", 0).openExit(7, "/x", 3);
        assertThat(script.log()).containsExactly("#11", "1 execve by 7 = 0 NONE /bin/id", "#7", "2 openat by 7 = 3 /x");
    }

    @Test
    void isRefutedByAFurtherAttempt() {
        Script script = new Script(WITH_SENTRY_EXECVE)
                .execExit(7, "/a/id", 0)
                .execEnter(7, "/b/id")
                .execExit(7, "/b/id", 0)
                .sentryExecve(7, "/b/id");
        assertThat(script.events())
                .containsExactly("1 execve by 7 FAILED /a/id", "4 execve by 7 = 0 SENTRY with EXECVE_INFO /b/id");
    }

    @Test
    void isRefutedByTheExitOfItsThread() {
        Script script = new Script(WITH_SENTRY_EXECVE).execExit(7, "/a/id", 0).taskExit(7);
        assertThat(script.events()).containsExactly("1 execve by 7 FAILED /a/id", "2 procexit by 7");
    }

    @Test
    void isRefutedByANameThatStays() {
        Script script = new Script(WITH_SENTRY_EXECVE)
                .named("sh")
                .execExit(7, "/bin/id", 0)
                .openExit(7, "/x", 3);
        assertThat(script.events()).containsExactly("1 execve by 7 FAILED /bin/id", "2 openat by 7 = 3 /x");
    }

    @Test
    void isNotRefutedByANameThatTheNewProgramHasToo() {
        Script script = new Script(WITH_SENTRY_EXECVE)
                .named("sh")
                .execExit(7, "/usr/bin/sh", 0)
                .openExit(7, "/x", 3);
        assertThat(script.events()).containsExactly("1 execve by 7 = 0 NONE /usr/bin/sh", "2 openat by 7 = 3 /x");
    }

    @Test
    void provesNothingWhereMessagesWereLost() {
        Script script =
                new Script(WITH_ENVIRONMENT).execExit(7, "/bin/id", 0).lose(3).openExit(7, "/x", 3);
        assertThat(script.log())
                .containsExactly(
                        "#11", "lost 3", "1 execve by 7 = 0 NONE /bin/id", "#7", "2 openat by 7 = 3 /x after 3");
    }

    @Test
    void failsAtOnceWithAnErrorNumber() {
        Script script = new Script(WITH_SENTRY_EXECVE).execExit(7, "/nowhere", -2);
        assertThat(script.log()).containsExactly("#11", "1 execve by 7 = -2 FAILED /nowhere");
    }

    @Test
    void comesAtItsExitInTheOrderOf2022() {
        Script script = new Script()
                .execEnter(7, "/bin/id")
                .sentryExecve(7, "/usr/bin/id")
                .execExit(7, "/bin/id", 0);
        assertThat(script.log())
                .containsExactly("#11", "#3", "#11", "3 execve by 7 = 0 SENTRY with EXECVE_INFO /bin/id");
    }

    @Test
    void isTheTruthByItselfOnceTheOrderOf2022WasSeen() {
        Script script =
                new Script().sentryExecve(7, "/bin/a").execExit(7, "/bin/a", 0).execExit(7, "/bin/b", 0);
        assertThat(script.events().get(1)).isEqualTo("3 execve by 7 = 0 EXIT /bin/b");
    }

    @Test
    void followsTheThreadThatBecameTheLeaderInTheOrderOf2022() {
        Script script =
                new Script().inGroupOne().sentryExecve(7, "/bin/id").taskExit(1).execExit(1, "/bin/id", 0);
        assertThat(script.events())
                .containsExactly("2 procexit by 1", "3 execve by 1 = 0 SENTRY with EXECVE_INFO /bin/id");
    }

    @Test
    void isTakenForDoneWhenTheFormerLeaderEnds() {
        Script script =
                new Script().inGroupOne().execExit(7, "/bin/id", 0).taskExit(1).openExit(1, "/x", 3);
        assertThat(script.events())
                .containsExactly("1 execve by 7 = 0 EXIT /bin/id", "2 procexit by 1", "3 openat by 1 = 3 /x");
    }

    @Test
    void standsForItselfWhereExitsAreNotRequested() {
        Script script = new Script(new DecodeOptions(true, Set.of("sentry/execve"), false)).sentryExecve(7, "/bin/id");
        assertThat(script.log()).containsExactly("#3", "1 execve by 7 = 0 SENTRY with EXECVE_INFO");
    }

    @Test
    void standsForItselfWhenNoExitFollows() {
        Script script = new Script().sentryExecve(7, "/bin/id").openExit(7, "/x", 3);
        assertThat(script.log())
                .containsExactly("#3", "1 execve by 7 = 0 SENTRY with EXECVE_INFO", "#7", "2 openat by 7 = 3 /x");
    }

    @Test
    void isUndecidedWhenTheStreamEnds() {
        assertThat(new Script(WITH_ENVIRONMENT).execExit(7, "/bin/id", 0).end().events())
                .containsExactly("1 execve by 7 = 0 NONE /bin/id");
        assertThat(new Script().execExit(7, "/bin/id", 0).end().events())
                .containsExactly("1 execve by 7 = 0 EXIT /bin/id");
    }

    @Test
    void doesNotWaitWhereThreadsHaveNoIds() {
        assertThat(new Script().execExit(0, "/bin/id", 0).events()).containsExactly("1 execve by 0 = 0 EXIT /bin/id");
    }

    @Test
    void isAnAttemptTooWhenOnlyItsRegistersAreKnown() {
        DecodeOptions rawOnly = new DecodeOptions(true, Set.of("sentry/execve", "syscall/sysno/59/exit"), false);
        Script script = new Script(rawOnly)
                .rawExit(7, 59, 0, 100)
                .rawExit(7, 59, 0, 100)
                .sentryExecve(7, "/bin/id")
                .rawExit(7, 59, -14);
        assertThat(script.events())
                .containsExactly(
                        "1 execve by 7 FAILED",
                        "3 execve by 7 = 0 SENTRY with EXECVE_INFO",
                        "4 execve by 7 = -14 FAILED");
    }

    @Test
    void distinguishesRawAttemptsByTheirVector() {
        Script script = new Script()
                .rawExit(7, 59, 0, 100)
                .rawExit(7, 59, 0, 100)
                .rawExit(7, 59, 0, 200)
                .end();
        assertThat(script.events())
                .containsExactly("1 execve by 7 FAILED", "2 execve by 7 = 0 EXIT", "3 execve by 7 = 0 EXIT");
    }
}
