// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import static dev.gvtrace.replay.rule.coverage.FakeSession.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.replay.Installed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rules can match in a session, and what to enable for the others (gvisor-semantics 6). */
class CoverageCheckTest {
    private static RuleCoverage check(SessionView session, String condition) {
        return new CoverageCheck(session, Installed.binding()).check(FakeSession.rule(condition, ""));
    }

    /** Status and reasons in one line. */
    private static String said(RuleCoverage found) {
        return found.status().label() + (found.reasons().isEmpty() ? "" : ": " + String.join("; ", found.reasons()));
    }

    /** Each row: what the session requests besides processes, a condition, and its result. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openat  | evt.type = openat and fd.name = /etc/shadow | full",
                "openat  | evt.type in (openat, open) and fd.name = /a | full",
                "connect | evt.type = openat and fd.name = /a"
                        + " | never: openat: does not arrive, enable syscall/openat/exit",
                "openat  | evt.type = ptrace | never: ptrace: does not arrive, enable syscall/ptrace/exit",
                "openat  | evt.type = mount | never: mount: does not arrive, enable syscall/sysno/165/exit",
                "openat  | evt.type = execve and proc.name = nc | full",
                "openat  | evt.type = procexit and proc.name = nc | full",
                "openat  | evt.type = clone and proc.pname = sh | full",
                "read    | evt.type = read and fd.name = /a"
                        + " | never: fd.name: descriptors are not followed, enable syscall/openat/exit",
                "read    | evt.type = read and fd.num = 0 | full",
                "connect | evt.type = connect and fd.sip = 1.2.3.4 | full",
                "read    | evt.type = read and fd.sip = 1.2.3.4"
                        + " | never: fd.sip: descriptors are not followed, enable syscall/openat/exit",
                "openat  | evt.type = openat and user.uid = 0 | never: user.uid: enable context field credentials",
                "openat  | evt.type = execve and proc.env[A] = b"
                        + " | never: proc.env: enable optional field envv of syscall/execve/exit",
                "openat  | evt.type = execve and proc.is_exe_upper_layer = true"
                        + " | never: proc.is_exe_upper_layer: enable optional field binary_info of sentry/execve",
                "openat  | evt.type = execve and gvisor.exe.sha256 startswith ab"
                        + " | never: gvisor.exe.sha256: enable optional field binary_sha256 of sentry/execve",
                "openat  | evt.type = execve and gvisor.stdin.path = /x"
                        + " | never: gvisor.stdin.path: enable optional field fd_info of sentry/execve",
                "openat  | evt.type = openat and gvisor.fd_path = /x"
                        + " | never: gvisor.fd_path: enable optional field fd_path",
                "openat  | evt.type = execve and thread.cap_effective contains CAP_SYS_ADMIN"
                        + " | never: execve: thread.cap_effective: the Sentry does not report it",
                "openat  | evt.type = execve and container.image.repository = shop"
                        + " | needs metadata: container.image.repository: only from metadata recorded beside the stream",
                "openat  | evt.type = execve and container.id = host"
                        + " | never: execve: container.id = host: never so, a Sentry runs containers and nothing of its"
                        + " host",
                "openat  | evt.type = execve and fd.name = /a | never: execve: fd.name: it is about no descriptor",
                "openat  | evt.type = openat and evt.arg.target = /a | never: openat: evt.arg.target: no such argument",
                "openat  | evt.type = openat and evt.buffer contains a"
                        + " | never: openat: evt.buffer: a Sentry sends no data, it is always empty"
            })
    void reportsWhatARuleLacks(String call, String condition, String said) {
        assertThat(said(check(FakeSession.of(call), condition))).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "syscall/openat/exit | credentials   | evt.type = openat and user.uid = 0",
                "syscall/openat/exit | fd_path       | evt.type = openat and gvisor.fd_path = /x",
                "syscall/openat/exit | parent_thread_group_id | evt.type = openat and proc.pname = sh",
                "syscall/execve/exit | envv          | evt.type = execve and proc.env[A] = b",
                "container/start     | env           | evt.type = execve and proc.aenv[A] = b",
                "sentry/execve       | binary_info   | evt.type = execve and proc.is_exe_upper_layer = true",
                "sentry/execve       | binary_info   | evt.type = execve and proc.exe_ino > 3",
                "sentry/execve       | binary_sha256 | evt.type = execve and gvisor.exe.sha256 startswith ab",
                "sentry/execve       | binary_sha1   | evt.type = execve and gvisor.exe.sha1 startswith ab",
                "sentry/execve       | fd_info       | evt.type = execve and gvisor.stdout.path = /x",
                "sentry/execve       | pipe_proc_info | evt.type = execve and gvisor.pipe_in.name = sh",
                "syscall/ptrace/exit | time          | evt.type = ptrace",
                "syscall/sysno/165/exit | time       | evt.type = mount and evt.failed = false"
            })
    void requestedPointsHelp(String point, String field, String condition) {
        FakeSession session = FakeSession.of("openat").without("sentry/clone");
        assertThat(check(session, condition).status()).isNotEqualTo(RuleCoverage.Status.FULL);
        assertThat(said(check(session.with(point, field), condition))).isEqualTo("full");
    }

    @Test
    void metadataHelpOnceRecorded() {
        String condition = "evt.type = execve and container.image.repository = shop";
        FakeSession session = FakeSession.of();
        assertThat(check(session, condition).status()).isEqualTo(RuleCoverage.Status.NEEDS_METADATA);
        assertThat(said(check(session.recording("container.image.repository"), condition)))
                .isEqualTo("full");
    }

    /** A raw exit shows registers, not what they point at. */
    @Test
    void rawCallsShowNoNames() {
        FakeSession session = FakeSession.of("openat").ask("syscall/sysno/87/exit", IDENTITY);
        assertThat(said(check(session, "evt.type = unlink"))).isEqualTo("full");
        assertThat(said(check(session, "evt.type = unlink and evt.arg.path = /a and fs.path.name = /a")))
                .isEqualTo("never: unlink: the registers of a raw call do not show evt.arg.path, fs.path.name");
    }

