// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.capture.session.TraceSessionConfig.PointSelection;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.proto.point.SyscallTable;
import dev.gvtrace.text.EscapedText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SessionConfigTest {
    private static final Path SOCKET = Path.of("/run/gvtrace/capture.sock");

    @ParameterizedTest
    @EnumSource(Profile.class)
    void readsBackWhatItWrites(Profile profile) throws SessionConfigException {
        TraceSessionConfig config = profile.config(SOCKET, Architecture.X86_64);
        assertThat(read(SessionConfigWriter.write(config))).isEqualTo(config);
        assertThat(config.socket()).contains(SOCKET);
        assertThat(config.ignoreMissing()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void namesOnlyPointsAndFieldsThatExist(Profile profile) {
        for (Architecture architecture : Architecture.values()) {
            for (PointSelection point : profile.points(architecture)) {
                var known = PointCatalog.find(point.name());
                assertThat(known).as(point.name()).isNotNull();
                assertThat(known.architectures()).contains(architecture);
                assertThat(known.contextFields().stream().map(f -> f.label()).toList())
                        .containsAll(point.contextFields());
                assertThat(known.optionalFields().stream().map(f -> f.label()).toList())
                        .containsAll(point.optionalFields());
            }
        }
    }

    @Test
    void hardenedRequestsNoContextStringsAndShadowsNamingCalls() {
        Map<String, PointSelection> points = byName(Profile.HARDENED);
        for (PointSelection point : points.values()) {
            assertThat(point.contextFields()).doesNotContain("cwd", "process_name");
            assertThat(point.optionalFields()).doesNotContain("fd_path");
        }
        for (int number : new int[] {59, 322, 2, 257, 85, 80, 81, 42}) {
            assertThat(points).containsKeys("syscall/sysno/" + number + "/enter", "syscall/sysno/" + number + "/exit");
        }
        for (String call : List.of("execve", "execveat", "open", "openat", "creat", "chdir", "fchdir", "connect")) {
            assertThat(points).containsKey("syscall/" + call + "/exit");
        }
        assertThat(points.get("syscall/execve/exit").optionalFields()).containsExactly("envv");
    }

    @Test
    void everyProfileSeesStateThatOnlyRawCallsChange() {
        for (Profile profile : Profile.values()) {
            // openat2, memfd_create, epoll_create1, pidfd_open, close_range, setreuid, setregid, prctl, clone3
            for (int number : new int[] {437, 319, 291, 434, 436, 113, 114, 157, 435}) {
                assertThat(byName(profile))
                        .as(profile.name())
                        .containsKeys("syscall/sysno/" + number + "/enter", "syscall/sysno/" + number + "/exit");
            }
        }
    }

    @Test
    void allButTheSmallestSeeCloseOnExecSetByIoctl() {
        for (Profile profile : Profile.values()) {
            assertThat(byName(profile).containsKey("syscall/sysno/16/exit"))
                    .as(profile.name())
                    .isEqualTo(profile != Profile.MINIMAL);
        }
        assertThat(Profile.FALCO.points(Architecture.ARM64))
                .anyMatch(point -> point.name().equals("syscall/sysno/29/exit"));
    }

    @Test
    void fullHasNoRawTwinOfASchematizedPoint() {
        SyscallTable table = SyscallTable.of(Architecture.X86_64);
        assertThat(byName(Profile.FULL).keySet())
                .filteredOn(name -> name.startsWith("syscall/sysno/"))
                .isNotEmpty()
                .allMatch(name -> table.type(Integer.parseInt(name.split("/")[2])) == null);
    }

    @Test
    void falcoHasWhatFalcoRequests() {
        Map<String, PointSelection> points = byName(Profile.FALCO);
        for (String call : List.of(
                "open", "read", "writev", "prlimit64", "signalfd4", "accept4", "vfork", "sysno/9", "sysno/11")) {
            assertThat(points).containsKey("syscall/" + call + "/exit");
        }
        assertThat(points.get("sentry/execve").optionalFields()).containsExactly("binary_info", "fd_info");
        assertThat(points).containsKeys("sentry/exit_notify_parent", "syscall/ptrace/exit", "syscall/close/enter");
        assertThat(points.get("syscall/openat/exit").contextFields()).doesNotContain("cwd", "process_name");
    }

    @Test
    void falcoRequestsTheNameAtTheFirstMessageOfAnExecSession() {
        Map<String, PointSelection> points = byName(Profile.FALCO);
        for (String point : List.of(
                "sysno/9/enter",
                "sysno/9/exit",
                "sysno/218/enter",
                "sysno/218/exit",
                "openat/enter",
                "open/enter",
                "prlimit64/exit")) {
            assertThat(points.get("syscall/" + point).contextFields())
                    .as(point)
                    .contains("process_name")
                    .doesNotContain("cwd");
        }
    }

    /** Calls such as ioctl are reported regardless of the name, so it is not requested. */
    @Test
    void fullRequestsTheNameAtTheFirstMessageOfAStaticProgram() {
        Map<String, PointSelection> points = byName(Profile.FULL);
        assertThat(points.get("syscall/sysno/218/enter").contextFields()).contains("process_name");
        assertThat(points.get("syscall/sysno/16/enter").contextFields()).doesNotContain("process_name");
        assertThat(Profile.FULL.points(Architecture.ARM64))
                .anyMatch(point -> point.name().equals("syscall/sysno/96/exit"));
    }

    @Test
    void minimalLeavesOutReadsAndWritesAndFullTakesEverythingSchematized() {
        assertThat(byName(Profile.MINIMAL)).doesNotContainKeys("syscall/read/exit", "syscall/write/exit");
        assertThat(byName(Profile.MINIMAL)).containsKeys("syscall/openat/exit", "sentry/execve", "sentry/task_exit");
        assertThat(byName(Profile.FULL).keySet())
                .filteredOn(name -> !name.startsWith("syscall/sysno/"))
                .hasSize(6 + 54 * 2);
        assertThat(byName(Profile.FULL).get("sentry/execve").optionalFields()).hasSize(5);
    }

    @Test
    void takesBothForms() throws SessionConfigException {
        String session = "{\"name\":\"Default\",\"points\":[{\"name\":\"container/start\"}],"
                + "\"sinks\":[{\"name\":\"remote\",\"config\":{\"endpoint\":\"/s\",\"retries\":3,\"backoff\":\"25us\","
                + "\"backoff_max\":\"1.5s\"},\"ignore_setup_error\":true,\"status\":{\"DroppedCount\":1}},{\"name\":\"null\"}],"
                + "\"options\":{\"execve_hash_cache_capacity\":7}}";
        TraceSessionConfig bare = read(session);
        assertThat(read("{\"trace_session\":" + session + "}")).isEqualTo(bare);
        assertThat(bare.execveHashCache()).isEqualTo(7);
        assertThat(bare.ignoreMissing()).isFalse();
        assertThat(bare.sinks().get(0).retries()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':'Default','pionts':[]} | unknown key \"pionts\"",
                "{'trace_session':{'name':'Default'},'x':1} | unknown key \"x\"",
                "{'name':'Other'} | expected \"Default\"",
                "{'name':'Default','points':[{'name':'a','fields':[]}]} | points[0]: unknown key",
                "{'name':'Default','points':[{}]} | name is missing",
                "{'name':'Default','sinks':[{'name':'remote','config':{}}]} | endpoint is missing",
                "{'name':'Default','sinks':[{'name':'file'}]} | expected \"remote\"",
                "{'name':'Default','sinks':[{'name':'remote','config':{'endpoint':'/a','retries':1.5}}]} | whole number",
                "{'name':'Default','sinks':[{'name':'remote','config':{'endpoint':'/a','retries':99999999999}}]} | whole number",
                "{'name':'Default','sinks':[{'name':'remote','config':{'endpoint':'/a','retries':1e400}}]} | whole number",
                "{'name':'Default','sinks':[{'name':'remote','config':{'endpoint':'/a','backoff':'soon'}}]} | duration",
                "{'name':'Default','sinks':[{'name':'remote','config':{'endpoint':{}}}]} | expected a string",
                "{'name':'Default','ignore_missing':1} | expected true or false",
                "{'name':'Default' | not JSON",
                "{'name':'Default',x} | at line 1, column 19",
                "{'name':'Default','name':'Default'} | not JSON",
                "[] | expected an object",
                "{'name':'Default'} {} | not JSON",
            })
    void refusesWhatRunscRefuses(String json, String message) {
        assertThatThrownBy(() -> read(json.replace('\'', '"')))
                .isInstanceOf(SessionConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void fitsAnOlderRunsc() throws SessionConfigException {
        String metadata = """
                POINTS (2)
                Name: container/start, optional fields: [env], context fields: [time|thread_id]
                Name: syscall/openat/exit, optional fields: [fd_path], context fields: [time]

                SINKS (2)
                Name: null
                Name: remote
                """;
        RunscAbilities old = RunscAbilities.parse(metadata);
        TraceSessionConfig config =
                Profile.FULL.config(SOCKET, Architecture.X86_64).withExecveHashCache(5);
        TraceSessionConfig fitting = old.fit(config);
        assertThat(fitting.ignoreMissing()).isFalse();
        assertThat(fitting.execveHashCache()).isNull();
        assertThat(fitting.points())
                .containsExactly(
                        new PointSelection("container/start", List.of("env"), List.of("time", "thread_id")),
                        new PointSelection("syscall/openat/exit", List.of("fd_path"), List.of("time")));
        assertThat(old.missing(config)).contains("point sentry/clone", "field cwd of container/start");
        assertThatThrownBy(() -> RunscAbilities.parse("SINKS")).hasMessageContaining("no point");
    }

    @Test
    void readsRunscsCommandLine() {
        byte[] words =
                "runsc\0--root=/run/x\0--pod-init-config\0/etc/p.json\0create\0--bundle\0/b/1\0--pid-file\0/p\0abc\0"
                        .getBytes(StandardCharsets.UTF_8);
        RunscCommandLine create = RunscCommandLine.parse(words);
        assertThat(create.verb()).isEqualTo("create");
        assertThat(create.id()).isEqualTo("abc");
        assertThat(create.flag("root")).isEqualTo("/run/x");
        assertThat(create.flag("bundle")).isEqualTo("/b/1");
        assertThat(create.flag("pod-init-config")).isEqualTo("/etc/p.json");
        assertThat(create.flag("config")).isNull();
        RunscCommandLine attach = RunscCommandLine.of(List.of("runsc", "trace", "create", "-config", "c", "id1"));
        assertThat(attach.verb()).isEqualTo("trace create");
        assertThat(attach.id()).isEqualTo("id1");
        assertThat(RunscCommandLine.of(List.of("runsc", "do", "ls")).id()).isNull();
        byte[] bytes = EscapedText.encode("runsc\0create\0\u00f6\u001b\udcff\0");
        assertThat(RunscCommandLine.parse(bytes).id()).isEqualTo("\u00f6\u001b\udcff");
        assertThat(RunscCommandLine.parse(new byte[0]).verb()).isEmpty();
        assertThat(RunscCommandLine.of(List.of("sh", "-c", "x")).id()).isNull();
    }

    @Test
    void readsTheDropCountOfTraceList() {
        assertThat(Runsc.parseDropped("SESSIONS (1)\n\"Default\"\n\tSink: \"remote\", dropped: 17\n"))
                .hasValue(17);
        assertThat(Runsc.parseDropped("SESSIONS (0)\n")).isEmpty();
    }

    @Test
    void readsTheSessionsOfTraceList() throws Exception {
        assertThat(Runsc.parseSessions("SESSIONS (1)\n\"Default\"\n\tSink: \"remote\", dropped: 64461\n"))
                .isEqualTo(new Runsc.Sessions(1, 64461));
        assertThat(Runsc.parseSessions("SESSIONS (0)\n")).isEqualTo(new Runsc.Sessions(0, 0));
        assertThatThrownBy(() -> Runsc.parseSessions("no idea\n")).hasMessageContaining("expected SESSIONS");
    }

    private static Map<String, PointSelection> byName(Profile profile) {
        return profile.points(Architecture.X86_64).stream().collect(Collectors.toMap(p -> p.name(), p -> p));
    }

    private static TraceSessionConfig read(String json) throws SessionConfigException {
        return SessionConfigReader.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
