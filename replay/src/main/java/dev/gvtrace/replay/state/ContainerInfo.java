// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.List;
import java.util.Map;

/** One container of a sandbox. Read by everybody, changed by {@link StateBuilder} alone. */
public final class ContainerInfo {
    final String id;
    long startNs;
    int initPid;
    List<String> arguments = List.of();
    List<String> environment = List.of();
    String cwd = "";
    boolean terminal;
    boolean startSeen;
    Map<String, String> facts = Map.of();

    ContainerInfo(String id) {
        this.id = id;
    }

    /** The id as the Sentry sends it. */
    public String id() {
        return id;
    }

    /** container.id: the first 12 characters of an id of 64 hexadecimal digits, else the whole id. */
    public String shortId() {
        throw new UnsupportedOperationException("PLACEHOLDER: state helper");
    }

    /** When it started: the time of container/start, or of its first process; ns since the epoch, 0 if unknown. */
    public long startNs() {
        return startNs;
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
     * What was recorded about it on the trusted side, beyond the stream: keys as the metadata fields have them, such as
     * {@code container.name}, {@code container.image.repository}, {@code k8s.pod.name}. Empty if nothing.
     */
    public Map<String, String> facts() {
        return facts;
    }
}
