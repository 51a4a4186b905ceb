// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Converts facts recorded about a container on the trusted side into values of metadata fields. Accepts the recorder's
 * own records ({@code id}, {@code oci}, {@code passwd}, {@code group}) and, from other sources, members with a field's
 * name ({@code container.image.repository}, {@code k8s.pod.name}), at the top or below {@code facts}.
 */
final class RecordedFacts {
    /** The number of capabilities in the bounding set of a container with all that gVisor supports. */
    private static final int ALL_CAPABILITIES = 38;

    private static final Map<String, String> ANNOTATIONS = annotations();

    private final Json json;
    private final Map<String, String> facts;

    private RecordedFacts(Json json, Map<String, String> known) {
        this.json = json;
        facts = new LinkedHashMap<>(known);
    }

    /** The id of the container that the facts are about; "" if missing. */
    static String id(Json json) {
        String id = json.get("id").text();
        return id.isEmpty() ? json.get("container_id").text() : id;
    }

    /** Adds the facts to those of the container. */
    static void add(Json json, ContainerInfo container) {
        RecordedFacts recorded = new RecordedFacts(json, container.facts);
        recorded.named(json);
        recorded.named(json.get("facts"));
        recorded.configuration(json.get("oci"));
        recorded.image(recorded.facts.get("container.image"));
        container.facts = Map.copyOf(recorded.facts);
        recorded.accounts(container);
        recorded.mountPoints(container);
    }

    private static Map<String, String> annotations() {
        return Map.ofEntries(
                Map.entry("io.kubernetes.cri.container-name", "container.name"),
                Map.entry("io.kubernetes.cri-o.ContainerName", "container.name"),
                Map.entry("io.kubernetes.container.name", "container.name"),
                Map.entry("io.kubernetes.cri.image-name", "container.image"),
                // containerd 2: the image of the pod's first container
                Map.entry("io.kubernetes.cri.podsandbox.image-name", "container.image"),
                Map.entry("io.kubernetes.cri-o.ImageName", "container.image"),
                Map.entry("org.opencontainers.image.ref.name", "container.image"),
                Map.entry("io.kubernetes.cri.sandbox-name", "k8s.pod.name"),
                Map.entry("io.kubernetes.pod.name", "k8s.pod.name"),
                Map.entry("io.kubernetes.cri.sandbox-namespace", "k8s.ns.name"),
                Map.entry("io.kubernetes.pod.namespace", "k8s.ns.name"),
                Map.entry("io.kubernetes.cri.sandbox-uid", "k8s.pod.uid"),
                Map.entry("io.kubernetes.pod.uid", "k8s.pod.uid"),
                Map.entry("io.kubernetes.cri.sandbox-id", "k8s.pod.full_sandbox_id"),
                Map.entry("io.kubernetes.cri-o.SandboxID", "k8s.pod.full_sandbox_id"));
    }

