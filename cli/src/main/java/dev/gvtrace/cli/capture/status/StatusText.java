// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.capture.CaptureCounters;
import dev.gvtrace.capture.LossKind;
import dev.gvtrace.capture.RecordingStatus;
import dev.gvtrace.capture.ServerStatus;
import dev.gvtrace.capture.flight.FlightStatus;
import dev.gvtrace.capture.flight.Trigger;
import dev.gvtrace.cli.capture.alert.AlertOutput;
import dev.gvtrace.cli.capture.anchor.AnchorOutput;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.Escapes;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.EndCause;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A status for people: lines, in which everything that comes from outside is escaped. */
final class StatusText {
    /** Recordings that are listed. */
    static final int MOST = 100;

    private static final long KIB = 1024;

    private final StringBuilder text = new StringBuilder(4096);

    private StatusText() {}

    static String of(RecorderStatus status) {
        StatusText text = new StatusText();
        text.recorder(status);
        text.totals(status.counters());
        if (status.detection() != null) {
            text.detection(status.detection());
        }
        FlightStatus flight = status.server().flight();
        if (flight != null) {
            text.flight(flight);
        }
        status.anchors().forEach(text::anchors);
        text.threads(status.threads());
        text.recordings(status.server().recordings(), flight);
        return text.text.toString();
    }

    private void recorder(RecorderStatus status) {
        line("health", status.isHealthy() ? "ok" : "trouble");
        status.problems().forEach(problem -> line("", problem));
        line(
                "recorder",
                "gvtrace " + Version.number() + ", process "
                        + ProcessHandle.current().pid() + ", since " + time(status.started()) + " ("
                        + span(Duration.between(status.started(), status.at())) + ")");
        line("socket", FileNames.text(status.socket()));
        ServerStatus server = status.server();
        line(
                "traces",
                FileNames.text(status.directory())
                        + (server.freeBytes() < 0 ? "" : ", " + size(server.freeBytes()) + " free"));
        line(
                "sandboxes",
                server.connected() + " now, " + status.counters().connections() + " so far, "
                        + status.counters().refused() + " refused");
        ends(status.counters());
        List<String> unrecorded = server.unrecorded();
        if (unrecorded != null && !unrecorded.isEmpty()) {
            line(
                    "unrecorded",
                    unrecorded.size() + " running sandboxes: "
                            + String.join(", ", unrecorded.subList(0, Math.min(MOST, unrecorded.size()))));
        }
        line("buffered", size(server.bufferedBytes()) + ", " + server.sealing() + " recordings to be sealed");
        RecorderStatus.LastError last = status.lastError();
        line("last error", last == null ? "none" : time(last.at()) + ": " + last.what());
        if (status.logDropped() > 0) {
            line("log", status.logDropped() + " lines dropped: it is not read");
        }
    }

    private void ends(CaptureCounters counters) {
        List<String> ends = new ArrayList<>();
        for (EndCause cause : EndCause.values()) {
            if (counters.ended(cause) > 0) {
                ends.add(cause.text() + " " + counters.ended(cause));
            }
        }
        if (!ends.isEmpty()) {
            line("ended", String.join(", ", ends));
        }
    }

    private void totals(CaptureCounters counters) {
        line(
                "messages",
                counters.messages() + " (" + size(counters.bytes()) + ") in " + counters.blocks() + " blocks, "
                        + counters.malformed() + " malformed");
        List<String> causes = new ArrayList<>();
        for (LossKind kind : LossKind.values()) {
            if (counters.lost(kind) > 0) {
                causes.add(kind.label() + " " + counters.lost(kind));
            }
        }
        line("lost", counters.lost() == 0 ? "0" : counters.lost() + ": " + String.join(", ", causes));
        if (counters.unreported() + counters.unsealed() > 0) {
            line("", counters.unreported() + " in no gap of a trace; " + counters.unsealed() + " files not sealed");
        }
    }