    @Test
    void aRuleAboutACallThatTheGuestLacksNeverMatches() {
        FakeSession arm = new FakeSession(Architecture.ARM64);
        for (String point : new String[] {"container/start", "sentry/clone", "sentry/execve", "syscall/openat/exit"}) {
            arm.ask(point, IDENTITY);
        }
        assertThat(said(check(arm, "evt.type = unlink"))).isEqualTo("never: unlink: a Sentry has no such event");
        assertThat(said(check(arm, "evt.type = openat and fd.name = /a"))).isEqualTo("full");
        assertThat(said(check(arm, "evt.type = unlinkat")))
                .isEqualTo("never: unlinkat: does not arrive, enable syscall/sysno/35/exit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evt.type = execve and not proc.loginuid = 5", "evt.type = kill and evt.num = 0"})
    void warnsAboutConditionsThatCannotBeTrue(String condition) {
        String known = condition.replace("proc.loginuid", "user.loginuid").replace("5", "-1");
        assertThat(check(FakeSession.of("openat"), known).status()).isEqualTo(RuleCoverage.Status.NEVER);
    }

    /** Without the value the check is false, and the rule matches whatever it looks at. */
    @Test
    void aNegatedCheckWithoutAValueAlwaysMatches() {
        RuleCoverage found = check(
                FakeSession.of("openat"), "evt.type = execve and not thread.cap_effective contains CAP_SYS_ADMIN");
        assertThat(said(found))
                .isEqualTo("always: always matches execve: thread.cap_effective: the Sentry does not report it");
        assertThat(found.unevaluated()).containsExactly("thread.cap_effective: the Sentry does not report it");
    }

    @Test
    void typesThatDoNotArriveAreBlindSpotsOfARuleThatWorks() {
        RuleCoverage found =
                check(FakeSession.of("openat"), "evt.type in (openat, creat, unlink) and evt.failed = false");
        assertThat(found.status()).isEqualTo(RuleCoverage.Status.FULL);
        assertThat(found.blind())
                .containsExactlyInAnyOrder(
                        "creat: does not arrive, enable syscall/creat/exit",
                        "unlink: does not arrive, enable syscall/sysno/87/exit");
    }

    @Test
    void anExceptionWhoseFieldHasNoValueNeverApplies() {
        RuleCoverage found = new CoverageCheck(FakeSession.of("openat"), Installed.binding())
                .check(FakeSession.rule(
                        "evt.type = openat and fd.name = /a",
                        "[{name: shops, fields: [container.image.repository], comps: [=], values: [[shop]]},"
                                + " {name: cats, fields: [proc.name], comps: [=], values: [[cat]]}]"));
        assertThat(found.status()).isEqualTo(RuleCoverage.Status.FULL);
        assertThat(found.unevaluated())
                .containsExactly(
                        "container.image.repository: only from metadata recorded beside the stream",
                        "exception 'shops' never applies: container.image.repository: only from metadata recorded"
                                + " beside the stream");
    }

    @Test
    void concealedCallsShowWhereRawExitsStandBesideTheOthers() {
        String condition = "evt.type = openat and gvisor.concealed = true";
        FakeSession session = FakeSession.of("openat");
        assertThat(check(session, condition).reasons())
                .singleElement()
                .asString()
                .contains("gvisor.concealed", "session --profile hardened");
        assertThat(said(check(session.ask("syscall/sysno/257/exit", IDENTITY), condition)))
                .isEqualTo("full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proc.name = sh",
                "evt.type exists",
                "evt.type = execve or proc.name = sh",
                "evt.type != openat and proc.name = sh"
            })
    void aRuleAboutNearlyAllTypesDoesNotListThoseThatDoNotArrive(String condition) {
        RuleCoverage found = check(FakeSession.of("openat"), condition);
        assertThat(found.status()).isEqualTo(RuleCoverage.Status.FULL);
        assertThat(found.blind()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evt.dir = <                 | full",
                "evt.dir = >                 | never",
                "evt.cpu = 0                 | full",
                "evt.cpu > 0                 | never",
                "evt.source = syscall        | full",
                "evt.source in (k8s_audit)   | never",
                "evt.latency >= 1            | never",
                "evt.latency < 1             | full",
                "evt.is_open_write = true    | full",
                "fd.name_changed = true      | never",
                "user.loginuid = -1          | always",
                "user.loginuid != -1         | never",
                "container.id exists         | full",
                "container.id != host        | full",
                "not container.id = host     | full",
                "evt.num >= 0                | full",
                "evt.num = 0                 | never"
            })
    void fieldsThatAlwaysHaveOneValueDecideByThemselves(String check, String status) {
        assertThat(check(FakeSession.of("openat"), "evt.type = openat and " + check)
                        .status()
                        .label())
                .isEqualTo(status);
    }
}
