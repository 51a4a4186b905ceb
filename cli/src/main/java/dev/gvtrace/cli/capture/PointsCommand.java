// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.ListFormat;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.proto.point.Architecture;
import dev.gvtrace.proto.point.ContextField;
import dev.gvtrace.proto.point.OptionalField;
import dev.gvtrace.proto.point.Point;
import dev.gvtrace.proto.point.PointCatalog;
import dev.gvtrace.proto.point.Release;
import dev.gvtrace.proto.point.SyscallTable;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.table.Column;
import dev.gvtrace.replay.table.ColumnType;
import dev.gvtrace.replay.table.Row;
import dev.gvtrace.replay.table.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the points that a session can select. */
@Command(
        name = "points",
        description = "Lists the points of the Sentry: message type, first release, architectures, fields.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A point syscall/sysno/N sends six registers and nothing that they point to: it",
            "shows that openat2 (437) made a descriptor, but not which file it opened. N is",
            "the call's number on the guest's architecture, so it may stand for two calls.",
            "Where no call is named, the Sentry has none of that number, and the point never",
            "fires; a Sentry before September 2026 has no openat2. The context",
            "\"all\" is: time, thread_id, task_start_time, group_id,",
            "thread_group_start_time, container_id, credentials, cwd, process_name,",
            "parent_thread_group_id, is_exec_session."
        })
public final class PointsCommand implements Callable<Integer> {
    private static final TableSchema TEXT_COLUMNS = TableSchema.listing(
            Column.text("point"),
            Column.of("type", ColumnType.INT64),
            Column.text("message"),
            Column.text("since"),
            Column.of("x86_64", ColumnType.INT64),
            Column.of("arm64", ColumnType.INT64),
            Column.text("call"),
            Column.text("optional"),
            Column.text("context"));

    private static final TableSchema JSON_COLUMNS = TableSchema.listing(
            Column.text("name"),
            Column.of("type", ColumnType.INT64),
            Column.text("message"),
            Column.text("since"),
            Column.of("x86_64", ColumnType.INT64),
            Column.of("arm64", ColumnType.INT64),
            Column.text("call_x86_64"),
            Column.text("call_arm64"),
            Column.of("optional_fields", ColumnType.TEXT_LIST),
            Column.of("context_fields", ColumnType.TEXT_LIST));

    private final Streams streams;

    @Parameters(
            paramLabel = "TEXT",
            arity = "0..1",
            description = "only points whose name, or whose system call's name, contains this")
    private String wanted = "";

    @Mixin
    private ListFormat format = new ListFormat();

    @Option(names = "--arch", paramLabel = "ARCH", description = "only points of x86_64 or of arm64")
    private @Nullable Architecture architecture;

    @Option(
            names = "--release",
            paramLabel = "RELEASE",
            description = "only what this release of runsc has, such as 20221219 or release-20260817.0")
    private @Nullable String releaseName;

    public PointsCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Release release = release();
        List<Point> points = PointCatalog.points().stream()
                .filter(p -> release.has(p.since()) && isWanted(p, release))
                .filter(p -> architecture == null || p.architectures().contains(architecture))
                .toList();
        if (points.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "no point matches '" + wanted + "'");
        }
        switch (format.kind()) {
            case MARKDOWN -> markdown(points, release);
            case JSON -> {
                TableRenderer table = new TableRenderer(streams.out(), TableRenderer.Format.JSON, JSON_COLUMNS);
                points.forEach(p -> row(table, p, release, true));
                table.finish();
            }
            case TEXT -> {
                TableRenderer table = new TableRenderer(streams.out(), TableRenderer.Format.TABLE, TEXT_COLUMNS);
                points.forEach(p -> row(table, p, release, false));
                table.finish();
            }
        }
        return ExitCode.DONE;
    }

    private Release release() {
        if (releaseName == null) {
            return Release.NEWEST;
        }
        Release release = Release.parse(releaseName);
        if (release == null) {
            throw new CommandException(
                    ExitCode.USAGE, "--release: invalid release '" + releaseName + "': expected one such as 20260817");
        }
        return release;
    }

    private boolean isWanted(Point point, Release release) {
        if (point.name().contains(wanted)) {
            return true;
        }
        return Arrays.stream(Architecture.values())
                .map(a -> call(point, a, release))
                .anyMatch(c -> c != null && c.contains(wanted));
    }

    private void row(TableRenderer table, Point point, Release release, boolean json) {
        List<String> optional =
                point.optionalFields(release).stream().map(OptionalField::label).toList();
        List<String> context =
                point.contextFields(release).stream().map(ContextField::label).toList();
        Object type = (long) point.type().number();
        Object since = point.since().toString();
        Object x86 = number(point, Architecture.X86_64);
        Object arm = number(point, Architecture.ARM64);
        String message = point.type().messageName();
        List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(point.name(), type, message, since, x86, arm));
        if (json) {
            cells.add(call(point, Architecture.X86_64, release));
            cells.add(call(point, Architecture.ARM64, release));
            cells.add(optional);
            cells.add(context);
        } else {
            cells.add(calls(point, release));
            cells.add(String.join(" ", optional));
            cells.add(shortContext(point, release));
        }
        table.row(Row.of(json ? JSON_COLUMNS : TEXT_COLUMNS, cells));
    }

    private static @Nullable Long number(Point point, Architecture architecture) {
        int number = point.numberOn(architecture);
        return number < 0 ? null : (long) number;
    }

    /** The call's name on the architecture; null if it has none, or a Sentry of the release does not. */
    private static @Nullable String call(Point point, Architecture on, Release release) {
        boolean silent = point.isRaw() && !SyscallTable.of(on).has(point.rawNumber(), release);
        return silent ? null : point.callOn(on);
    }

    /** The call's name; both if a raw point is for two calls. */
    private String calls(Point point, Release release) {
        return Arrays.stream(Architecture.values())
                .filter(a -> architecture == null || a == architecture)
                .map(a -> call(point, a, release))
                .filter(c -> c != null)
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private static String shortContext(Point point, Release release) {
        List<ContextField> has = point.contextFields(release);
        String lacking = Arrays.stream(ContextField.values())
                .filter(f -> !has.contains(f))
                .map(ContextField::label)
                .collect(Collectors.joining(" "));
        return lacking.isEmpty() ? "all" : "all but " + lacking;
    }

    private void markdown(List<Point> points, Release release) {
        streams.println(
                "| point | type | message | since | x86_64 | arm64 | call | optional fields | context fields |");
        streams.println("|---|---|---|---|---|---|---|---|---|");
        for (Point point : points) {
            streams.println("| "
                    + String.join(
                            " | ",
                            point.name(),
                            String.valueOf(point.type().number()),
                            point.type().messageName(),
                            point.since().toString(),
                            cell(number(point, Architecture.X86_64)),
                            cell(number(point, Architecture.ARM64)),
                            calls(point, release),
                            point.optionalFields(release).stream()
                                    .map(OptionalField::label)
                                    .collect(Collectors.joining(", ")),
                            shortContext(point, release))
                    + " |");
        }
    }

    private static String cell(@Nullable Long number) {
        return number == null ? "" : number.toString();
    }
}
