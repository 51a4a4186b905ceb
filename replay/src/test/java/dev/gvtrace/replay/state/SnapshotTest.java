// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.text.Text;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Snapshots and facts recorded in addition to the stream. */
class SnapshotTest {
    private static final String DUMP = """
            PROCFS DUMP

            {"exe":"/usr/bin/bash","args":["bash","-c","x"],"env":["A=1"],"cwd":"/srv","clone_ts":50,"root":"/",\
            "fdlist":[{"number":0,"path":"host:[1]","mode":8576},{"number":3,"path":"/etc/passwd","mode":33188},\
            {"number":4,"path":"/etc","mode":16877},{"number":5,"path":"pipe:[7]","mode":4480},\
            {"number":6,"path":"socket:[8]","mode":49663}],\
            "limits":{"RLIMIT_NOFILE":{"cur":1024,"max":2048}},\
            "status":{"comm":"bash","pid":5,"ppid":1,"uid":{"effective":33},"gid":{}},"stat":{"pgid":5,"sid":5}}

            {"status":{"comm":"init","pid":1,"ppid":0,"uid":{},"gid":{}},"stat":{"pgid":1,"sid":1}}
            {"status":
            """;

    private final TestSentry sentry = new TestSentry();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void addsUnknownProcesses() {
        sentry.builder().procfs(bytes(DUMP));

        ProcessInfo bash = sentry.process(5);
        assertThat(bash.origin()).isEqualTo(ProcessInfo.Origin.PROCFS);
        assertThat(bash.program().exepath()).isEqualTo("/usr/bin/bash");
        assertThat(bash.arguments()).containsExactly("-c", "x");
        assertThat(bash.name()).isEqualTo("bash");
        assertThat(bash.startNs()).isEqualTo(50);
        assertThat(bash.sessionId()).isEqualTo(5);
        assertThat(bash.fdLimit()).isEqualTo(1024);
        assertThat(bash.parent().pid()).isEqualTo(1);
        assertThat(bash.mainThread().credentials().euid()).isEqualTo(33);
        assertThat(bash.mainThread().directories().cwd()).isEqualTo("/srv");
        assertThat(bash.mainThread().descriptors().all())
                .extracting(FdInfo::kind)
                .containsExactly(
                        FdInfo.Kind.UNKNOWN,
                        FdInfo.Kind.FILE,
                        FdInfo.Kind.DIRECTORY,
                        FdInfo.Kind.PIPE,
                        FdInfo.Kind.UNKNOWN);
        assertThat(sentry.process(1).name()).isEqualTo("init");
        assertThat(sentry.builder().end()).isEmpty();
    }

    /** The recorder requests the list when the session is reported. */
    @Test
    void addsTheCommandLineOfAKnownExecSession() {
        sentry.start("/", "/bin/sh");
        sentry.as(5).with(new Fields().text(9, "bash").number(11, 1)).open("/a", 3);
        assertThat(sentry.process(5).arguments()).isEmpty();

        sentry.builder().procfs(bytes(DUMP));
        assertThat(sentry.process(5).origin()).isEqualTo(ProcessInfo.Origin.EXEC_SESSION);
        assertThat(sentry.process(5).program().exepath()).isEqualTo("/usr/bin/bash");
        assertThat(sentry.process(5).arguments()).containsExactly("-c", "x");
        assertThat(sentry.fd(5, 3).name()).as("opened since").isEqualTo("/a");
    }

    @Test
    void keepsWhatTheStreamReported() {
        sentry.start("/root", "/pause");
        sentry.as(5).with(new Fields().number(5, 50).text(9, "renamed")).open("/tmp/x", 3);
        sentry.builder().procfs(bytes(DUMP));

        ProcessInfo bash = sentry.process(5);
        assertThat(bash.name()).isEqualTo("renamed");
        assertThat(bash.program().exepath()).isEqualTo("/usr/bin/bash");
        assertThat(sentry.fd(5, 3).name()).isEqualTo("/tmp/x");
        assertThat(sentry.fd(5, 4).name()).isEqualTo("/etc");
        assertThat(sentry.process(1).name()).isEqualTo("pause");
        assertThat(bash.container().id()).isEqualTo("c1");
    }

