// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One container of a sandbox. Only {@link StateBuilder} changes it. */
public final class ContainerInfo {
    private static final int FULL_ID = 64;
    private static final int SHORT_ID = 12;

    private final String id;
    private final String shortId;
    long startNs;
    int initPid;
    /** The PID namespace of its first process; null if its start was not seen. */
    @Nullable
    PidNamespace namespace;

    List<String> arguments = List.of();
    List<String> environment = List.of();
    String cwd = "";
    boolean terminal;
    boolean startSeen;
    long endNs;
    Map<String, String> facts = Map.of();
    List<Mount> mounts = List.of();
    boolean mountsRecorded;
    Map<Integer, Account> users = Map.of();
    Map<Integer, String> groups = Map.of();

    ContainerInfo(String id) {
        this.id = id;
        this.shortId = isFullId(id) ? id.substring(0, SHORT_ID) : id;
    }

    /**
     * A line of the container's passwd file.
     *
     * @param name the user's name
     * @param home the home directory
     * @param shell the login shell
     */
    public record Account(String name, String home, String shell) {}

    /**
     * A mount that a container was configured with.
     *
     * @param destination where, in the container
     * @param source what, on the host
     * @param type the file system, such as {@code bind} or {@code tmpfs}
     * @param options such as {@code ro} and {@code rbind}
     */
    public record Mount(String destination, String source, String type, List<String> options) {}

    private static boolean isFullId(String id) {
        if (id.length() != FULL_ID) {
            return false;
        }
        for (int i = 0; i < FULL_ID; i++) {
            char c = id.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The id as the Sentry sends it. */
    public String id() {
        return id;
    }

    /** container.id: the first 12 characters of an id of 64 hexadecimal digits, else the whole id. */
    public String shortId() {
        return shortId;
    }

    /** When it started: the time of container/start, or of its first process; ns since the epoch, or 0 if unknown. */
    public long startNs() {
        return startNs;
    }

    /** When its first process ended, ns since the epoch; 0 if it is alive or its end was not seen. */
    public long endNs() {
        return endNs;
    }

    /** The thread group id of its first process, root PID namespace; 0 if unknown. */
    public int initPid() {
        return initPid;
    }

    /** The arguments it was started with; empty if its start was not seen. */
    public List<String> arguments() {
        return arguments;
    }

    /** The environment it was started with. */
    public List<String> environment() {
        return environment;
    }

    /** The working directory it was started in. */
    public String cwd() {
        return cwd;
    }

    /** True if it was started with a terminal. */
    public boolean terminal() {
        return terminal;
    }

    /** True if its container/start was seen. */
    public boolean startSeen() {
        return startSeen;
    }

    /**
     * Facts recorded about it on the trusted side, outside the stream, by the names of metadata fields, such as
     * {@code container.name}, {@code container.image.repository}, {@code k8s.pod.name}. Empty if there are none.
     */
    public Map<String, String> facts() {
        return facts;
    }

    /** The names of {@link #facts}. */
    public Set<Text> factNames() {
        return facts.keySet().stream().map(ByteText::toText).collect(Collectors.toSet());
    }

    /** The fact with this name; null if it was not recorded. */
    public @Nullable Text fact(String name) {
        String fact = facts.get(name);
        return fact == null ? null : ByteText.toText(fact);
    }

    /** The mounts that its recorded configuration has, in order. */
    public List<Mount> mounts() {
        return mounts;
    }

    /** True if its configuration was recorded, so that its mounts are known. */
    public boolean mountsRecorded() {
        return mountsRecorded;
    }

    /** The user with this id in the container's passwd file; null if there is none, or the file was not recorded. */
    public @Nullable Account user(int uid) {
        return users.isEmpty() ? null : users.get(uid);
    }

    /** The name of the group with this id in the container's group file; null as for {@link #user}. */
    public @Nullable String groupName(int gid) {
        return groups.isEmpty() ? null : groups.get(gid);
    }
}
