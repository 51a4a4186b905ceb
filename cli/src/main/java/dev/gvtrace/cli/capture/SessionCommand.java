// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.capture.session.Profile;
import dev.gvtrace.capture.session.Runsc;
import dev.gvtrace.capture.session.RunscAbilities;
import dev.gvtrace.capture.session.SessionConfigException;
import dev.gvtrace.capture.session.SessionConfigWriter;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.capture.session.TraceSessionConfig.PointSelection;
import dev.gvtrace.capture.session.TraceSessionConfig.Sink;
import dev.gvtrace.cli.io.Catalogs;
import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.cli.rules.RuleFiles;
import dev.gvtrace.cli.rules.SessionViews;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.ContextField;
import dev.gvtrace.proto.point.OptionalField;
import dev.gvtrace.proto.point.Point;
import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.replay.rule.LoadedRules;
import dev.gvtrace.replay.rule.Rule;
import dev.gvtrace.replay.rule.coverage.SessionNeeds;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints a session configuration with which sandboxes report to a recorder. */
@Command(
        name = "session",
        description = "Prints a session configuration for runsc --pod-init-config.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "[install]",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "",
            "Profiles:",
            "minimal   the minimum for tracking processes and descriptors and for the official rules; no read, write, ioctl",
            "falco     what Falco asked for, and what its rules can use beyond that",
            "full      all points with all fields, and raw points for calls without one of their own; expensive",
            "hardened  like falco, and also shows calls concealed by names that are not UTF-8",
            "",
            "Without ioctl, descriptors that it marks close-on-exec and terminals that it sets are not known.",
            "",
            "With --rules it prints the smallest configuration with which the rules can match; a profile",
            "reports more, and is harder to evade.",
            "",
            "Pass the file to runsc with --pod-init-config=FILE; 'gvtrace session install' configures Docker, containerd",
            "and Kubernetes for that."
        })
public final class SessionCommand implements Callable<Integer> {
    private final Streams streams;
    private final RuleFiles ruleFiles;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "the recorder's socket, as for gvtrace capture; required")
    private @Nullable Path socket;

    @Option(names = "--profile", paramLabel = "PROFILE", description = "minimal, falco (default), full or hardened")
    private @Nullable Profile profile;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description =
                    "instead of a profile: the minimum for the enabled rules of this file or directory, or builtin; may be repeated;"
                            + " Helm values, ConfigMaps and Secrets that contain rule files are accepted, too")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--runsc",
            paramLabel = "PATH",
            description =
                    "fit the configuration to this runsc: nothing that it does not support, and newer keys if it supports them")
    private @Nullable Path runsc;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "" + TraceSessionConfig.RETRIES,
            description =
                    "how often the Sentry retries when the socket is full (default: ${DEFAULT-VALUE}): the calling thread waits"
                            + " 25 us, then twice as long each time, 0.1 s in all for 12")
    private int retries;

    @Option(
            names = "--require-recorder",
            description = "containers do not start without a recorder; by default they start and are not recorded")
    private boolean requireRecorder;

    @Option(
            names = "--hash-cache",
            paramLabel = "N",
            description =
                    "entries in the Sentry's cache of executable digests; needs a runsc of July 2026, see --runsc")
    private @Nullable Integer hashCache;

    private SessionCommand(Streams streams, Catalogs catalogs) {
        this.streams = streams;
        this.ruleFiles = new RuleFiles(streams, catalogs);
    }

    /** The command with its verb. */
    public static CommandLine commandLine(Streams streams, Catalogs catalogs) {
        return new CommandLine(new SessionCommand(streams, catalogs))
                .addSubcommand("install", new SessionInstallCommand(streams));
    }

    @Override
    public Integer call() {
        TraceSessionConfig config = config();
        config = config.withSinks(config.sinks().stream()
                .map(sink -> sink.withRetries(retries).withIgnoreSetupError(!requireRecorder))
                .toList());
        if (hashCache != null) {
            config = config.withExecveHashCache(hashCache);
        }
        if (runsc != null) {
            config = fit(config, runsc);
        } else if (hashCache != null) {
            throw new CommandException(
                    ExitCode.USAGE, "--hash-cache requires --runsc, because an older runsc refuses that key");
        }
        streams.print(SessionConfigWriter.write(config));
        return ExitCode.DONE;
    }

    private TraceSessionConfig config() {
        try {
            return asked(requiredSocket());
        } catch (InvalidPathException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Path requiredSocket() {
        if (socket == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--socket=PATH'");
        }
        return socket;
    }

    private TraceSessionConfig asked(Path place) {
        if (files.isEmpty()) {
            return (profile == null ? Profile.FALCO : profile).config(place);
        }
        if (profile != null) {
            throw new CommandException(ExitCode.USAGE, "--rules and --profile exclude each other");
        }
        return new TraceSessionConfig(pointsFor(files), List.of(Sink.remote(place)), true, null);
    }

    private List<PointSelection> pointsFor(List<String> names) {
        LoadedRules loaded = ruleFiles.require(names);
        SessionNeeds needs = new SessionNeeds(SessionViews.everything(Architecture.ofThisMachine()), loaded.binding());
        loaded.rules().stream().filter(Rule::enabled).forEach(needs::add);
        needs.hopeless()
                .forEach(rule -> streams.report("gvtrace session: '" + rule
                        + "' cannot match in any session; gvtrace rules coverage prints why"));
        needs.broad()
                .forEach(rule -> streams.report("gvtrace session: '" + rule
                        + "' matches on all event types; calls that have only a raw point are left out"));
        needs.nameless()
                .forEach(rule -> streams.report("gvtrace session: '" + rule
                        + "' needs names of processes, which a session that shows concealed calls does not ask for"));
        List<PointSelection> selections = new ArrayList<>();
        needs.points().forEach((name, fields) -> selections.add(selection(name, fields)));
        if (selections.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "no rule needs a session: none is enabled, or none can match");
        }
        return selections;
    }

    /** Fields in the order of the catalogue. */
    private static PointSelection selection(String name, Set<String> fields) {
        Point point = Objects.requireNonNull(PointCatalog.find(name));
        return new PointSelection(
                name,
                point.optionalFields().stream()
                        .map(OptionalField::label)
                        .filter(fields::contains)
                        .toList(),
                point.contextFields().stream()
                        .map(ContextField::label)
                        .filter(fields::contains)
                        .toList());
    }

    private TraceSessionConfig fit(TraceSessionConfig config, Path program) {
        try {
            RunscAbilities abilities = new Runsc(program, null).abilities();
            if (hashCache != null && !abilities.supportsOptions()) {
                throw new CommandException(
                        ExitCode.USAGE, FileNames.text(program) + ": this runsc does not support --hash-cache");
            }
            return abilities.fit(config);
        } catch (IOException | SessionConfigException e) {
            throw new CommandException(ExitCode.NOT_READABLE, FileNames.text(program) + ": " + e.getMessage(), e);
        }
    }
}