    @Test
    void leavesOutProcessesThatEndedOrWereReplaced() {
        sentry.start("/root", "/pause");
        sentry.as(5).with(new Fields().number(3, 50).number(5, 50)).open("/tmp/x", 3);
        sentry.as(5).taskExit(0);
        sentry.builder().procfs(bytes(DUMP));
        assertThat(sentry.process(5)).isNull();
        sentry.as(5).with(new Fields().number(3, 60).number(5, 60)).open("/tmp/y", 3);
        sentry.builder().procfs(bytes(DUMP));

        assertThat(sentry.process(5).program()).isSameAs(Program.UNKNOWN);
    }

    @Test
    void namesTheContainerOfASandboxWithoutMessages() {
        sentry.builder().facts(Text.ofUtf8("runsc"), bytes("{\"sandbox\":\"s1\"}"));
        sentry.builder().procfs(bytes(DUMP));

        assertThat(sentry.process(5).container().id()).isEqualTo("s1");
    }

    @Test
    void survivesAnything() {
        sentry.builder().procfs(new byte[0]);
        sentry.builder().procfs(bytes("{\n{}\n{\"status\":7}\n[1]\n{\"status\":{\"pid\":\"x\"}}\n"));
        sentry.builder().procfs(bytes("{\"a\":" + "[".repeat(500) + "]".repeat(500) + "}"));
        sentry.builder().facts(Text.ofUtf8("container"), bytes("nonsense"));
        sentry.builder().facts(Text.ofUtf8("container"), bytes("{\"id\":5}"));

        assertThat(sentry.state.processes()).isEmpty();
        assertThat(sentry.state.containers()).isEmpty();
    }

    @Test
    void aContainerMayHaveNoMounts() {
        sentry.builder()
                .facts(Text.ofUtf8("container"), bytes("{\"id\":\"c1\",\"oci\":{\"mounts\":[{\"type\":\"proc\"}]}}"));
        sentry.start("/", "/bin/sh");
        assertThat(sentry.process(1).container().facts()).containsEntry("container.mounts", "");
    }

    @Test
    void mountsAreUnknownWithoutTheBundle() {
        sentry.builder().facts(Text.ofUtf8("container"), bytes("{\"id\":\"c1\",\"container.name\":\"web\"}"));
        sentry.start("/", "/bin/sh");
        assertThat(sentry.process(1).container().facts())
                .containsEntry("container.name", "web")
                .doesNotContainKey("container.mounts");
    }

    @Test
    void turnsRecordedFactsIntoMetadata() {
        sentry.builder().facts(Text.ofUtf8("container"), bytes("""
                {"id":"c1","passwd":[{"name":"www","uid":33,"gid":33,"home":"/var/www","shell":"/bin/false"},
                {"name":"dup","uid":33}],"group":[{"name":"web","gid":33}],
                "oci":{"annotations":{"io.kubernetes.cri.container-name":"nginx",
                "io.kubernetes.cri.image-name":"reg:5000/lib/nginx:1.21@sha256:ab",
                "io.kubernetes.cri.sandbox-name":"web-0","io.kubernetes.cri.sandbox-namespace":"prod",
                "io.kubernetes.cri.sandbox-id":"s1"},
                "mounts":[{"type":"proc","source":"proc","destination":"/proc"},
                {"type":"bind","source":"/h","destination":"/c","options":["rbind","ro","rprivate"]}],
                "linux":{"namespaces":[{"type":"pid"},{"type":"ipc"}]}}}
                """));
        sentry.start("/", "/bin/sh");

        ContainerInfo container = sentry.process(1).container();
        assertThat(container.facts())
                .containsEntry("container.name", "nginx")
                .containsEntry("container.type", "containerd")
                .containsEntry("container.image", "reg:5000/lib/nginx:1.21@sha256:ab")
                .containsEntry("container.image.repository", "reg:5000/lib/nginx")
                .containsEntry("container.image.tag", "1.21")
                .containsEntry("container.image.digest", "sha256:ab")
                .containsEntry("container.mounts", "/h:/c::false:rprivate")
                .containsEntry("container.privileged", "false")
                .containsEntry("container.host_network", "true")
                .containsEntry("container.host_pid", "false")
                .containsEntry("k8s.pod.name", "web-0")
                .containsEntry("k8s.ns.name", "prod")
                .containsEntry("k8s.pod.sandbox_id", "s1");
        assertThat(container.user(33).name()).isEqualTo("www");
        assertThat(container.user(33).home()).isEqualTo("/var/www");
        assertThat(container.groupName(33)).isEqualTo("web");
        assertThat(container.user(34)).isNull();
        assertThat(container.startSeen()).isTrue();
        assertThat(container.startNs()).isEqualTo(sentry.timeNs());
    }

