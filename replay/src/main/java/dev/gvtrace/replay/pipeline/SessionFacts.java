// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gvtrace.replay.decode.DecodeOptions;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from a recorded session configuration what decoding wants to know of it. */
final class SessionFacts {
    private static final JsonFactory JSON = new JsonFactory();

    private SessionFacts() {}

    /** The options for a connection with that configuration; unknown ones if there is none or it can't be read. */
    static DecodeOptions read(byte @Nullable [] configuration) {
        if (configuration == null) {
            return DecodeOptions.UNKNOWN;
        }
        Set<String> points = new HashSet<>();
        boolean environment = false;
        try (JsonParser json = JSON.createParser(configuration)) {
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
                        name = json.getText();
                    } else if (json.getText().equals("envv")) {
                        asks = true;
                    }
                }
                if (depth > MAX_DEPTH || points.size() > MAX_POINTS) {
                    return DecodeOptions.UNKNOWN;
                }
            }
        } catch (IOException e) {
            return DecodeOptions.UNKNOWN;
        }
        return points.isEmpty() ? DecodeOptions.UNKNOWN : new DecodeOptions(true, points, environment);
    }

    private static final int MAX_DEPTH = 16;
    /** A Sentry has about a thousand points. */
    private static final int MAX_POINTS = 10_000;
}
