// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.capture.socket.UnixHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What a running daemon of Docker has taken up of its configuration. */
public final class DockerDaemon {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_ANSWER = 4 << 20;

    private DockerDaemon() {}

    /**
     * The runtimes of the daemon that run gVisor.
     *
     * @throws IOException if there is no answer in time, or an unexpected one
     */
    public static List<GvisorRuntime> runtimes(Path socket) throws IOException {
        byte[] answer = UnixHttp.get(socket, "/info", LIMIT, MAX_ANSWER);
        try {
            // they have the same form as in daemon.json
            JsonNode runtimes = JSON.readTree(answer).path("Runtimes");
            return DockerConfig.parse("{\"runtimes\":" + runtimes + "}").gvisorRuntimes();
        } catch (JacksonException | SetupException e) {
            throw new IOException("Docker: unexpected answer: " + e.getMessage(), e);
        }
    }
}