    @Test
    void takesFactsThatBearTheNamesOfFields() {
        sentry.builder()
                .facts(
                        Text.ofUtf8("container"),
                        bytes(
                                "{\"id\":\"c1\",\"facts\":{\"container.image.repository\":\"a/b\"},\"k8s.pod.name\":\"p\"}"));

        assertThat(sentry.state.container("c1").facts())
                .containsEntry("container.image.repository", "a/b")
                .containsEntry("k8s.pod.name", "p");
    }

    private ProcessInfo listed(String members) {
        sentry.builder().procfs(bytes("{\"status\":{\"pid\":5" + members + "}"));
        return sentry.process(5);
    }

    @Test
    void takesUsersAndGroupsUnlessTheStreamHadThem() {
        String ids =
                ",\"uid\":{\"real\":1,\"effective\":2,\"saved\":3},\"gid\":{\"real\":4,\"effective\":5,\"saved\":6}}";
        assertThat(listed(ids).mainThread().credentials()).isEqualTo(new Credentials(true, 1, 2, 3, 4, 5, 6));
        TestSentry told = new TestSentry();
        told.as(5).with(TestSentry.credentials(33, 34)).read(0, "", 0);
        told.builder().procfs(bytes("{\"status\":{\"pid\":5" + ids + "}"));
        assertThat(told.process(5).mainThread().credentials().euid()).isEqualTo(33);
        assertThat(new SnapshotTest().listed("}").mainThread().credentials().known())
                .isFalse();
    }

    @Test
    void reportsDirectoriesWithoutTheMarkOfDeletedOnes() {
        Directories directories = listed("},\"cwd\":\"/srv (deleted)\",\"root\":\"/jail\"")
                .mainThread()
                .directories();
        assertThat(directories.cwd()).isEqualTo("/srv");
        assertThat(directories.root()).isEqualTo("/jail");
        listed("},\"cwd\":\"/tmp\"");
        assertThat(directories.cwd()).as("known by now").isEqualTo("/srv");
        assertThat(directories.root()).isEqualTo("/jail");
        Directories none = new SnapshotTest().listed("}").mainThread().directories();
        assertThat(none.cwdKnown()).isFalse();
        assertThat(none.root()).isEqualTo("/");
    }

    @Test
    void takesProgramsAsFarAsTheyAreListed() {
        ProcessInfo bare = listed("},\"args\":[\"a\"]");
        assertThat(bare.exe()).isEqualTo("a");
        assertThat(bare.arguments()).isEmpty();
        assertThat(bare.program().exepath()).isEmpty();
        assertThat(bare.program().environmentKnown()).isFalse();
        ProcessInfo empty = new SnapshotTest().listed("},\"exe\":\"/bin/a (deleted)\",\"env\":[]");
        assertThat(empty.exe()).isEqualTo("/bin/a (deleted)");
        assertThat(empty.program().exepath()).isEqualTo("/bin/a");
        assertThat(empty.program().environmentKnown()).isTrue();
        assertThat(new SnapshotTest().listed("}").program()).isSameAs(Program.UNKNOWN);
    }

    @Test
    void reportsUnknownNumbers() {
        ProcessInfo process = listed(",\"comm\":\"" + "n".repeat(300) + "\"},\"clone_ts\":50");
        assertThat(process.name()).hasSize(Limits.NAME);
        assertThat(process.mainThread().name()).isEqualTo(process.name());
        assertThat(process.fdLimit()).as("not listed").isEqualTo(-1);
        listed(
                ",\"comm\":\"other\"},\"clone_ts\":50,\"stat\":{\"sid\":2,\"pgid\":3},\"limits\":{\"RLIMIT_NOFILE\":{\"cur\":0}}");
        assertThat(process.name()).hasSize(Limits.NAME);
        assertThat(process.sessionId()).as("0 was listed").isZero();
        assertThat(process.processGroup()).isEqualTo(3);
        assertThat(process.fdLimit()).isZero();
        listed("},\"clone_ts\":60,\"stat\":{\"pgid\":9},\"limits\":{\"RLIMIT_NOFILE\":{\"cur\":7}}");
        assertThat(process.processGroup()).as("another process").isEqualTo(3);
        listed("},\"clone_ts\":50,\"stat\":{\"pgid\":9},\"limits\":{\"RLIMIT_NOFILE\":{\"cur\":7}}");
        assertThat(process.processGroup()).isEqualTo(3);
        assertThat(process.fdLimit()).isZero();
    }

