// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.handover;

import dev.gvtrace.capture.handover.ConnectionState.Contents;
import dev.gvtrace.capture.handover.ConnectionState.Drops;
import dev.gvtrace.capture.handover.ConnectionState.Fact;
import dev.gvtrace.capture.handover.ConnectionState.Peer;
import dev.gvtrace.capture.handover.ConnectionState.Progress;
import dev.gvtrace.capture.socket.PeerProcess;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Opening;
import dev.gvtrace.trace.Seal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@link ConnectionState} as JSON, which recorders of other versions can read: unknown keys are ignored, and a change
 * that others cannot ignore changes {@code version}. Bytes are in base64.
 */
final class StateJson {
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private StateJson() {}

    static byte[] encode(ConnectionState state) {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION).put("tool", state.tool()).put("recorder", state.recorder());
        json.put("opening", state.opening().encode()).put("base", state.base());
        peer(state.peer(), json.putObject("peer"));
        ArrayNode facts = json.putArray("facts");
        for (Fact fact : state.facts()) {
            facts.addObject().put("at", fact.atNs()).put("kind", fact.kind()).put("json", fact.json());
        }
        Progress progress = state.progress();
        if (progress != null) {
            progress(progress, json.putObject("progress"));
        }
        return JSON.writeValueAsBytes(json);
    }

    private static void peer(Peer peer, ObjectNode json) {
        PeerProcess process = peer.process();
        json.put("connected", peer.connectedNs());
        json.put("pid", process.pid()).put("uid", process.uid()).put("gid", process.gid());
        json.put("sandbox", peer.sandbox().bytes());
        json.put("cwd", bytes(peer.cwd())).put("exe", bytes(peer.exe()));
        ArrayNode words = json.putArray("args");
        peer.commandLine().forEach(word -> words.add(EscapedText.encode(word)));
    }

    /** A text that may hold bytes which are not UTF-8. */
    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : EscapedText.encode(text);
    }

    private static void progress(Progress progress, ObjectNode json) {
        Seal seal = progress.seal();
        json.put("recording", seal.recording().toString()).put("segment", seal.segment());
        json.put("sequence", seal.sequence()).put("seal", seal.value());
        json.put("last", progress.lastNs()).put("handed_over", progress.handedOverNs());
        json.put("dropped", progress.drops().last());
        json.put("dropped_total", progress.drops().total());
        json.put("dropped_reported", progress.drops().reported());
        Contents contents = progress.contents();
        json.put("has_begun", contents.hasBegun()).put("first_process_has_ended", contents.firstProcessHasEnded());
        json.put("malformed", contents.malformed());
        ArrayNode containers = json.putArray("containers");
        contents.containers().forEach(id -> containers.add(id.bytes()));
    }

    /**
     * Reads a state.
     *
     * @throws IOException when it is not one, or of another version
     */
    static ConnectionState decode(byte[] bytes) throws IOException {
        try {
            JsonNode json = JSON.readTree(bytes);
            int version = json.path("version").asInt(0);
            if (version != VERSION) {
                throw new IOException("state of version " + version + ", expected " + VERSION);
            }
            byte[] opening = json.required("opening").binaryValue();
            List<Fact> facts = new ArrayList<>();
            for (JsonNode fact : json.required("facts")) {
                facts.add(new Fact(
                        fact.required("at").asLong(),
                        fact.required("kind").asString(),
                        fact.required("json").binaryValue()));
            }
            JsonNode progress = json.get("progress");
            return new ConnectionState(
                    json.required("tool").asString(),
                    json.required("recorder").asLong(),
                    peer(json.required("peer")),
                    Opening.decode(opening, 0, opening.length),
                    json.required("base").asString(),
                    facts,
                    progress == null ? null : progress(progress));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("state cannot be read: " + e.getMessage(), e);
        }
    }

    private static Peer peer(JsonNode json) {
        List<String> words = new ArrayList<>();
        for (JsonNode word : json.required("args")) {
            words.add(EscapedText.decode(word.binaryValue()));
        }
        return new Peer(
                json.required("connected").asLong(),
                new PeerProcess(
                        json.required("pid").asInt(),
                        json.required("uid").asInt(),
                        json.required("gid").asInt()),
                Text.ofBytes(json.required("sandbox").binaryValue()),
                words,
                text(json.get("cwd")),
                text(json.get("exe")));
    }

    private static @Nullable String text(@Nullable JsonNode json) {
        return json == null || json.isNull() ? null : EscapedText.decode(json.binaryValue());
    }

    private static Progress progress(JsonNode json) {
        Set<Text> containers = new HashSet<>();
        for (JsonNode id : json.required("containers")) {
            containers.add(Text.ofBytes(id.binaryValue()));
        }
        return new Progress(
                new Seal(
                        UUID.fromString(json.required("recording").asString()),
                        json.required("segment").asInt(),
                        json.required("sequence").asLong(),
                        json.required("seal").binaryValue()),
                json.required("last").asLong(),
                json.required("handed_over").asLong(),
                new Drops(
                        json.required("dropped").asInt(),
                        json.required("dropped_total").asLong(),
                        json.required("dropped_reported").asLong()),
                new Contents(
                        json.required("has_begun").asBoolean(),
                        json.required("first_process_has_ended").asBoolean(),
                        json.required("malformed").asLong(),
                        containers));
    }
}
