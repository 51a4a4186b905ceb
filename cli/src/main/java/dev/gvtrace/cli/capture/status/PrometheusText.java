// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.capture.status;

import dev.gvtrace.capture.CaptureCounters;
import dev.gvtrace.capture.LossKind;
import dev.gvtrace.capture.ServerStatus;
import dev.gvtrace.capture.flight.FlightStatus;
import dev.gvtrace.capture.flight.Trigger;
import dev.gvtrace.cli.capture.alert.AlertOutput;
import dev.gvtrace.cli.capture.alert.AlertOutputs;
import dev.gvtrace.cli.capture.anchor.AnchorOutput;
import dev.gvtrace.cli.io.Version;
import dev.gvtrace.replay.rule.item.Priority;
import dev.gvtrace.trace.EndCause;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A status in Prometheus's text format, version 0.0.4. There is no label with a sandbox, a container or a text from
 * one: their number has no bound.
 */
final class PrometheusText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final double NS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final StringBuilder text = new StringBuilder(8192);
    private String family = "";

    private PrometheusText() {}

    static String of(RecorderStatus status) {
        PrometheusText text = new PrometheusText();
        text.recorder(status);
        text.server(status.server());
        text.totals(status.counters());
        text.losses(status.counters());
        FlightStatus flight = status.server().flight();
        if (flight != null) {
            text.flight(flight);
        }
        if (status.detection() != null) {
            text.detection(status.detection());
            text.outputs(status.detection().alerts());
        }
        if (!status.anchors().isEmpty()) {
            text.anchors(status.anchors());
        }
        text.process(ProcessUse.now());
        return text.text.toString();
    }

    private void recorder(RecorderStatus status) {
        gauge("gvtrace_build_info", "Version of gvtrace.").sample(1, "version", Version.number());
        gauge("gvtrace_healthy", "1 if nothing keeps the recorder from recording, as /healthz reports.")
                .sample(status.isHealthy() ? 1 : 0);
        gauge("gvtrace_last_error_timestamp_seconds", "When the last problem was noticed; 0 for never.")
                .sample(status.lastError() == null ? 0 : status.lastError().at().toEpochMilli() / MILLIS_PER_SECOND);
        gauge("gvtrace_thread_alive", "1 for each thread that the recorder needs and that runs.");
        for (RecorderStatus.ThreadState thread : status.threads()) {
            sample(thread.alive() ? 1 : 0, "thread", thread.name());
        }
        counter("gvtrace_log_lines_dropped_total", "Lines of the log that were not read in time.")
                .sample(status.logDropped());
        gauge("process_start_time_seconds", "When the recorder began.")
                .sample(status.started().toEpochMilli() / MILLIS_PER_SECOND);
    }

    private void server(ServerStatus server) {
        gauge("gvtrace_connections", "Sandboxes that are connected.").sample(server.connected());
        gauge("gvtrace_recordings", "Recordings under way.")
                .sample(server.recordings().size());
        gauge("gvtrace_recordings_failing", "Recordings under way that cannot be written now.")
                .sample(server.recordings().stream()
                        .filter(each -> each.trouble() != null)
                        .count());
        gauge("gvtrace_recordings_sealing", "Recordings that have ended and are not sealed yet.")
                .sample(server.sealing());
        gauge("gvtrace_buffered_bytes", "Received and not yet taken from the buffers of connections.")
                .sample(server.bufferedBytes());
        if (server.unrecorded() != null) {
            gauge("gvtrace_sandboxes_unrecorded", "Running sandboxes that are not recorded, as last checked.")
                    .sample(server.unrecorded().size());
        }
        if (server.freeBytes() >= 0) {
            gauge("gvtrace_disk_free_bytes", "Free space where the traces are.").sample(server.freeBytes());
        }
    }

    private void totals(CaptureCounters counters) {
        counter("gvtrace_connections_total", "Sandboxes that have connected.").sample(counters.connections());
        counter("gvtrace_connections_refused_total", "Connections that were refused.")
                .sample(counters.refused());
        counter("gvtrace_connections_ended_total", "Connections that have ended, by cause.");
        for (EndCause cause : EndCause.values()) {
            sample(counters.ended(cause), "cause", cause.text());
        }
        counter("gvtrace_messages_total", "Messages written to trace files.").sample(counters.messages());
        counter("gvtrace_message_bytes_total", "Bytes of these messages.").sample(counters.bytes());
        counter("gvtrace_messages_malformed_total", "Packets that are not valid messages; they are recorded.")
                .sample(counters.malformed());
        counter("gvtrace_blocks_written_total", "Blocks with messages written to trace files.")
                .sample(counters.blocks());
        gauge("gvtrace_unwritten_longest_seconds", "Longest time that messages were in memory only, if too long.")
                .sample(counters.longestUnwrittenNs() / NS_PER_SECOND);
    }

    private void losses(CaptureCounters counters) {
        counter("gvtrace_messages_lost_total", "Messages known to be lost, by cause.");
        for (LossKind kind : LossKind.values()) {
            sample(counters.lost(kind), "cause", kind.label());
        }
        counter("gvtrace_messages_lost_unreported_total", "Lost messages that are in no gap of a trace.")
                .sample(counters.unreported());
        counter("gvtrace_messages_lost_removed_total", "Lost messages that were in files removed while written.")
                .sample(counters.removed());
        counter("gvtrace_recordings_unsealed_total", "Recordings whose last file could not be sealed.")
                .sample(counters.unsealed());
    }

    private void flight(FlightStatus flight) {
        gauge("gvtrace_flight_held_files", "Files that a flight recorder neither keeps nor has let go.")
                .sample(flight.heldFiles());
        gauge("gvtrace_flight_held_seconds_min", "Shortest time that it holds of a recording under way.")
                .sample(flight.recordings().values().stream()
                        .mapToLong(held -> held.span().toSeconds())
                        .min()
                        .orElse(0));
        gauge("gvtrace_flight_recordings_kept", "Recordings under way that are kept now because of a trigger.")
                .sample(flight.recordings().values().stream()
                        .filter(held -> !held.keepsFor().isZero())
                        .count());
        counter("gvtrace_flight_kept_files_total", "Files that it has kept.").sample(flight.keptFiles());
        counter("gvtrace_flight_let_go_files_total", "Files that it has let go.")
                .sample(flight.letGoFiles());
        counter("gvtrace_flight_let_go_messages_total", "Messages in them.").sample(flight.letGoMessages());
        counter("gvtrace_flight_let_go_bytes_total", "Size of them.").sample(flight.letGoBytes());
        counter("gvtrace_flight_triggers_total", "Triggers, by what they came from.");
        for (Trigger.By by : Trigger.By.values()) {
            sample(flight.triggers().getOrDefault(by, 0L), "by", by.word());
        }
    }

    private void detection(RecorderStatus.Detection detection) {
        gauge("gvtrace_rules", "Rules that are active.").sample(detection.rules());
        gauge("gvtrace_rules_loaded_timestamp_seconds", "When the active rules were loaded.")
                .sample(detection.loaded().toEpochMilli() / MILLIS_PER_SECOND);
        counter("gvtrace_rules_reloads_total", "How often rules were loaded again, by result.")
                .sample(detection.loads(), "result", "loaded")
                .sample(detection.failures(), "result", "failed");
        counter("gvtrace_rules_messages_skipped_total", "Messages that live rules did not evaluate.")
                .sample(detection.skipped());
        gauge("gvtrace_rules_queue_bytes", "Memory of the queues of messages that wait to be evaluated.")
                .sample(detection.queueBytes());
        counter("gvtrace_rules_stopped_total", "Sandboxes whose live rules were stopped.")
                .sample(detection.stopped());
        counter("gvtrace_alerts_total", "Alerts that live rules raised, by priority.");
        for (Priority priority : Priority.values()) {
            sample(detection.alerts().raised(priority), "priority", priority.label());
        }
    }

    private void outputs(AlertOutputs alerts) {
        counter("gvtrace_alerts_delivered_total", "Alerts that an output has taken, by priority.");
        for (AlertOutput output : alerts.all()) {
            for (Priority priority : Priority.values()) {
                sample(output.delivered(priority), "output", output.name(), "priority", priority.label());
            }
        }
        counter("gvtrace_alerts_dropped_total", "Alerts that were not delivered to an output, by cause.");
        for (AlertOutput output : alerts.all()) {
            for (AlertOutput.Drop cause : AlertOutput.Drop.values()) {
                sample(output.dropped(cause), "output", output.name(), "cause", cause.label());
            }
        }
        counter("gvtrace_alert_retries_total", "Failed deliveries to an output that were followed by another.");
        alerts.all().forEach(output -> sample(output.retries(), "output", output.name()));
        gauge("gvtrace_alerts_waiting", "Alerts that wait to be delivered.");
        alerts.all().forEach(output -> sample(output.waiting(), "output", output.name()));
        gauge("gvtrace_alerts_waiting_bytes", "Bytes of the alerts that wait.");
        alerts.all().forEach(output -> sample(output.waitingBytes(), "output", output.name()));
        gauge("gvtrace_alert_output_failing", "1 while deliveries to an output fail.");
        alerts.all().forEach(output -> sample(output.trouble() == null ? 0 : 1, "output", output.name()));
    }

    private void anchors(List<AnchorOutput> outputs) {
        counter("gvtrace_anchors_delivered_total", "Anchors that an output has taken.");
        outputs.forEach(output -> sample(output.delivered(), "output", output.name()));
        gauge("gvtrace_anchors_undelivered", "Anchors that were due and are not delivered to an output yet.");
        outputs.forEach(output -> sample(output.undelivered(), "output", output.name()));
        counter("gvtrace_anchor_retries_total", "Failed deliveries to an output that were followed by another.");
        outputs.forEach(output -> sample(output.retries(), "output", output.name()));
        counter("gvtrace_anchor_heads_dropped_total", "Heads of files dropped because too many waited.");
        outputs.forEach(output -> sample(output.omitted(), "output", output.name()));
        gauge("gvtrace_anchor_last_delivered_timestamp_seconds", "When an output took the last anchor; 0: none yet.");
        outputs.forEach(output -> {
            Instant last = output.lastDelivered();
            sample(last == null ? 0 : last.toEpochMilli() / MILLIS_PER_SECOND, "output", output.name());
        });
        gauge("gvtrace_anchor_output_failing", "1 while deliveries to an output fail.");
        outputs.forEach(output -> sample(output.trouble() == null ? 0 : 1, "output", output.name()));
    }

    private void process(ProcessUse use) {
        counter("process_cpu_seconds_total", "Processor time of the recorder.").sample(use.cpuSeconds());
        if (use.residentBytes() >= 0) {
            gauge("process_resident_memory_bytes", "Memory of the recorder.").sample(use.residentBytes());
        }
        if (use.openFiles() >= 0) {
            gauge("process_open_fds", "Open descriptors of the recorder.").sample(use.openFiles());
        }
        gauge("gvtrace_heap_used_bytes", "Heap of the JVM in use.").sample(use.heapBytes());
        gauge("gvtrace_heap_max_bytes", "Heap that the JVM may use.").sample(use.heapMostBytes());
    }

    private PrometheusText counter(String name, String help) {
        return begin(name, "counter", help);
    }

    private PrometheusText gauge(String name, String help) {
        return begin(name, "gauge", help);
    }

    private PrometheusText begin(String name, String type, String help) {
        family = name;
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    private PrometheusText sample(long value, String... labels) {
        return sample(Long.toString(value), labels);
    }

    private PrometheusText sample(double value, String... labels) {
        return sample(String.format(Locale.ROOT, "%.3f", value), labels);
    }

    /** A line; names of labels and their values alternate. */
    private PrometheusText sample(String value, String... labels) {
        text.append(family);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
        return this;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(Character.isSurrogate(c) ? '\ufffd' : c);
            }
        }
    }
}
