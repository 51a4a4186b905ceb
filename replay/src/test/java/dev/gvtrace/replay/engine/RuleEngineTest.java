// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.schema.Close;
import dev.gvtrace.proto.schema.ContextData;
import dev.gvtrace.proto.schema.Execve;
import dev.gvtrace.proto.schema.Exit;
import dev.gvtrace.proto.schema.Open;
import dev.gvtrace.proto.testing.Packets;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.event.type.EventTypes;
import dev.gvtrace.replay.pipeline.ConnectionReplay;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.RuleSelection;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceOrigin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleEngineTest {
    private static final Opening OPENING =
            Opening.builder(TraceOrigin.LIVE, 0).host(Text.ofUtf8("host")).build();

    private static final ContextData CONTEXT = ContextData.newBuilder()
            .setTimeNs(1_700_000_000_123_456_789L)
            .setThreadId(7)
            .setThreadGroupId(7)
            .setContainerId("c1")
            .setProcessName("cat")
            .build();

    private static byte[] open(String path, long result, int dropped) {
        return Packets.of(
                Open.newBuilder()
                        .setContextData(CONTEXT)
                        .setSysno(257)
                        .setFd(-100)
                        .setPathname(path)
                        .setExit(Exit.newBuilder().setResult(result))
                        .build(),
                dropped);
    }

    private static byte[] close(int fd) {
        return Packets.of(Close.newBuilder()
                .setContextData(CONTEXT)
                .setSysno(3)
                .setFd(fd)
                .setExit(Exit.newBuilder())
                .build());
    }

    private static String rule(String name, String condition, String more) {
        return "- rule: " + name + "\n  desc: d\n  condition: " + condition
                + "\n  output: \"%evt.type of %fd.name by %proc.name, %evt.num\"\n  priority: WARNING\n" + more;
    }

    private static LoadedRules load(String... texts) {
        List<RuleFile> files = new ArrayList<>();
        for (String text : texts) {
            files.add(RuleFile.of(files.size() + ".yaml", text));
        }
        LoadedRules loaded = Installed.rules(files);
        assertThat(loaded.successful()).isTrue();
        return loaded;
    }

    private static List<Alert> run(
            RuleSet rules, MatchMode mode, @Nullable RuleStatistics statistics, byte[]... packets) {
        List<Alert> alerts = new ArrayList<>();
        RuleEngine engine = new RuleEngine(rules, EngineOptions.of(mode, rules), alerts::add, statistics);
        ConnectionReplay replay = new ConnectionReplay(1, OPENING, ReplayOptions.DEFAULT, new ReplayListener() {
            @Override
            public boolean event(EventContext event) {
                engine.onEvent(event);
                return true;
            }
        });
        for (byte[] packet : packets) {
            replay.packet(packet, 0, packet.length, 0);
        }
        replay.end();
        return alerts;
    }

    @Test
    void failedExecutionsAreSeenOnlyOnRequest() {
        RuleSet rules = RuleSet.of(load(rule("spawned", "evt.type = execve", "")));
        byte[] failed = Packets.of(Execve.newBuilder()
                .setContextData(CONTEXT)
                .setSysno(59)
                .setPathname("/nowhere")
                .setExit(Exit.newBuilder().setErrorno(2))
                .build());
        assertThat(run(rules, MatchMode.FIRST, null, failed)).isEmpty();
        List<Alert> alerts = new ArrayList<>();
        RuleEngine engine = new RuleEngine(rules, new EngineOptions(MatchMode.FIRST, null, true), alerts::add);
        new ConnectionReplay(1, OPENING, ReplayOptions.DEFAULT, new ReplayListener() {
                    @Override
                    public boolean event(EventContext event) {
                        engine.onEvent(event);
                        return true;
                    }
                })
                .packet(failed, 0, failed.length, 0);
        assertThat(names(alerts)).containsExactly("spawned");
    }

    private static List<String> names(List<Alert> alerts) {
        return alerts.stream().map(Alert::rule).toList();
    }

    private static final String FIRST = rule("first", "evt.type = openat and fd.name startswith /etc", "");
    private static final String SECOND = rule("second", "fd.name startswith /etc", "  tags: [b, a]\n");

    @Test
    void stopsAtTheFirstMatchOrTriesAll() {
        RuleSet rules = RuleSet.of(load(FIRST + SECOND));
        byte[][] packets = {open("/etc/passwd", 3, 0), close(3)};
        assertThat(names(run(rules, MatchMode.FIRST, null, packets))).containsExactly("first", "second");
        assertThat(names(run(rules, MatchMode.ALL, null, packets))).containsExactly("first", "second", "second");
    }

    @Test
    void redefinitionKeepsThePlaceInTheOrder() {
        RuleSet rules = RuleSet.of(load(FIRST + SECOND, FIRST.replace("/etc", "/")));
        assertThat(names(run(rules, MatchMode.FIRST, null, open("/etc/passwd", 3, 0))))
                .containsExactly("first");
    }

    @Test
    void disabledAndLessUrgentRulesShadowNothing() {
        LoadedRules off = load(FIRST + "  enabled: false\n" + SECOND);
        assertThat(names(run(RuleSet.of(off), MatchMode.FIRST, null, open("/etc/passwd", 3, 0))))
                .containsExactly("second");
        LoadedRules low = load(FIRST.replace("WARNING", "INFO") + SECOND);
        RuleSet urgent = RuleSet.of(low, RuleSelection.NONE, Priority.WARNING, false);
        assertThat(names(run(urgent, MatchMode.FIRST, null, open("/etc/passwd", 3, 0))))
                .containsExactly("second");
    }

    @Test
    void alertDescribesTheEvent() {
        Alert alert = run(RuleSet.of(load(SECOND)), MatchMode.FIRST, null, open("/etc/passwd", 3, 0))
                .get(0);
        assertThat(alert.output()).hasToString("openat of /etc/passwd by cat, 1");
        assertThat(alert.priority()).isEqualTo(Priority.WARNING.ordinal());
        assertThat(alert.tags()).containsExactly("a", "b");
        assertThat(alert.source()).isEqualTo("syscall");
        assertThat(alert.timeNs()).isEqualTo(1_700_000_000_123_456_789L);
        assertThat(alert.eventNumber()).isEqualTo(1);
        assertThat(alert.hostname()).isEqualTo(Text.ofUtf8("host"));
        assertThat(alert.containerId()).isEqualTo(Text.ofUtf8("c1"));
        assertThat(alert.threadId()).isEqualTo(7);
        assertThat(alert.uncertain()).isFalse();
        assertThat(alert.fields())
                .containsExactly(
                        new Alert.FieldValue(Text.ofUtf8("evt.num"), 1L),
                        new Alert.FieldValue(Text.ofUtf8("evt.type"), Text.ofUtf8("openat")),
                        new Alert.FieldValue(Text.ofUtf8("fd.name"), Text.ofUtf8("/etc/passwd")),
                        new Alert.FieldValue(Text.ofUtf8("proc.name"), Text.ofUtf8("cat")));
    }

    @Test
    void alertsBehindALossAreUncertain() {
        List<Alert> alerts =
                run(RuleSet.of(load(SECOND)), MatchMode.FIRST, null, open("/etc/a", 3, 0), open("/etc/b", 4, 2));
        assertThat(alerts).extracting(Alert::uncertain).containsExactly(false, true);
    }

    @Test
    void typesOfNoRuleHaveNoBucket() {
        RuleSet rules = RuleSet.of(load(FIRST));
        assertThat(rules.bucket(EventTypes.ofCall("openat"))).isNotNull();
        assertThat(rules.bucket(EventTypes.ofCall("close"))).isNull();
        assertThat(rules.bucket(EventTypes.ofCall("getpid"))).isNull();
        assertThat(RuleSet.of(load(SECOND)).bucket(EventTypes.ofCall("getpid"))).isNotNull();
    }

    @Test
    void negatedGenericTypeLosesAllGenericEvents() {
        RuleSet rules = RuleSet.of(load(rule("R", "evt.type != sync", "")));
        assertThat(rules.bucket(EventTypes.ofCall("getpid"))).isNull();
        assertThat(rules.bucket(EventTypes.ofCall("close"))).isNotNull();
    }

    @Test
    void countsEvaluationsMatchesAndTime() {
        LoadedRules loaded = load(FIRST + SECOND);
        RuleSet rules = RuleSet.of(loaded, RuleSelection.NONE, Priority.DEBUG, true);
        long[] now = new long[1];
        RuleStatistics statistics = new RuleStatistics(rules, () -> now[0]++);
        List<Alert> alerts =
                run(rules, MatchMode.ALL, statistics, open("/etc/a", 3, 0), open("/tmp/b", 4, 0), close(3));
        assertThat(names(alerts)).containsExactly("first", "second", "second");
        assertThat(statistics.lines())
                .extracting(RuleStatistics.Line::evaluations, RuleStatistics.Line::matches)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2L, 1L), org.assertj.core.groups.Tuple.tuple(3L, 2L));
        assertThat(statistics.lines().get(0).share()).isEqualTo(0.4);
    }
}
