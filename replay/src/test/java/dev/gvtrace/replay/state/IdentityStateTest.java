// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users, directories, sessions and limits. */
class IdentityStateTest {
    private static final int SETREUID = 113;
    private static final int SETREGID = 114;
    private static final int OPENAT_OF_ARM64 = 56;
    private static final int SETREUID_OF_ARM64 = 145;
    private static final int SETREGID_OF_ARM64 = 143;
    private static final int KEEP = -1;

    private final TestSentry sentry = new TestSentry();

    @BeforeEach
    void start() {
        sentry.with(TestSentry.credentials(0, 0)).start("/root", "/bin/sh");
    }

    private Credentials credentials() {
        return sentry.process(1).mainThread().credentials();
    }

    @Test
    void changesAllIdsOfRootAndOnlyTheEffectiveOfOthers() {
        sentry.setid(106, 20, 0);
        sentry.setid(105, 1000, 0);
        assertThat(credentials()).isEqualTo(new Credentials(true, 1000, 1000, 1000, 20, 20, 20));
        sentry.setid(105, 1001, 0);
        assertThat(credentials().euid()).isEqualTo(1001);
        assertThat(credentials().ruid()).isEqualTo(1000);
    }

    @Test
    void leavesIdsUnchangedWhereTheCallPassesMinusOne() {
        sentry.send(
                15,
                TestSentry.exit(0)
                        .number(3, 117)
                        .number(4, 0xffffffffL)
                        .number(5, 33)
                        .number(6, 0xffffffffL));
        assertThat(credentials()).isEqualTo(new Credentials(true, 0, 33, 0, 0, 0, 0));
        sentry.raw(114, 0, 5, 6);
        assertThat(credentials()).isEqualTo(new Credentials(true, 0, 33, 0, 5, 6, 6));
    }

    @Test
    void exchangesRealAndEffectiveIdsByRawCalls() {
        sentry.raw(SETREGID, 0, KEEP, 33);
        sentry.raw(SETREUID, 0, KEEP, 1000);
        assertThat(credentials()).isEqualTo(new Credentials(true, 0, 1000, 1000, 0, 33, 33));
        sentry.raw(SETREUID, 0, 1000, 0);
        assertThat(credentials())
                .as("the saved id becomes the new effective one")
                .isEqualTo(new Credentials(true, 1000, 0, 0, 0, 33, 33));
        sentry.raw(SETREUID, 0, KEEP, 1000);
        assertThat(credentials())
                .as("the saved id stays when the effective becomes the real one")
                .isEqualTo(new Credentials(true, 1000, 1000, 0, 0, 33, 33));
        sentry.raw(SETREUID, -1, 0, 0);
        sentry.raw(SETREGID, -1, 0, 0);
        assertThat(credentials()).as("failed").isEqualTo(new Credentials(true, 1000, 1000, 0, 0, 33, 33));
        sentry.fork(2);
        assertThat(sentry.process(2).mainThread().credentials()).isEqualTo(credentials());
    }

    @Test
    void hasTheNumbersOfArm64() {
        sentry.send(
                7,
                TestSentry.exit(3)
                        .number(3, OPENAT_OF_ARM64)
                        .number(4, TestSentry.AT_FDCWD)
                        .text(6, "/etc/passwd"));
        sentry.raw(SETREGID_OF_ARM64, 0, 5, 6);
        sentry.raw(SETREUID_OF_ARM64, 0, 7, 8);
        assertThat(credentials()).isEqualTo(new Credentials(true, 7, 8, 8, 5, 6, 6));
        sentry.raw(SETREUID, 0, 9, 9);
        sentry.raw(SETREGID, 0, 9, 9);
        assertThat(credentials()).as("other calls there").isEqualTo(new Credentials(true, 7, 8, 8, 5, 6, 6));
    }

    @Test
    void aCallThatKeepsAnUnknownIdLeavesItUnknown() {
        TestSentry attached = new TestSentry();
        attached.raw(SETREUID, 0, KEEP, 1000);
        assertThat(attached.process(1).mainThread().credentials().euid()).isEqualTo(1000);
        assertThat(attached.process(1).mainThread().credentials().ruid())
                .as("unknown")
                .isEqualTo(-1);
    }

    @Test
    void changesNothingForCallsThatFailed() {
        sentry.setid(105, 1000, -1);
        sentry.chdir("/nowhere", -2);
        sentry.setid(112, 0, -1);
        sentry.send(21, TestSentry.exit(-1).number(3, 161).text(4, "/jail"));

        assertThat(credentials().euid()).isZero();
        assertThat(sentry.process(1).mainThread().directories().cwd()).isEqualTo("/root");
        assertThat(sentry.process(1).mainThread().directories().root()).isEqualTo("/");
    }

