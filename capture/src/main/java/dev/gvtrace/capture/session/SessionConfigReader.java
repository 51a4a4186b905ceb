// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import dev.gvtrace.capture.session.TraceSessionConfig.PointSelection;
import dev.gvtrace.capture.session.TraceSessionConfig.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a session configuration as strictly as runsc does: an unknown key is an error, even with {@code
 * ignore_missing}. Takes both forms, {@code {"trace_session": SESSION}} and {@code SESSION}.
 */
public final class SessionConfigReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> SESSION_KEYS = Set.of("name", "points", "ignore_missing", "sinks", "options");
    private static final Set<String> POINT_KEYS = Set.of("name", "optional_fields", "context_fields");
    private static final Set<String> SINK_KEYS = Set.of("name", "config", "ignore_setup_error", "status");
    private static final Set<String> REMOTE_KEYS = Set.of("endpoint", "retries", "backoff", "backoff_max");
    private static final Set<String> OPTION_KEYS = Set.of("execve_hash_cache_capacity");
    private static final Set<String> SINKS = Set.of("remote", "null");
    /** A duration as Go writes it, such as {@code 1.5s} or {@code 25us}. */
    private static final Pattern DURATION =
            Pattern.compile("[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+");

    private SessionConfigReader() {}

    /** Reads a configuration. */
    public static TraceSessionConfig read(byte[] json) throws SessionConfigException {
        JsonNode whole;
        try {
            whole = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new SessionConfigException("not JSON: " + e.getOriginalMessage() + place(e));
        }
        if (whole != null && whole.has("trace_session")) {
            checkKeys(whole, Set.of("trace_session"), "the configuration");
            return session(whole.get("trace_session"));
        }
        return session(whole);
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static TraceSessionConfig session(@Nullable JsonNode given) throws SessionConfigException {
        JsonNode session = checkKeys(given, SESSION_KEYS, "trace_session");
        String name = text(session, "name", "trace_session");
        if (!TraceSessionConfig.NAME.equals(name)) {
            throw new SessionConfigException("trace_session: name is " + quoted(name) + ", expected \"Default\"");
        }
        List<PointSelection> points = new ArrayList<>();
        for (JsonNode point : array(session, "points", "trace_session")) {
            points.add(point(point, "points[" + points.size() + "]"));
        }
        List<Sink> sinks = new ArrayList<>();
        for (JsonNode sink : array(session, "sinks", "trace_session")) {
            sinks.add(sink(sink, "sinks[" + sinks.size() + "]"));
        }
        JsonNode options = session.get("options");
        Integer cache = null;
        if (options != null && !options.isNull()) {
            checkKeys(options, OPTION_KEYS, "options");
            cache = number(options, "execve_hash_cache_capacity", "options");
        }
        return new TraceSessionConfig(points, sinks, flag(session, "ignore_missing", "trace_session"), cache);
    }

    private static PointSelection point(JsonNode point, String where) throws SessionConfigException {
        checkKeys(point, POINT_KEYS, where);
        String name = text(point, "name", where);
        if (name == null || name.isEmpty()) {
            throw new SessionConfigException(where + ": name is missing");
        }
        return new PointSelection(name, texts(point, "optional_fields", where), texts(point, "context_fields", where));
    }

    private static Sink sink(JsonNode sink, String where) throws SessionConfigException {
        checkKeys(sink, SINK_KEYS, where);
        String name = text(sink, "name", where);
        if (name == null || !SINKS.contains(name)) {
            throw new SessionConfigException(where + ": name is " + quoted(name) + ", expected \"remote\" or \"null\"");
        }
        boolean ignore = flag(sink, "ignore_setup_error", where);
        if (!name.equals("remote")) {
            return new Sink(name, null, -1, null, null, ignore);
        }
        String inside = where + ".config";
        JsonNode config = checkKeys(sink.get("config"), REMOTE_KEYS, inside);
        String endpoint = text(config, "endpoint", inside);
        if (endpoint == null || endpoint.isEmpty()) {
            throw new SessionConfigException(inside + ": endpoint is missing, expected the path of a socket");
        }
        Integer retries = number(config, "retries", inside);
        return new Sink(
                name,
                endpoint,
                retries == null ? -1 : retries,
                duration(config, "backoff", inside),
                duration(config, "backoff_max", inside),
                ignore);
    }

    private static JsonNode checkKeys(@Nullable JsonNode object, Set<String> known, String where)
            throws SessionConfigException {
        if (object == null || !object.isObject()) {
            throw new SessionConfigException(where + ": expected an object");
        }
        for (String key : object.propertyNames()) {
            if (!known.contains(key)) {
                throw new SessionConfigException(where + ": unknown key " + quoted(key) + ", which runsc would refuse");
            }
        }
        return object;
    }

    private static Iterable<JsonNode> array(JsonNode object, String key, String where) throws SessionConfigException {
        JsonNode array = object.get(key);
        if (array == null || array.isNull()) {
            return List.of();
        }
        if (!array.isArray()) {
            throw new SessionConfigException(where + ": " + key + " is not an array");
        }
        return array;
    }

    private static List<String> texts(JsonNode object, String key, String where) throws SessionConfigException {
        List<String> all = new ArrayList<>();
        for (JsonNode one : array(object, key, where)) {
            if (!one.isString()) {
                throw new SessionConfigException(where + ": " + key + " holds " + one + ", expected a string");
            }
            all.add(one.stringValue());
        }
        return all;
    }

    private static @Nullable String text(JsonNode object, String key, String where) throws SessionConfigException {
        JsonNode value = object.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new SessionConfigException(where + ": " + key + " is " + value + ", expected a string");
        }
        return value.stringValue();
    }

    private static @Nullable String duration(JsonNode object, String key, String where) throws SessionConfigException {
        String text = text(object, key, where);
        if (text != null && !DURATION.matcher(text).matches()) {
            throw new SessionConfigException(
                    where + ": " + key + " is " + quoted(text) + ", expected a duration such as \"25us\"");
        }
        return text;
    }

    private static @Nullable Integer number(JsonNode object, String key, String where) throws SessionConfigException {
        JsonNode value = object.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToInt()) {
            throw new SessionConfigException(where + ": " + key + " is " + value + ", expected a whole number");
        }
        return value.intValue();
    }

    private static boolean flag(JsonNode object, String key, String where) throws SessionConfigException {
        JsonNode value = object.get(key);
        if (value == null || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw new SessionConfigException(where + ": " + key + " is " + value + ", expected true or false");
        }
        return value.booleanValue();
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "missing" : '"' + text + '"';
    }
}