    @Test
    void reportsWhenAProcessBegan() {
        sentry.as(5).read(0, "", 0);
        assertThat(listed("},\"clone_ts\":50").startNs()).isEqualTo(50);
        assertThat(listed("},\"clone_ts\":50").startNs()).isEqualTo(50);
    }

    @Test
    void confirmsAfterALossThatAProcessStillRunsWhatItRan() {
        sentry.start("/", "/bin/sh", "-l");
        sentry.as(1).fork(2);
        sentry.losing(1).read(0, "", 0);
        sentry.builder().procfs(bytes("{\"status\":{\"pid\":1},\"args\":[\"/bin/sh\",\"-x\"]}"));
        assertThat(sentry.state.isUncertain(sentry.process(1))).isTrue();
        sentry.builder().procfs(bytes("{\"status\":{\"pid\":1},\"args\":[\"/bin/sh\",\"-l\"]}"));
        assertThat(sentry.state.isUncertain(sentry.process(1))).isFalse();
        assertThat(sentry.state.isUncertain(sentry.process(2))).isTrue();
        assertThat(sentry.state.lostBefore()).isEqualTo(1);
        sentry.builder().procfs(bytes("{\"status\":{\"pid\":2},\"args\":[\"/bin/sh\",\"-l\"]}"));
        assertThat(sentry.state.lostBefore()).isZero();
    }

    @Test
    void confirmsNothingWithoutAKnownProgram() {
        sentry.losing(1).as(2).read(0, "", 0);
        sentry.as(3).read(0, "", 0);
        sentry.losing(1).read(0, "", 0);
        sentry.builder().procfs(bytes("{\"status\":{\"pid\":2}}"));
        assertThat(sentry.state.isUncertain(sentry.process(2))).isTrue();
    }

    @Test
    void takesAProcessWhoseIdBelongedToOneThatEnded() {
        sentry.start("/", "/bin/sh");
        sentry.as(5).with(new Fields().number(3, 50).number(5, 50)).read(0, "", 0);
        sentry.taskExit(0);
        assertThat(listed("},\"clone_ts\":50")).as("the one that ended").isNull();
        assertThat(listed("},\"clone_ts\":60").startNs()).isEqualTo(60);
    }

    @Test
    void findsContainersByTheAncestorsElseByBeingTheOnlyOne() {
        sentry.in("c1").as(1).start("/", "/pause");
        sentry.in("c2").as(2).start("/", "/bin/sh");
        sentry.builder().procfs(bytes("{\"status\":{\"pid\":7}}"));
        assertThat(sentry.process(7).container()).as("of two").isNull();
        sentry.in("").as(8).with(new Fields().number(10, 2)).read(0, "", 0);
        sentry.as(9).with(new Fields().number(10, 8)).read(0, "", 0);
        sentry.builder().procfs(bytes("{\"status\":{\"pid\":9}}"));
        assertThat(sentry.process(9).container().id()).isEqualTo("c2");
        sentry.builder().procfs(bytes("{\"status\":{\"pid\":1}}"));
        assertThat(sentry.process(1).container().id()).isEqualTo("c1");
    }

    @Test
    void namesNoContainerWhereTheSandboxIsNotKnown() {
        assertThat(listed("}").container()).isNull();
        assertThat(sentry.state.containers()).isEmpty();
    }

    @Test
    void reportsUnknownParents() {
        sentry.as(6).with(new Fields().number(10, 9)).read(0, "", 0);
        sentry.builder().procfs(bytes("""
                {"status":{"pid":4,"ppid":3}}
                {"status":{"pid":6,"ppid":3}}
                {"status":{"pid":3,"ppid":0}}"""));
        assertThat(sentry.process(4).parent().pid()).isEqualTo(3);
        assertThat(sentry.process(6).parentPid()).as("reported by the stream").isEqualTo(9);
        assertThat(sentry.process(3).parent()).isNull();
        assertThat(sentry.process(3).parentPid()).isZero();
    }

    @Test
    void readsLinesWhateverIsBetweenThem() {
        sentry.builder().procfs(bytes("\n\n# {\n{\"status\":{\"pid\":4}}\n{]\n\n{\"status\":{\"pid\":6}}"));
        assertThat(sentry.state.processes()).extracting(ProcessInfo::pid).containsExactly(4, 6);
        assertThat(sentry.process(4).mainThread().localTid()).isZero();
    }
}