    @Test
    void usesTheCredentialsOfTheContext() {
        sentry.with(TestSentry.credentials(33, 34)).setid(105, 1000, 0);

        assertThat(credentials()).isEqualTo(new Credentials(true, 33, 33, 33, 34, 34, 34));
        sentry.fork(2);
        assertThat(sentry.process(2).mainThread().credentials()).isEqualTo(credentials());
    }

    @Test
    void walksThroughDirectories() {
        Directories directories = sentry.process(1).mainThread().directories();
        sentry.chdir("../tmp/a", 0);
        assertThat(directories.cwd()).isEqualTo("/tmp/a");
        sentry.openat(TestSentry.AT_FDCWD, "/etc", 0x10000, 3);
        sentry.send(13, TestSentry.exit(0).number(3, 81).number(4, 3).text(6, "garbage"));
        assertThat(directories.cwd()).isEqualTo("/etc");
        assertThat(sentry.last().fdName()).isEqualTo("/etc");
        sentry.send(13, TestSentry.exit(0).number(3, 81).number(4, 9).text(5, "/srv"));
        assertThat(directories.cwd()).isEqualTo("/srv");
        sentry.send(13, TestSentry.exit(0).number(3, 81).number(4, 17));
        assertThat(directories.cwdKnown()).isFalse();
        assertThat(sentry.open("x", 5).fdName()).isEqualTo("<UNKNOWN>/x");
        sentry.chdir("sub", 0);
        assertThat(directories.cwdKnown()).isFalse();
        sentry.with(new Fields().text(8, "/told (deleted)")).read(0, "", 0);
        assertThat(directories.cwd()).isEqualTo("/told");
    }

    @Test
    void losesTheDirectoryAndTheImageToConcealedCalls() {
        sentry.raw(80, 0, 0x1000);
        sentry.chdir("/a", 0);
        sentry.raw(80, 0, 0x1000);
        sentry.read(0, "", 0);
        assertThat(sentry.types).endsWith("chdir", "chdir", "read");
        assertThat(sentry.process(1).mainThread().directories().cwdKnown()).isFalse();
        sentry.raw(59, 0, 0x1000, 0x2000, 0x3000);
        sentry.read(0, "", 0);

        assertThat(sentry.process(1).program().exepath()).isEmpty();
        assertThat(sentry.process(1).exe()).isEmpty();
        assertThat(sentry.process(1).program().argv()).isEmpty();
    }

    @Test
    void nestsRoots() {
        sentry.send(21, TestSentry.exit(0).number(3, 161).text(4, "/jail"));
        sentry.send(21, TestSentry.exit(0).number(3, 161).text(4, "/inner"));

        assertThat(sentry.process(1).mainThread().directories().root()).isEqualTo("/jail/inner");
    }

    @Test
    void startsSessionsAndGroups() {
        sentry.fork(2);
        sentry.fork(3);
        assertThat(sentry.process(2).sessionId()).isEqualTo(1);
        sentry.as(2).setid(112, 0, 2);
        sentry.as(1).raw(109, 0, 3, 0);

        assertThat(sentry.process(2).sessionId()).isEqualTo(2);
        assertThat(sentry.process(2).processGroup()).isEqualTo(2);
        assertThat(sentry.process(3).processGroup()).isEqualTo(3);
        assertThat(sentry.process(3).sessionId()).isEqualTo(1);
    }

    @Test
    void appliesChangesOfTheDescriptorLimit() {
        Fields limit = new Fields().number(1, 1024).number(2, 4096);
        sentry.send(16, TestSentry.exit(0).number(3, 302).number(5, 7).message(7, limit));
        assertThat(sentry.process(1).fdLimit()).isEqualTo(1024);
        sentry.send(
                16,
                TestSentry.exit(0)
                        .number(3, 302)
                        .number(5, 7)
                        .message(6, new Fields().number(1, -1))
                        .message(7, limit));
        assertThat(sentry.process(1).fdLimit()).isEqualTo(-1);
        sentry.send(16, TestSentry.exit(0).number(3, 302).number(5, 3).message(7, limit));
        assertThat(sentry.process(1).fdLimit()).isEqualTo(-1);
    }

    @Test
    void aThreadThatChangedIntoTheFirstDirectoryNamesIt() {
        sentry.openat(TestSentry.AT_FDCWD, "/root", 0x10000, 3);
        assertThat(sentry.open(".", 4).fdName()).isEmpty();
        sentry.send(13, TestSentry.exit(0).number(3, 81).number(4, 3));
        assertThat(sentry.open(".", 5).fdName()).isEqualTo("/root");
    }