    private void detection(RecorderStatus.Detection detection) {
        line(
                "rules",
                detection.rules() + ", loaded " + time(detection.loaded()) + ", " + detection.loads()
                        + " times again, failed " + detection.failures() + " times");
        if (detection.failure() != null) {
            line("", "not loaded again: " + detection.failure());
        }
        if (detection.skipped() + detection.stopped() > 0) {
            line("", detection.skipped() + " messages not evaluated, rules of " + detection.stopped() + " stopped");
        }
        List<String> raised = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            long count = detection.alerts().raised(priority);
            if (count > 0) {
                raised.add(priority.label().toLowerCase(Locale.ROOT) + " " + count);
            }
        }
        line("alerts", raised.isEmpty() ? "none" : String.join(", ", raised));
        detection.alerts().all().forEach(this::output);
    }

    private void output(AlertOutput output) {
        List<String> dropped = new ArrayList<>();
        for (AlertOutput.Drop cause : AlertOutput.Drop.values()) {
            if (output.dropped(cause) > 0) {
                dropped.add(cause.label() + " " + output.dropped(cause));
            }
        }
        String trouble = output.trouble();
        line(
                "",
                output.name() + ": delivered " + output.delivered() + ", waiting " + output.waiting()
                        + (dropped.isEmpty() ? "" : ", dropped: " + String.join(", ", dropped))
                        + (trouble == null ? "" : ", fails: " + trouble));
    }

    private void anchors(AnchorOutput output) {
        Instant last = output.lastDelivered();
        String trouble = output.trouble();
        line(
                "anchors",
                output.name() + ": delivered " + output.delivered() + (last == null ? "" : ", last at " + time(last))
                        + (output.undelivered() == 0 ? "" : ", not delivered " + output.undelivered())
                        + (output.omitted() == 0 ? "" : ", heads dropped " + output.omitted())
                        + (trouble == null ? "" : ", fails: " + trouble));
    }

    private void threads(List<RecorderStatus.ThreadState> threads) {
        List<String> ended = threads.stream()
                .filter(each -> !each.alive())
                .map(RecorderStatus.ThreadState::name)
                .toList();
        line("threads", threads.size() - ended.size() + " alive" + (ended.isEmpty() ? "" : ", ended: " + ended));
    }

    private void flight(FlightStatus flight) {
        List<String> triggers = new ArrayList<>();
        for (Trigger.By by : Trigger.By.values()) {
            long count = flight.triggers().getOrDefault(by, 0L);
            triggers.add(count + " by " + by.word());
        }
        line(
                "flight",
                "keeps " + flight.options().before().toSeconds() + " s before and "
                        + flight.options().after().toSeconds() + " s after a trigger; triggers: "
                        + String.join(", ", triggers));
        line(
                "",
                flight.heldFiles() + " files held, " + flight.keptFiles() + " kept, " + flight.letGoFiles()
                        + " let go with " + flight.letGoMessages() + " messages (" + size(flight.letGoBytes()) + ")");
    }

    private static String held(FlightStatus.@Nullable Held held) {
        if (held == null) {
            return "";
        }
        return ", held since " + held.span().toSeconds() + " s in " + held.files() + " files, " + held.kept()
                + " files kept, " + held.letGo() + " let go"
                + (held.keepsFor().isZero()
                        ? ""
                        : ", all is kept for " + held.keepsFor().toSeconds() + " s");
    }

    private void recordings(List<RecordingStatus> recordings, @Nullable FlightStatus flight) {
        for (RecordingStatus each : recordings.subList(0, Math.min(MOST, recordings.size()))) {
            String trouble = each.trouble();
            line(
                    "recording",
                    each.connection().label() + ", " + each.messages() + " messages, " + each.lost() + " lost"
                            + (each.file() == null ? "" : ", " + FileNames.text(each.file()))
                            + held(
                                    flight == null
                                            ? null
                                            : flight.recordings()
                                                    .get(each.connection().number()))
                            + (trouble == null ? "" : ", cannot be written: " + trouble));
        }
        if (recordings.size() > MOST) {
            line("", "and " + (recordings.size() - MOST) + " more");
        }
    }

    /** Problems quote names from outside. */
    static List<String> escaped(List<String> lines) {
        return lines.stream().map(Escapes::message).toList();
    }

    private void line(String name, String value) {
        text.append(String.format(Locale.ROOT, "%-11s %s%n", name, Escapes.message(value)));
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String span(Duration time) {
        long days = time.toDays();
        return (days == 0 ? "" : days + " d ")
                + String.format(
                        Locale.ROOT, "%d:%02d:%02d", time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart());
    }

    private static String size(long bytes) {
        double size = bytes;
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        while (size >= KIB && unit + 1 < units.length) {
            size /= KIB;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
    }
}
