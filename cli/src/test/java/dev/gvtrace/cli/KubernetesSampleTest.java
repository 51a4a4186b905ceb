// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.replay.rule.source.RuleFile;
import dev.gvtrace.replay.rule.source.YamlNode;
import dev.gvtrace.replay.rule.source.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests of samples/kubernetes against the API's own types, and against what is promised about them. */
class KubernetesSampleTest {
    private static final Path SAMPLES = Repository.top().resolve("samples/kubernetes");
    private static final String POD = "DaemonSet.spec.template.spec";
    private static final String RECORDER = POD + ".containers[0]";

    @TempDir
    private Path dir;

    /** Paths of scalars and of empty objects, with their values. Of lists, each item has its number. */
    private static Map<String, String> manifests(String file) throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (YamlNode root :
                YamlTree.parse(RuleFile.read(SAMPLES.resolve(file))).roots()) {
            YamlNode.Mapping object = (YamlNode.Mapping) root;
            String kind = ((YamlNode.Scalar) object.get("kind")).text();
            add(kind, root, found);
        }
        return found;
    }

    private static void add(String path, YamlNode node, Map<String, String> found) {
        if (node instanceof YamlNode.Scalar scalar) {
            found.put(path, (scalar.style() == YamlNode.Style.PLAIN ? "" : "'") + scalar.text());
        } else if (node instanceof YamlNode.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                add(path + "[" + i + "]", sequence.items().get(i), found);
            }
        } else if (node instanceof YamlNode.Mapping mapping) {
            if (mapping.entries().isEmpty()) {
                found.put(path, "{}");
            }
            for (YamlNode.Entry entry : mapping.entries()) {
                String key = ((YamlNode.Scalar) entry.key()).text();
                assertThat(found).as("twice").doesNotContainKey(path + "." + key);
                add(path + "." + key, entry.value(), found);
            }
        }
    }

    private static Map<String, String> all() throws Exception {
        Map<String, String> found = manifests("daemonset.yaml");
        found.putAll(manifests("runtimeclass.yaml"));
        return found;
    }

    private static Map<String, String> fields() throws IOException {
        Map<String, String> types = new TreeMap<>();
        try (InputStream in = KubernetesSampleTest.class.getResourceAsStream("/kubernetes-fields.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> types.put(line.split(": ", 2)[0], line.split(": ", 2)[1]));
        }
        return types;
    }

    @Test
    void eachFieldIsOneOfTheApiAndHasItsType() throws Exception {
        Map<String, String> types = fields();
        List<String> wrong = new ArrayList<>();
        all().forEach((path, value) -> {
            String field = path.replaceAll("\\[\\d+]", "[]");
            String named = types.entrySet().stream()
                    .filter(type -> type.getValue().endsWith(" by name") && field.startsWith(type.getKey() + "."))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            String type = named != null ? named : types.get(field);
            if (type == null || !fits(type, value)) {
                wrong.add(path + " = " + value + ", expected " + type);
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static boolean fits(String type, String value) {
        boolean typed = value.matches("true|false|null|~|[-+]?[0-9.]+|\\{}");
        return switch (type) {
            case "string", "strings by name" -> !typed;
            case "bool" -> value.matches("true|false");
            case "integer" -> value.matches("\\d+");
            case "object" -> value.equals("{}");
            case "IntOrString" -> value.matches("\\d+|[a-z]+");
            case "Quantity by name" -> value.matches("\\d+(m|Mi|Gi)?");
            default -> List.of(type.split(" ")).contains(value);
        };
    }

    @Test
    void aFieldThatTheApiLacksIsFound() {
        assertThat(fits("bool", "yes")).isFalse();
        assertThat(fits("string", "true")).isFalse();
        assertThat(fits("string", "'true")).isTrue();
        assertThat(fits("None HostToContainer", "Host")).isFalse();
    }

    @Test
    void theRecorderHasNoRightItDoesNotNeed() throws Exception {
        Map<String, String> all = all();
        String rights = RECORDER + ".securityContext";
        assertThat(all)
                .containsEntry(rights + ".capabilities.drop[0]", "ALL")
                .containsEntry(rights + ".privileged", "false")
                .containsEntry(rights + ".allowPrivilegeEscalation", "false")
                .containsEntry(rights + ".readOnlyRootFilesystem", "true")
                .containsEntry(POD + ".securityContext.seccompProfile.type", "RuntimeDefault")
                .containsEntry(POD + ".automountServiceAccountToken", "false")
                .containsEntry(POD + ".hostPID", "true");
        assertThat(all.keySet())
                .noneMatch(path -> path.matches(".*(hostNetwork|hostIPC|capabilities\\.add|hostPort).*"));
        assertThat(all.keySet()).noneMatch(path -> path.startsWith(POD + ".containers[1]"));
    }

    @Test
    void namesAndPathsAgree() throws Exception {
        Map<String, String> all = all();
        Map<String, String> volumes = new TreeMap<>();
        Map<String, String> mounts = new TreeMap<>();
        all.forEach((path, value) -> {
            if (path.matches(".*\\.volumes\\[\\d+]\\.name")) {
                volumes.put(value, String.valueOf(all.get(path.replace(".name", ".hostPath.path"))));
            } else if (path.matches(".*\\.volumeMounts\\[\\d+]\\.name")) {
                mounts.put(value, all.get(path.replace(".name", ".mountPath")));
            }
        });
        assertThat(volumes.keySet()).isEqualTo(mounts.keySet());
        // bundles and the socket have the same paths as on the node, since runsc's command line names them
        volumes.forEach((name, path) ->
                assertThat(path.equals("null") ? mounts.get(name) : path).isEqualTo(mounts.get(name)));
        assertThat(all.get(POD + ".serviceAccountName")).isEqualTo(all.get("ServiceAccount.metadata.name"));
        assertThat(all.get("DaemonSet.metadata.namespace")).isEqualTo(all.get("Namespace.metadata.name"));
        String label = ".app.kubernetes.io/name";
        assertThat(all.get("DaemonSet.spec.selector.matchLabels" + label))
                .isEqualTo(all.get("DaemonSet.spec.template.metadata.labels" + label))
                .isEqualTo(all.get("NetworkPolicy.spec.podSelector.matchLabels" + label));
        assertThat(all.get(POD + ".nodeSelector.gvtrace.dev/node"))
                .isEqualTo(all.get("RuntimeClass.scheduling.nodeSelector.gvtrace.dev/node"));
    }

    @Test
    void itsWordsStartARecorder() throws Exception {
        List<String> words = new ArrayList<>();
        all().forEach((path, value) -> {
            if (path.startsWith(RECORDER + ".args[")) {
                int index = Integer.parseInt(path.replaceAll(".*\\[(\\d+)]$", "$1"));
                while (words.size() <= index) {
                    words.add("");
                }
                words.set(index, value);
            }
        });
        words.replaceAll(
                word -> word.startsWith("/") ? dir.resolve(word.substring(1)).toString() : word);
        // the session is missing, which is the error of a recorder that understood all of its words
        Program.Result started = Program.run(words.toArray(new String[0]));
        assertThat(started.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        assertThat(started.err()).contains("pod-init.json: no such file");
    }

    @Test
    void filesOfTheNodeAreThoseThatInstallMakes() throws IOException {
        Path config = dir.resolve("config.toml");
        Program.Result printed = Program.run("session", "install", "--containerd", "--config", config.toString());
        for (String file : List.of("config.toml", "runsc.toml")) {
            String added = Files.readString(SAMPLES.resolve("node/" + file)).replaceAll("(?m)^", "+");
            assertThat(printed.out()).contains(added.substring(0, added.length() - 1));
        }
        String runtimeClass = Program.run("session", "install", "--kubernetes").out();
        assertThat(Files.readString(SAMPLES.resolve("runtimeclass.yaml"))).contains(runtimeClass);
    }
}
