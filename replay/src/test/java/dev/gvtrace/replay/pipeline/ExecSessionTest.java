// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.gvtrace.proto.schema.CloneInfo;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Execve;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.schema.Start;
import dev.gvtrace.proto.schema.TaskExit;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.filter.OutputTemplate;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first process of an exec session gives one execve event, at its first message (design 6). */
class ExecSessionTest {
    private static final Opening OPENING =
            Opening.builder(TraceOrigin.LIVE, 0).host(Text.ofUtf8("host")).build();

    private static final long FIRST_NS = 1_700_000_000_000_000_000L;

    private final List<String> seen = new ArrayList<>();
    private long messages;
    private final ConnectionReplay replay =
            new ConnectionReplay(1, OPENING, ReplayOptions.DEFAULT, new ReplayListener() {
                @Override
                public boolean event(EventContext event) {
                    seen.add(shown(event));
                    return true;
                }
            });

    private static String shown(EventContext event) {
        OutputTemplate<EventContext> template = OutputTemplate.compile(
                "%evt.num %evt.type %gvisor.exec_proof %evt.res pid=%proc.pid vpid=%proc.vpid name=%proc.name"
                        + " cmd=%proc.cmdline path=%proc.exepath parent=%proc.pname sid=%proc.sid"
                        + " session=%gvisor.is_exec_session user=%user.uid c=%container.id",
                Installed.binding(), new ArrayList<>());
        return template.render(event).decoded();
    }

    private ContextData.Builder context(int pid, int parent) {
        return ContextData.newBuilder()
                .setTimeNs(FIRST_NS + messages)
                .setThreadId(pid)
                .setThreadGroupId(pid)
                .setContainerId("c1")
                .setParentThreadGroupId(parent);
    }

    private ContextData.Builder session(int pid, int parent, String name) {
        return context(pid, parent).setIsExecSession(true).setProcessName(name);
    }

    private void send(Message message) {
        byte[] packet = Packets.of(message);
        replay.packet(packet, 0, packet.length, FIRST_NS + messages++);
    }

    private static Open open(ContextData.Builder context) {
        return Open.newBuilder()
                .setContextData(context)
                .setSysno(257)
                .setFd(-100)
                .setPathname("/etc/shadow")
                .setExit(Exit.newBuilder().setResult(3))
                .build();
    }

    @BeforeEach
    void start() {
        send(Start.newBuilder()
                .setContextData(context(1, 0))
                .setId("c1")
                .addArgs("/bin/sleep")
                .build());
        seen.clear();
    }

    @Test
    void comesBeforeTheEventOfItsFirstMessageAndOnlyOnce() {
        send(open(session(7, 0, "cat")));
        send(open(session(7, 0, "cat")));
        assertThat(seen)
                .containsExactly(
                        "3 execve session SUCCESS pid=7 vpid=7 name=cat cmd=cat path= parent=<NA> sid=7 session=true"
                                + " user=<NA> c=c1",
                        "4 openat <NA> SUCCESS pid=7 vpid=7 name=cat cmd=cat path= parent=<NA> sid=7 session=true"
                                + " user=<NA> c=c1",
                        "5 openat <NA> SUCCESS pid=7 vpid=7 name=cat cmd=cat path= parent=<NA> sid=7 session=true"
                                + " user=<NA> c=c1");
    }

    @Test
    void takesNothingFromTheCallThatShowedIt() {
        send(Execve.newBuilder()
                .setContextData(session(7, 0, "sh"))
                .setSysno(59)
                .setPathname("/bin/id")
                .addArgv("id")
                .addArgv("-u")
                .setExit(Exit.newBuilder())
                .build());
        assertThat(seen)
                .singleElement()
                .satisfies(
                        line -> assertThat(line).startsWith("3 execve session ").contains(" name=sh cmd=sh path= "));
        replay.end();
        assertThat(seen).hasSize(2);
        assertThat(seen.get(1)).startsWith("4 execve exit ").contains(" cmd=id -u path=/bin/id ");
    }

    @Test
    void childrenOfASessionDoNotBeginSessions() {
        send(open(session(7, 0, "sh")));
        send(CloneInfo.newBuilder()
                .setContextData(session(7, 0, "sh"))
                .setCreatedThreadId(8)
                .setCreatedThreadGroupId(8)
                .build());
        send(open(session(8, 7, "sh")));
        // of 9 the clone was lost, but it has a parent
        send(open(session(9, 7, "sh")));
        assertThat(seen).filteredOn(line -> line.contains(" session SUCCESS")).hasSize(1);
    }

    @Test
    void itsEndRevealsAnExecSession() {
        send(TaskExit.newBuilder().setContextData(session(7, 0, "true")).build());
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).startsWith("3 execve session ");
        assertThat(seen.get(1)).startsWith("4 procexit ");
    }

    @Test
    void otherLateProcessesAreNotExecSessions() {
        send(open(context(7, 0)));
        assertThat(seen).hasSize(1);
    }

    @Test
    void aSnapshotHasCommandLineAndPath() {
        replay.procfs(("PROCFS DUMP\n\n{\"exe\":\"/usr/bin/bash\",\"args\":[\"bash\",\"-i\"],\"clone_ts\":5,"
                        + "\"status\":{\"comm\":\"bash\",\"pid\":7,\"ppid\":0,\"uid\":{},\"gid\":{}},"
                        + "\"stat\":{\"pgid\":7,\"sid\":7}}\n\n"
                        + "{\"exe\":\"/usr/bin/cat\",\"args\":[\"cat\"],\"clone_ts\":6,"
                        + "\"status\":{\"comm\":\"cat\",\"pid\":8,\"ppid\":7,\"uid\":{},\"gid\":{}},"
                        + "\"stat\":{\"pgid\":8,\"sid\":7}}\n")
                .getBytes(StandardCharsets.UTF_8));
        send(open(session(7, 0, "bash")));
        send(open(session(8, 7, "cat")));
        assertThat(seen)
                .filteredOn(line -> line.contains(" session SUCCESS"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line).contains(" cmd=bash -i path=/usr/bin/bash ");
                });
    }
}
