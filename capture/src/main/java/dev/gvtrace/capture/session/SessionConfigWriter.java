// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a session configuration as the JSON for {@code runsc --pod-init-config}. */
public final class SessionConfigWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SessionConfigWriter() {}

    /** The configuration as text, with a newline at its end. */
    public static String write(TraceSessionConfig config) {
        ObjectNode session = JSON.createObjectNode();
        session.put("name", TraceSessionConfig.NAME);
        if (config.ignoreMissing()) {
            session.put("ignore_missing", true);
        }
        ArrayNode points = session.putArray("points");
        config.points().forEach(point -> add(points.addObject(), point));
        ArrayNode sinks = session.putArray("sinks");
        config.sinks().forEach(sink -> add(sinks.addObject(), sink));
        if (config.execveHashCache() != null) {
            session.putObject("options").put("execve_hash_cache_capacity", config.execveHashCache());
        }
        ObjectNode whole = JSON.createObjectNode();
        whole.set("trace_session", session);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return JSON.writer().with(printer).writeValueAsString(whole) + "\n";
    }

    private static void add(ObjectNode out, TraceSessionConfig.PointSelection point) {
        out.put("name", point.name());
        putAll(out, "optional_fields", point.optionalFields());
        putAll(out, "context_fields", point.contextFields());
    }

    private static void putAll(ObjectNode out, String key, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(out.putArray(key)::add);
        }
    }

    private static void add(ObjectNode out, TraceSessionConfig.Sink sink) {
        out.put("name", sink.name());
        ObjectNode settings = JSON.createObjectNode();
        putIfKnown(settings, "endpoint", sink.endpoint());
        if (sink.retries() >= 0) {
            settings.put("retries", sink.retries());
        }
        putIfKnown(settings, "backoff", sink.backoff());
        putIfKnown(settings, "backoff_max", sink.backoffMax());
        if (!settings.isEmpty()) {
            out.set("config", settings);
        }
        if (sink.ignoreSetupError()) {
            out.put("ignore_setup_error", true);
        }
    }

    private static void putIfKnown(ObjectNode out, String key, @Nullable String value) {
        if (value != null) {
            out.put(key, value);
        }
    }
}
