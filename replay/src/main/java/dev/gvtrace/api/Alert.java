// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.api;

import dev.gvtrace.replay.output.AlertFormatter;
import dev.gvtrace.text.Text;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rule that matched an event. Immutable, safe for use by any number of threads. */
public final class Alert {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    /** Bytes of an object with its header and references, roughly. */
    private static final int OVERHEAD = 64;

    private static final AlertFormatter TEXT = AlertFormatter.text();
    private static final AlertFormatter JSON = AlertFormatter.json();

    private final dev.gvtrace.replay.engine.Alert alert;

    Alert(dev.gvtrace.replay.engine.Alert alert) {
        this.alert = alert;
    }

    /** About what an alert takes of memory, in bytes. */
    static long heapBytes(dev.gvtrace.replay.engine.Alert alert) {
        long bytes = OVERHEAD + alert.output().length() + alert.suffix().length();
        for (dev.gvtrace.replay.engine.Alert.FieldValue field : alert.fields()) {
            bytes += OVERHEAD + (field.value() instanceof Text text ? text.length() : 0);
            if (field.value() instanceof List<?> values) {
                for (Object value : values) {
                    bytes += OVERHEAD + (value instanceof Text text ? text.length() : 0);
                }
            }
        }
        return bytes;
    }

    /** The number of its trace, from 1, among those that are read together; 1 for a trace that is read alone. */
    public int trace() {
        return alert.connection();
    }

    /** The rule's name. */
    public String rule() {
        return alert.rule();
    }

    /** The rule's priority. */
    public Priority priority() {
        return Priority.values()[alert.priority()];
    }

    /** The rule's event source, such as {@code syscall}. */
    public String source() {
        return alert.source();
    }

    /** The rule's tags, sorted. */
    public List<String> tags() {
        return List.copyOf(alert.tags());
    }

    /** The event's time as sent by the Sentry. */
    public Instant time() {
        return Instant.ofEpochSecond(
                Math.floorDiv(alert.timeNs(), NS_PER_SECOND), Math.floorMod(alert.timeNs(), NS_PER_SECOND));
    }

    /** The event's number in the trace, from 1: {@code evt.num}. */
    public long eventNumber() {
        return alert.eventNumber();
    }

    /** Name of the recording host; null if unknown. */
    public @Nullable Text hostname() {
        return alert.hostname();
    }

    /** The rule's output with the values filled in. */
    public Text output() {
        return alert.output();
    }

    /**
     * The fields in the output with their values, sorted by name: {@link Text}, {@link Long}, {@link
     * java.math.BigInteger} above its range, {@link Double}, {@link Boolean}, a {@link List} of these, or null if the
     * event has no value.
     */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        alert.fields().forEach(field -> fields.put(field.field().decoded(), field.value()));
        return Collections.unmodifiableMap(fields);
    }

    /** Short id of the container; null if unknown. */
    public @Nullable Text container() {
        return alert.containerId();
    }

    /** The process, by its id in the sandbox's root PID namespace; 0 if unknown. */
    public int pid() {
        return alert.pid();
    }

    /** The thread, by its id in the sandbox's root PID namespace; 0 if unknown. */
    public int threadId() {
        return alert.threadId();
    }

    /**
     * The number of messages of the sandbox lost before, so that the alert may be wrong or incomplete; 0 if its facts
     * were confirmed since.
     */
    public long lostBefore() {
        return alert.lostBefore();
    }

    /** As printed by {@code gvtrace replay}: one line without its line feed, escaped. */
    public String toLine() {
        return line(TEXT);
    }

    /** As printed by {@code gvtrace replay --format json}, byte for byte in UTF-8: one line without its line feed. */
    public String toJson() {
        return line(JSON);
    }

    private String line(AlertFormatter formatter) {
        byte[] line = formatter.format(alert);
        return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
    }

    /** The same as {@link #toLine()}. */
    @Override
    public String toString() {
        return toLine();
    }
}
