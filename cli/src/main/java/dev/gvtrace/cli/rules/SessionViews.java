// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.rules;

import dev.gvtrace.capture.session.SessionConfigException;
import dev.gvtrace.capture.session.SessionConfigReader;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.capture.session.TraceSessionConfig.PointSelection;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.OpenTraces;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.io.Traces;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.Point;
import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.proto.point.SyscallTable;
import dev.gvtrace.replay.pipeline.ReplayListener;
import dev.gvtrace.replay.pipeline.ReplayOptions;
import dev.gvtrace.replay.pipeline.TraceReplay;
import dev.gvtrace.replay.rule.coverage.SessionView;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sessions as rules see them: from a configuration file, from a trace, or everything that a Sentry can send. */
public final class SessionViews {
    private SessionViews() {}

    /**
     * Points that are asked for, with their fields.
     *
     * @param configured true if a session configuration was read, false if only messages were
     */
    private record Points(
            Map<String, Set<String>> asked, Set<String> facts, Architecture architecture, boolean configured)
            implements SessionView {
        @Override
        public String silence() {
            return configured ? "does not arrive" : "not seen in the trace";
        }

        @Override
        public @Nullable Set<String> offered(String point) {
            Point known = PointCatalog.find(point);
            return known == null || !known.architectures().contains(architecture) ? null : all(known);
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
            String mounts = "container.mount";
            String known = field.equals("k8s.pod.id") ? "k8s.pod.uid" : field.startsWith(mounts) ? mounts : field;
            return facts.stream()
                    .anyMatch(fact -> fact.equals(known)
                            || fact.startsWith(known + '.')
                            || known.equals(mounts) && fact.startsWith(mounts));
        }
    }

    /** All fields of a point. */
    private static Set<String> all(Point point) {
        Set<String> fields = new HashSet<>();
        point.contextFields().forEach(field -> fields.add(field.label()));
        point.optionalFields().forEach(field -> fields.add(field.label()));
        return fields;
    }

    /** Every point of the newest Sentry, with every field. */
    public static SessionView everything(Architecture architecture) {
        Map<String, Set<String>> asked = new HashMap<>();
        for (Point point : PointCatalog.points(architecture)) {
            asked.put(point.name(), all(point));
        }
        return new Points(asked, Set.of(), architecture, true);
    }

    /** What a session configuration asks for. */
    static SessionView ofFile(Path file, Architecture architecture) {
        try {
            return of(SessionConfigReader.read(Files.readAllBytes(file)), Set.of(), architecture);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, FileErrors.message(e), e);
        } catch (SessionConfigException e) {
            throw new CommandException(ExitCode.USAGE, FileNames.text(file) + ": " + e.getMessage(), e);
        }
    }

    /** What the session of a recording asked for, on each architecture; none if it is not recorded, or not readable. */
    public static List<SessionView> ofRecorded(Opening opening) {
        byte[] session = opening.session();
        if (session == null) {
            return List.of();
        }
        try {
            TraceSessionConfig config = SessionConfigReader.read(session);
            return Stream.of(Architecture.values())
                    .map(architecture -> of(config, Set.of(), architecture))
                    .toList();
        } catch (SessionConfigException e) {
            return List.of();
        }
    }

    private static SessionView of(TraceSessionConfig config, Set<String> facts, Architecture architecture) {
        Map<String, Set<String>> asked = new HashMap<>();
        for (PointSelection point : config.points()) {
            Set<String> fields = new HashSet<>(point.contextFields());
            fields.addAll(point.optionalFields());
            asked.put(point.name(), fields);
        }
        return new Points(asked, facts, architecture, true);
    }

    /**
     * What the session of a trace asked for, or, if the trace does not record it, what its messages show. The
     * latter is reported on standard error.
     */
    static SessionView ofTrace(Path file, Architecture architecture, Streams streams) throws IOException {
        try (OpenTraces opened = Traces.open(List.of(file))) {
            List<TraceSource> sources = opened.sources();
            byte[] session = sources.get(0).opening().session();
            if (session == null) {
                streams.report("gvtrace rules coverage: " + FileNames.text(file)
                        + " does not record what its session asked for, so its messages are used instead: a call that was"
                        + " never made counts as not asked for; --session names a configuration");
                return new Points(seen(sources), facts(sources), architecture, false);
            }
            return of(SessionConfigReader.read(session), facts(sources), architecture);
        } catch (SessionConfigException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileNames.text(file) + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Set<String>> seen(List<TraceSource> sources) {
        Map<String, Set<String>> all = new HashMap<>();
        for (TraceSource source : sources) {
            SeenPoints.of(source)
                    .forEach((point, fields) ->
                            all.computeIfAbsent(point, name -> new HashSet<>()).addAll(fields));
        }
        return all;
    }

    /** The fields for which metadata of containers was recorded. */
    private static Set<String> facts(List<TraceSource> sources) {
        Set<String> facts = new HashSet<>();
        for (TraceSource source : sources) {
            ReplayListener listener = event -> {
                ContainerInfo container = event.container();
                if (container != null) {
                    container.factNames().forEach(name -> facts.add(EscapedText.of(name)));
                }
                return true;
            };
            new TraceReplay(source, ReplayOptions.DEFAULT).run(1, listener);
        }
        return facts;
    }
}
