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
import dev.gvtrace.cli.capture.alert.AlertOutputs;
import dev.gvtrace.cli.capture.anchor.AnchorOutput;
import dev.gvtrace.cli.io.Times;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.text.JsonWriter;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.EndCause;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A status as one JSON object on one line. */
final class StatusJson {
    private final JsonWriter out = new JsonWriter();

    private StatusJson() {}

    static String of(RecorderStatus status) {
        StatusJson json = new StatusJson();
        json.recorder(status);
        return json.out.toString();
    }

    private void recorder(RecorderStatus status) {
        out.open('{').key("healthy").plain(status.isHealthy());
        out.key("problems").open('[');
        status.problems().forEach(each -> out.text(text(each)));
        out.close(']').key("version").text(Version.number());
        out.key("pid").plain(ProcessHandle.current().pid());
        out.key("time").text(Times.rfc3339(status.at()));
        out.key("started").text(Times.rfc3339(status.started()));
        out.key("socket").text(text(FileNames.text(status.socket())));
        out.key("directory").text(text(FileNames.text(status.directory())));
        RecorderStatus.LastError last = status.lastError();
        if (last != null) {
            out.key("last_error").open('{').key("time").text(Times.rfc3339(last.at()));
            out.key("what").text(text(last.what())).close('}');
        }
        totals(status.counters());
        server(status.server());
        out.key("threads").open('[');
        for (RecorderStatus.ThreadState thread : status.threads()) {
            out.open('{').key("name").text(text(thread.name()));
            out.key("alive").plain(thread.alive()).close('}');
        }
        out.close(']').key("log_dropped").plain(status.logDropped());
        if (status.detection() != null) {
            detection(status.detection());
        }
        if (!status.anchors().isEmpty()) {
            out.key("anchors").open('[');
            status.anchors().forEach(this::anchors);
            out.close(']');
        }
        out.close('}');
    }

    private void totals(CaptureCounters counters) {
        out.key("connections").plain(counters.connections());
        out.key("refused").plain(counters.refused());
        out.key("ended_by_cause").open('{');
        for (EndCause cause : EndCause.values()) {
            if (counters.ended(cause) > 0) {
                out.key(cause.text()).plain(counters.ended(cause));
            }
        }
        out.close('}');
        out.key("messages").plain(counters.messages());
        out.key("bytes").plain(counters.bytes());
        out.key("blocks").plain(counters.blocks());
        out.key("malformed").plain(counters.malformed());
        out.key("lost").plain(counters.lost());
        out.key("lost_by_cause").open('{');
        for (LossKind kind : LossKind.values()) {
            if (counters.lost(kind) > 0) {
                out.key(kind.label()).plain(counters.lost(kind));
            }
        }
        out.close('}').key("lost_unreported").plain(counters.unreported());
        out.key("unsealed").plain(counters.unsealed());
    }

    private void server(ServerStatus server) {
        out.key("connected").plain(server.connected());
        out.key("buffered_bytes").plain(server.bufferedBytes());
        out.key("sealing").plain(server.sealing());
        out.key("disk_free_bytes").plain(server.freeBytes() < 0 ? null : (Long) server.freeBytes());
        if (server.unrecorded() != null) {
            out.key("unrecorded").open('[');
            server.unrecorded().stream().limit(StatusText.MOST).forEach(each -> out.text(text(each)));
            out.close(']');
        }
        out.key("recordings_shown")
                .plain(Math.min(StatusText.MOST, server.recordings().size()));
        out.key("recordings").open('[');
        server.recordings().stream().limit(StatusText.MOST).forEach(each -> recording(each, server.flight()));
        out.close(']');
        if (server.flight() != null) {
            flight(server.flight());
        }
    }

