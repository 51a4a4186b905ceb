// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.gvtrace.proto.schema.Chdir;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Credentials;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Setid;
import dev.gvtrace.proto.schema.Setresid;
import dev.gvtrace.proto.schema.Syscall;
import org.junit.jupiter.api.Test;

/**
 * The event of a call that changes who or where a thread is shows what the thread has become, as Falco's does; that of
 * a call that failed shows what it was.
 */
class AfterTheCallTest {
    private static final int ROOT = 0;
    private static final int DAEMON = 1;

    /** A call without credentials in contexts: only its arguments show them. */
    private interface Call {
        Message of(ContextData context, Exit exit);
    }

    private static FakeSentry call(boolean credentials, Exit exit, Call call) {
        FakeSentry sentry = Facts.execve().as(ROOT);
        sentry.send(Chdir.newBuilder()
                .setContextData(sentry.context(3))
                .setExit(FakeSentry.ok(0))
                .setSysno(80)
                .setFd(-100)
                .setPathname("/before")
                .build());
        ContextData.Builder context = sentry.context(3).toBuilder();
        if (credentials) {
            int id = exit.getErrorno() == 0 ? DAEMON : ROOT;
            context.setCredentials(Credentials.newBuilder()
                    .setRealUid(id)
                    .setEffectiveUid(id)
                    .setSavedUid(id)
                    .setRealGid(id)
                    .setEffectiveGid(id)
                    .setSavedGid(id));
        } else {
            context.clearCredentials();
        }
        return sentry.send(call.of(context.build(), exit));
    }

    private static Call setid(int sysno) {
        return (context, exit) -> Setid.newBuilder()
                .setContextData(context)
                .setExit(exit)
                .setSysno(sysno)
                .setId(DAEMON)
                .build();
    }

    private static Call setresid(int sysno) {
        return (context, exit) -> Setresid.newBuilder()
                .setContextData(context)
                .setExit(exit)
                .setSysno(sysno)
                .setRid(DAEMON)
                .setEid(DAEMON)
                .setSid(DAEMON)
                .build();
    }

    private static Call setreid(int sysno) {
        return (context, exit) -> Syscall.newBuilder()
                .setContextData(context)
                .setExit(exit)
                .setSysno(sysno)
                .setArg1(DAEMON)
                .setArg2(DAEMON)
                .build();
    }

    private static void changes(String type, String field, Call call) throws FieldException {
        for (boolean credentials : new boolean[] {true, false}) {
            assertThat(call(credentials, FakeSentry.ok(0), call).values("evt.type", field))
                    .containsExactly(type, "1");
            assertThat(call(credentials, FakeSentry.failed(1), call).values("evt.type", field))
                    .containsExactly(type, "0");
        }
    }

    @Test
    void usersAndGroupsAreTheNewOnes() throws Exception {
        changes("setuid", "user.uid", setid(105));
        changes("setgid", "group.gid", setid(106));
        changes("setreuid", "user.uid", setreid(113));
        changes("setregid", "group.gid", setreid(114));
        changes("setresuid", "user.uid", setresid(117));
        changes("setresgid", "group.gid", setresid(119));
    }

    @Test
    void aRefusedCallChangesNoIds() throws Exception {
        Exit refused = FakeSentry.failed(38);
        assertThat(call(false, refused, setreid(122)).values("evt.type", "user.uid"))
                .containsExactly("setfsuid", "0");
        assertThat(call(false, refused, setreid(123)).values("evt.type", "group.gid"))
                .containsExactly("setfsgid", "0");
    }

    @Test
    void theDirectoryIsTheNewOne() throws Exception {
        Call chdir = (context, exit) -> Chdir.newBuilder()
                .setContextData(context)
                .setExit(exit)
                .setSysno(80)
                .setFd(-100)
                .setPathname("/after")
                .build();
        assertThat(call(true, FakeSentry.ok(0), chdir).value("proc.cwd")).isEqualTo("/after/");
        assertThat(call(true, FakeSentry.failed(2), chdir).value("proc.cwd")).isEqualTo("/before/");
    }

    @Test
    void theSessionIsTheNewOne() throws Exception {
        assertThat(call(true, FakeSentry.ok(3), setid(112)).values("evt.type", "proc.is_sid_leader"))
                .containsExactly("setsid", "true");
    }
}