    @Test
    void anUnsharePartsWithWhatItNames() {
        sentry.clone(2, 1, 0x10f00);
        sentry.clone(3, 1, 0x10f00);
        sentry.as(2, 1).raw(272, 0, 0x200);
        sentry.as(3, 1).raw(272, 0, 0x400);
        sentry.as(1).raw(272, 0, 0x4000_0000);
        sentry.read(0, "", 0);
        ThreadInfo main = sentry.process(1).mainThread();
        assertThat(sentry.state.thread(2).directories()).isNotSameAs(main.directories());
        assertThat(sentry.state.thread(2).descriptors()).isSameAs(main.descriptors());
        assertThat(sentry.state.thread(3).directories()).isSameAs(main.directories());
        assertThat(sentry.state.thread(3).descriptors()).isNotSameAs(main.descriptors());
    }

    @Test
    void droppedPrivilegesDoNotReturn() {
        sentry.raw(157, 0, 38, 0);
        sentry.fork(2);
        assertThat(sentry.process(1).hasNoNewPrivileges()).isFalse();
        assertThat(sentry.process(2).hasNoNewPrivileges()).isFalse();
        sentry.raw(157, 0, 38, 1);
        sentry.raw(157, 0, 38, 0);
        sentry.fork(3);
        assertThat(sentry.process(1).hasNoNewPrivileges()).isTrue();
        assertThat(sentry.process(3).hasNoNewPrivileges()).isTrue();
    }

    @Test
    void theFirstTerminalCanBeTaken() {
        sentry.open("/dev/pts/0", 3);
        sentry.raw(16, 0, 3, 0x540e);
        sentry.read(0, "", 0);
        assertThat(sentry.process(1).tty()).isEqualTo(0x8800);
    }

    @Test
    void theLimitOfAnotherProcessIsItsOwn() {
        sentry.fork(2);
        sentry.cloneExit(2);
        Fields limit = new Fields().number(1, 1024).number(2, 4096);
        sentry.send(
                16, TestSentry.exit(0).number(3, 302).number(4, 2).number(5, 7).message(6, limit));
        assertThat(sentry.process(1).fdLimit()).isEqualTo(-1);
        assertThat(sentry.process(2).fdLimit()).isEqualTo(1024);
        sentry.send(
                16, TestSentry.exit(0).number(3, 302).number(4, 99).number(5, 7).message(6, limit));
        assertThat(sentry.process(1).fdLimit()).isEqualTo(-1);
    }

    @Test
    void theCommandLineFollowsNameAndArguments() {
        ProcessInfo process = sentry.process(1);
        assertThat(process.commandLine()).isEqualTo("sh");
        assertThat(process.joinedArguments()).isEmpty();
        sentry.execveInfo("/bin/a", "/bin/a", "a", "x", "y");
        sentry.read(0, "", 0);
        assertThat(process.joinedArguments()).isEqualTo("x y");
        assertThat(process.commandLine()).isEqualTo("a x y");
        assertThat(process.commandLine()).as("made once").isSameAs(process.commandLine());
        sentry.with(new Fields().text(9, "renamed")).read(0, "", 0);
        assertThat(process.commandLine()).isEqualTo("renamed x y");
        sentry.execveInfo("/bin/renamed", "/bin/renamed", "renamed", "z");
        sentry.read(0, "", 0);
        assertThat(process.commandLine()).isEqualTo("renamed z");
    }

    @Test
    void groupsOfTheRootNamespaceAreThoseOfAll() {
        sentry.fork(2);
        assertThat(sentry.process(2).localGroup()).isEqualTo(1);
        assertThat(sentry.process(2).localSession()).isEqualTo(1);
        TestSentry late = new TestSentry();
        late.as(5).read(0, "", 0);
        assertThat(late.process(5).localGroup()).isZero();
        assertThat(late.process(5).localSession()).isZero();
    }

    @Test
    void anyThreadIsTheLeaderElseTheEldestThatLives() {
        sentry.clone(7, 5, 0x10000);
        sentry.clone(6, 5, 0x10000);
        assertThat(sentry.process(5).anyThread().tid()).isEqualTo(7);
        sentry.as(6, 5).execve("/bin/a", "a");
        sentry.open("/a", 3);
        assertThat(sentry.process(5).threadCount()).isOne();
        assertThat(sentry.process(5).anyThread().tid())
                .as("the other seems ended")
                .isEqualTo(6);
        sentry.as(5).read(0, "", 0);
        assertThat(sentry.process(5).anyThread().tid()).isEqualTo(5);
    }
}
