// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.filter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Conditions that load according to the conformance data, and rejected ones with the reason. */
record PeerConditions(List<String> accepted, List<Refused> refused) {
    record Refused(String condition, String why) {}

    /** Reads a validity.json; the key of the reason differs between the files. */
    static PeerConditions read(Path file) throws IOException {
        PeerConditions result = new PeerConditions(new ArrayList<>(), new ArrayList<>());
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), file.toFile())) {
            String section = "";
            String condition = "";
            while (json.nextToken() != null) {
                JsonToken token = json.currentToken();
                int level = depth(json);
                if (token == JsonToken.PROPERTY_NAME && level == 1) {
                    section = json.currentName();
                } else if (token == JsonToken.VALUE_STRING && section.equals("accepted")) {
                    result.accepted.add(json.getString());
                } else if (token == JsonToken.VALUE_STRING && section.equals("refused")) {
                    switch (json.currentName()) {
                        case "condition" -> condition = json.getString();
                        case "why", "message" -> result.refused.add(new Refused(condition, json.getString()));
                        default -> {}
                    }
                }
            }
        }
        return result;
    }

    private static int depth(JsonParser json) {
        return json.streamReadContext().getNestingDepth();
    }
}
