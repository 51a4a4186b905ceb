// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import dev.gvtrace.capture.session.ProgramRun;
import dev.gvtrace.text.EscapedText;
import dev.gvtrace.text.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A RuntimeClass of Kubernetes: the name by which pods ask for a runtime of containerd.
 *
 * @param name its name
 * @param handler the runtime's name in containerd's configuration
 */
public record RuntimeClass(String name, String handler) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_TEXT = 8 << 20;
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if Kubernetes would refuse one
     */
    public RuntimeClass {
        require(name, "RuntimeClass", MAX_NAME, "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
        require(handler, "handler", MAX_LABEL, "[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    }

    private static void require(String text, String what, int most, String form) {
        if (text.length() > most || !text.matches(form)) {
            throw new IllegalArgumentException("invalid name of a " + what + " '" + text + "': expected at most " + most
                    + " lower-case letters, digits and '-'");
        }
    }

    /** Its manifest, YAML. */
    public String manifest() {
        return """
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata:
                  name: %s
                handler: %s
                """.formatted(name, handler);
    }

    /** Creates or changes it in the cluster, and returns the output of kubectl. Fields of others stay. */
    public String apply(Path kubectl) throws IOException {
        Path file = Files.createTempFile("gvtrace-runtimeclass-", ".yaml");
        try {
            Files.writeString(file, manifest());
            return run(
                    kubectl, List.of("apply", "--server-side", "--field-manager=gvtrace", "-f", FileNames.text(file)));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Deletes it from the cluster, and returns the output of kubectl. */
    public String delete(Path kubectl) throws IOException {
        return run(kubectl, List.of("delete", "runtimeclass", name, "--ignore-not-found"));
    }

    /** The handlers of the cluster's RuntimeClasses, by name. */
    public static Map<String, String> handlers(Path kubectl) throws IOException {
        String printed =
                run(kubectl, List.of("get", "runtimeclasses.node.k8s.io", "-o", "json", "--request-timeout=5s"));
        try {
            Map<String, String> handlers = new TreeMap<>();
            for (JsonNode item : JSON.readTree(printed).path("items")) {
                handlers.put(
                        item.path("metadata").path("name").asString(""),
                        item.path("handler").asString(""));
            }
            return handlers;
        } catch (JacksonException e) {
            throw new IOException("kubectl get: expected JSON, found otherwise: " + e.getOriginalMessage(), e);
        }
    }

    private static String run(Path kubectl, List<String> words) throws IOException {
        return EscapedText.decode(new ProgramRun(kubectl, LIMIT, MAX_TEXT).run(words));
    }
}
