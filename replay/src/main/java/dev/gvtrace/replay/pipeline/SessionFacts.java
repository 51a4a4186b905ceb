// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.decode.DecodeOptions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Extracts the facts needed for decoding from a recorded session configuration. */
final class SessionFacts {
    private static final JsonFactory JSON = new JsonFactory();

    private SessionFacts() {}

    /** The options for a connection with that configuration; unknown ones if there is none or it cannot be read. */
    static DecodeOptions read(byte @Nullable [] configuration) {
        if (configuration == null) {
            return DecodeOptions.UNKNOWN;
        }
        Set<String> points = new HashSet<>();
        boolean environment = false;
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), configuration)) {
            String name = "";
            boolean asks = false;
            int depth = 0;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    depth++;
                    name = "";
                    asks = false;
                } else if (token == JsonToken.END_OBJECT) {
                    depth--;
                    if (name.contains("/")) {
                        points.add(name);
                        environment |= asks && name.equals("syscall/execve/exit");
                    }
                    name = "";
                } else if (token == JsonToken.VALUE_STRING) {
                    String key = json.currentName();
                    if ("name".equals(key)) {
                        name = json.getString();
                    } else if (json.getString().equals("envv")) {
                        asks = true;
                    }
                }
                if (depth > MAX_DEPTH || points.size() > MAX_POINTS) {
                    return DecodeOptions.UNKNOWN;
                }
            }
        } catch (JacksonException e) {
            return DecodeOptions.UNKNOWN;
        }
        return points.isEmpty() ? DecodeOptions.UNKNOWN : new DecodeOptions(true, points, environment);
    }

    private static final int MAX_DEPTH = 16;
    /** A Sentry has about a thousand points. */
    private static final int MAX_POINTS = 10_000;
}