    private void put(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            keep(name, value);
        }
    }

    /** Adds a fact, even an empty one: with a configuration it is known that a container has no mounts. */
    private void keep(String name, String value) {
        if (facts.size() < Limits.FACTS) {
            facts.put(name, value);
        }
    }

    private void named(Json object) {
        object.object().forEach((name, value) -> {
            if (name.startsWith("container.") || name.startsWith("k8s.")) {
                put(name, value.scalar());
            }
        });
    }

    private void configuration(Json oci) {
        if (!oci.exists()) {
            return;
        }
        Map<String, Json> annotations = oci.get("annotations").object();
        annotations.forEach((key, value) -> {
            String field = ANNOTATIONS.get(key);
            if (field != null) {
                put(field, value.scalar());
            }
        });
        Json labels = Json.read(
                oci.get("annotations").get("io.kubernetes.cri-o.Labels").text());
        labels.object().forEach((key, value) -> put("container.label." + key, value.scalar()));
        put("container.type", type(annotations));
        String sandbox = facts.get("k8s.pod.full_sandbox_id");
        if (sandbox != null) {
            put("k8s.pod.sandbox_id", new ContainerInfo(sandbox).shortId());
        }
        keep("container.mounts", mounts(oci.get("mounts").array()));
        put("container.privileged", Boolean.toString(isPrivileged(oci)));
        namespaces(oci.get("linux").get("namespaces"));
    }

    private static @Nullable String type(Map<String, Json> annotations) {
        Json managed = annotations.get("io.container.manager");
        String manager = managed == null ? "" : managed.text();
        if (manager.equals("libpod")) {
            return "podman";
        }
        for (String key : annotations.keySet()) {
            if (key.startsWith("io.kubernetes.cri-o.")) {
                return "cri-o";
            }
            if (key.startsWith("io.kubernetes.cri.")) {
                return "containerd";
            }
        }
        return manager.isEmpty() ? null : manager;
    }

    // registry:5000/path/name:tag@sha256:digest; the tag follows the last colon after the last slash.
    private void image(@Nullable String image) {
        if (image == null) {
            return;
        }
        int at = image.indexOf('@');
        String named = at < 0 ? image : image.substring(0, at);
        if (at >= 0) {
            put("container.image.digest", image.substring(at + 1));
        }
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        put("container.image.repository", tagged ? named.substring(0, colon) : named);
        put("container.image.tag", tagged ? named.substring(colon + 1) : null);
    }

    private static String mounts(List<Json> mounts) {
        StringBuilder all = new StringBuilder();
        for (Json mount : mounts) {
            List<String> options = mount.get("options").texts();
            if (mount.get("type").text().equals("bind") || options.contains("bind") || options.contains("rbind")) {
                all.append(all.length() == 0 ? "" : " ")
                        .append(mount.get("source").text())
                        .append(':')
                        .append(mount.get("destination").text())
                        .append("::")
                        .append(!options.contains("ro"))
                        .append(':')
                        .append(propagation(options));
            }
        }
        return all.toString();
    }

    private static String propagation(List<String> options) {
        for (String option : options) {
            String base = option.startsWith("r") ? option.substring(1) : option;
            if (base.equals("private") || base.equals("shared") || base.equals("slave") || base.equals("unbindable")) {
                return option;
            }
        }
        return "";
    }

    private static boolean isPrivileged(Json oci) {
        Json linux = oci.get("linux");
        return oci.get("process").get("capabilities").get("bounding").array().size() >= ALL_CAPABILITIES
                && linux.get("maskedPaths").array().isEmpty()
                && linux.get("readonlyPaths").array().isEmpty();
    }

    private void namespaces(Json namespaces) {
        if (!namespaces.exists()) {
            return;
        }
        Map<String, String> fields =
                Map.of("pid", "container.host_pid", "network", "container.host_network", "ipc", "container.host_ipc");
        fields.forEach((type, field) -> {
            boolean own = namespaces.array().stream()
                    .anyMatch(namespace -> namespace.get("type").text().equals(type));
            put(field, Boolean.toString(!own));
        });
    }

    private void mountPoints(ContainerInfo container) {
        Json configuration = json.get("oci");
        if (!configuration.exists()) {
            return;
        }
        container.mounts = configuration.get("mounts").array().stream()
                .limit(Limits.FACTS)
                .map(mount -> new ContainerInfo.Mount(
                        mount.get("destination").text(),
                        mount.get("source").text(),
                        mount.get("type").text(),
                        mount.get("options").texts()))
                .toList();
        container.mountsRecorded = true;
    }

    private void accounts(ContainerInfo container) {
        Map<Integer, ContainerInfo.Account> users = new HashMap<>();
        each(
                "passwd",
                "uid",
                (uid, user) -> users.putIfAbsent(
                        uid,
                        new ContainerInfo.Account(
                                user.get("name").text(),
                                user.get("home").text(),
                                user.get("shell").text())));
        Map<Integer, String> groups = new HashMap<>();
        each(
                "group",
                "gid",
                (gid, group) -> groups.putIfAbsent(gid, group.get("name").text()));
        if (!users.isEmpty()) {
            container.users = Map.copyOf(users);
        }
        if (!groups.isEmpty()) {
            container.groups = Map.copyOf(groups);
        }
    }

    // Like in the C library, the first line of an id counts.
    private void each(String list, String idName, BiConsumer<Integer, Json> lines) {
        for (Json line : json.get(list).array()) {
            Json id = line.get(idName);
            if (id.exists() && !line.get("name").text().isEmpty()) {
                lines.accept((int) id.number(), line);
            }
        }
    }
}