    private void flight(FlightStatus flight) {
        out.key("flight_recorder").open('{');
        out.key("before_seconds").plain(flight.options().before().toSeconds());
        out.key("after_seconds").plain(flight.options().after().toSeconds());
        out.key("held_files").plain(flight.heldFiles());
        out.key("kept_files").plain(flight.keptFiles());
        out.key("let_go_files").plain(flight.letGoFiles());
        out.key("let_go_messages").plain(flight.letGoMessages());
        out.key("let_go_bytes").plain(flight.letGoBytes());
        out.key("triggers").open('{');
        for (Trigger.By by : Trigger.By.values()) {
            out.key(by.word()).plain(flight.triggers().getOrDefault(by, 0L));
        }
        out.close('}').close('}');
    }

    private void held(FlightStatus.Held held) {
        out.key("flight_recorder").open('{');
        out.key("held_seconds").plain(held.span().toSeconds());
        out.key("held_files").plain(held.files());
        out.key("kept_files").plain(held.kept());
        out.key("let_go_files").plain(held.letGo());
        out.key("let_go_messages").plain(held.letGoMessages());
        out.key("keeps_for_seconds").plain(held.keepsFor().toSeconds()).close('}');
    }

    private void recording(RecordingStatus recording, @Nullable FlightStatus flight) {
        out.open('{').key("connection").plain(recording.connection().number());
        out.key("sandbox").text(recording.connection().sandbox());
        out.key("pid").plain(recording.connection().peer().pid());
        out.key("messages").plain(recording.messages()).key("lost").plain(recording.lost());
        out.key("file").text(recording.file() == null ? null : text(FileNames.text(recording.file())));
        String trouble = recording.trouble();
        out.key("trouble").text(trouble == null ? null : text(trouble));
        FlightStatus.Held held = flight == null
                ? null
                : flight.recordings().get(recording.connection().number());
        if (held != null) {
            held(held);
        }
        out.close('}');
    }

    private void detection(RecorderStatus.Detection detection) {
        out.key("rules").plain(detection.rules());
        out.key("rules_loaded").text(Times.rfc3339(detection.loaded()));
        out.key("rules_reloads").plain(detection.loads());
        out.key("rules_reloads_failed").plain(detection.failures());
        String failure = detection.failure();
        out.key("rules_failure").text(failure == null ? null : text(failure));
        out.key("rules_skipped_messages").plain(detection.skipped());
        out.key("rules_queue_bytes").plain(detection.queueBytes());
        out.key("rules_stopped").plain(detection.stopped());
        AlertOutputs alerts = detection.alerts();
        out.key("alerts").open('{');
        for (Priority priority : Priority.values()) {
            out.key(priority.label().toLowerCase(Locale.ROOT)).plain(alerts.raised(priority));
        }
        out.close('}').key("outputs").open('[');
        alerts.all().forEach(this::output);
        out.close(']');
    }

    private void output(AlertOutput output) {
        out.open('{').key("name").text(text(output.name()));
        out.key("delivered").plain(output.delivered());
        out.key("waiting").plain(output.waiting());
        out.key("waiting_bytes").plain(output.waitingBytes());
        out.key("retries").plain(output.retries());
        out.key("dropped").open('{');
        for (AlertOutput.Drop cause : AlertOutput.Drop.values()) {
            out.key(cause.label().replace(' ', '_')).plain(output.dropped(cause));
        }
        String trouble = output.trouble();
        out.close('}')
                .key("trouble")
                .text(trouble == null ? null : text(trouble))
                .close('}');
    }

    private void anchors(AnchorOutput output) {
        out.open('{').key("name").text(text(output.name()));
        out.key("delivered").plain(output.delivered());
        out.key("undelivered").plain(output.undelivered());
        out.key("rejected").plain(output.rejected());
        out.key("retries").plain(output.retries());
        out.key("waiting_heads").plain(output.waiting());
        out.key("omitted_heads").plain(output.omitted());
        out.key("last_delivered").text(Times.rfc3339(output.lastDelivered()));
        String trouble = output.trouble();
        out.key("trouble").text(trouble == null ? null : text(trouble)).close('}');
    }

    /** Messages and names may have lone surrogates for bytes that are not UTF-8. */
    private static Text text(String escaped) {
        return Text.ofBytes(EscapedText.encode(escaped));
    }
}
