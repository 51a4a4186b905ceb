// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.facts;

import dev.gvtrace.capture.session.RunscCommandLine;
import dev.gvtrace.capture.socket.UnixHttp;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gets facts from Docker's daemon that its containers' bundles lack: name, image and labels. It requests a list with
 * one entry, because the daemon answers requests for a single container only after its start, and that may be too late.
 *
 * <p>The record is of kind {@code container}: {@code id}, {@code from} ({@code docker}), and {@code facts} under the
 * names of Falco's fields: {@code container.type}, {@code container.name}, {@code container.image}, {@code
 * container.image.id}, {@code container.label.KEY}.
 */
final class DockerFacts {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int MAX_ANSWER = 1 << 20;
    private static final int SHORT_ID = 12;

    private DockerFacts() {}

    /** True if this runsc was started by Docker, whose root directories are {@code …/runtime-NAME/moby}. */
    static boolean isOfDocker(RunscCommandLine line) {
        String root = line.flag("root");
        return root != null && root.matches(".*/runtime-[^/]+/moby/?");
    }

    /** The facts record of a container from the daemon at this socket; null when there is none. */
    static byte @Nullable [] container(Path socket, String id) {
        if (!ID.matcher(id).matches()) {
            return null;
        }
        String filter = URLEncoder.encode("{\"id\":[\"" + id + "\"]}", StandardCharsets.UTF_8);
        try {
            byte[] answer = UnixHttp.get(socket, "/containers/json?all=1&filters=" + filter, LIMIT, MAX_ANSWER);
            for (JsonNode container : JSON.readTree(answer)) {
                if (container.path("Id").asString("").equals(id)) {
                    return JSON.writeValueAsBytes(facts(id, container));
                }
            }
        } catch (IOException | JacksonException e) {
            // no daemon, an invalid answer, or not its container: these facts are unknown
        }
        return null;
    }

    private static ObjectNode facts(String id, JsonNode container) {
        ObjectNode json = JSON.createObjectNode().put("id", id).put("from", "docker");
        ObjectNode facts = json.putObject("facts").put("container.type", "docker");
        for (JsonNode name : container.path("Names")) {
            // names with a second slash are links from other containers
            if (name.asString("").lastIndexOf('/') == 0) {
                facts.put("container.name", name.asString("").substring(1));
            }
        }
        facts.put("container.image", container.path("Image").asString(""));
        String image = container.path("ImageID").asString("");
        String hash = image.substring(image.indexOf(':') + 1);
        facts.put("container.image.id", hash.substring(0, Math.min(SHORT_ID, hash.length())));
        for (Map.Entry<String, JsonNode> label : container.path("Labels").properties()) {
            facts.put("container.label." + label.getKey(), label.getValue().asString(""));
        }
        return json;
    }
}
