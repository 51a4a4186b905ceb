// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule.coverage;

import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.Point;
import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.proto.point.SyscallTable;
import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A session that asks the newest Sentry for some points, and rules to look at it with. */
final class FakeSession implements SessionView {
    /** What state needs at every point. */
    static final Set<String> IDENTITY = Set.of("time", "thread_id", "group_id", "container_id");

    private final Map<String, Set<String>> asked = new TreeMap<>();
    private final Set<String> facts = new HashSet<>();
    private final Architecture architecture;

    FakeSession(Architecture architecture) {
        this.architecture = architecture;
    }

    /** Asks for the life of processes, with who and where, and for the exits of these calls. */
    static FakeSession of(String... calls) {
        FakeSession session = new FakeSession(Architecture.X86_64);
        for (String point : List.of("container/start", "sentry/clone", "sentry/execve", "sentry/task_exit")) {
            session.ask(point, IDENTITY);
        }
        for (String call : calls) {
            session.ask("syscall/" + call + "/exit", IDENTITY);
        }
        return session;
    }

    FakeSession ask(String point, Set<String> fields) {
        asked.put(point, fields);
        return this;
    }

    /** Adds a field to what is asked for at a point. */
    FakeSession with(String point, String field) {
        Set<String> fields = new HashSet<>(asked.getOrDefault(point, IDENTITY));
        fields.add(field);
        return ask(point, fields);
    }

    FakeSession without(String point) {
        asked.remove(point);
        return this;
    }

    /** Has metadata with a value for this field recorded. */
    FakeSession recording(String field) {
        facts.add(field);
        return this;
    }

    @Override
    public @Nullable Set<String> offered(String point) {
        Point known = PointCatalog.find(point);
        if (known == null || !known.architectures().contains(architecture)) {
            return null;
        }
        Set<String> fields = new HashSet<>();
        known.contextFields().forEach(field -> fields.add(field.label()));
        known.optionalFields().forEach(field -> fields.add(field.label()));
        return fields;
    }

    @Override
    public @Nullable Set<String> fields(String point) {
        return asked.get(point);
    }

    @Override
    public String rawExit(String call) {
        return PointCatalog.rawName(SyscallTable.of(architecture).number(call), true);
    }

    @Override
    public List<String> namingCalls() {
        return PointCatalog.NAMING_CALLS;
    }

    @Override
    public boolean recorded(String field) {
        return facts.contains(field);
    }

    /** The only rule of a file that has nothing but it, and these exceptions if there are some. */
    static Rule rule(String condition, String exceptions) {
        String text = "- rule: R\n  desc: d\n  condition: >\n    " + condition + "\n  output: o\n  priority: INFO\n"
                + (exceptions.isEmpty() ? "" : "  exceptions: " + exceptions + "\n");
        LoadedRules loaded = Installed.rules(List.of(RuleFile.of("r.yaml", text)));
        if (!loaded.successful()) {
            throw new IllegalArgumentException(loaded.results().toString());
        }
        return loaded.rules().get(0);
    }
}
