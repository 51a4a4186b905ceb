// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges the output of {@code runsc trace procfs} into the state: unknown processes, and facts about known ones that
 * the stream has not reported (gvisor-semantics 3.4). One line of JSON per process; unreadable parts are ignored.
 */
final class Snapshot {
    private final SandboxState state;
    private final MemoryBudget budget;
    private final ContainerChanges containers;
    private final Lineage lineage;
    private final ProcessChanges processes;
    private final DescriptorPaths paths;

    Snapshot(
            SandboxState state,
            MemoryBudget budget,
            ContainerChanges containers,
            Lineage lineage,
            ProcessChanges processes,
            DescriptorPaths paths) {
        this.state = state;
        this.budget = budget;
        this.containers = containers;
        this.lineage = lineage;
        this.processes = processes;
        this.paths = paths;
    }

    void merge(byte[] dump, String sandboxId) {
        List<Json> lines = new ArrayList<>();
        int from = 0;
        while (from < dump.length) {
            int end = from;
            while (end < dump.length && dump[end] != '\n') {
                end++;
            }
            if (dump[from] == '{') {
                Json line = Json.read(dump, from, end - from);
                if (line.exists()) {
                    lines.add(line);
                }
            }
            from = end + 1;
        }
        List<ProcessInfo> found = new ArrayList<>();
        for (Json line : lines) {
            ProcessInfo process = process(line);
            if (process != null) {
                found.add(process);
                fill(process, line);
            }
        }
        for (int i = 0; i < found.size(); i++) {
            link(found.get(i), sandboxId);
        }
        for (Json line : lines) {
            adopt(line);
        }
    }

    /** The process of a line; null if it has ended, or its id now belongs to another. */
    private @Nullable ProcessInfo process(Json line) {
        int pid = (int) line.get("status").get("pid").number();
        long start = line.get("clone_ts").number();
        ProcessInfo known = state.processes.get(pid);
        if (pid == 0 || known == null && lineage.hasEnded(pid, start)) {
            return null;
        }
        if (known != null) {
            return ThreadInfo.isAnother(known.startNs, start) ? null : known;
        }
        return processes.listed(pid, start);
    }

    private void fill(ProcessInfo process, Json line) {
        ThreadInfo thread = process.anyThread();
        if (thread == null) {
            return;
        }
        Json status = line.get("status");
        if (process.startNs == 0) {
            process.startNs = line.get("clone_ts").number();
        }
        if (process.name.isEmpty()) {
            process.name = Limits.name(status.get("comm").text());
            budget.charge(process.name);
        }
        if (thread.name.isEmpty()) {
            thread.name = process.name;
        }
        if (process.program == Program.UNKNOWN) {
            program(process, line);
        }
        if (process.program != Program.UNKNOWN
                && process.program.argv().equals(line.get("args").texts())) {
            state.losses.confirmed(process);
        }
        if (process.sessionId < 0) {
            process.sessionId = (int) line.get("stat").get("sid").number();
        }
        if (process.processGroup == 0) {
            process.processGroup = (int) line.get("stat").get("pgid").number();
        }
        if (process.fdLimit < 0) {
            Json limit = line.get("limits").get("RLIMIT_NOFILE").get("cur");
            process.fdLimit = limit.exists() ? limit.number() : -1;
        }
        if (!thread.credentials.known() && status.get("uid").exists()) {
            thread.credentials = credentials(status.get("uid"), status.get("gid"));
        }
        String cwd = line.get("cwd").text();
        if (!thread.directories.cwdKnown() && !cwd.isEmpty()) {
            thread.directories.setCwd(Limits.path(ContextFacts.withoutDeleted(cwd)));
        }
        String root = line.get("root").text();
        if (!root.isEmpty()) {
            thread.directories.setRoot(Limits.path(root));
        }
        for (Json fd : line.get("fdlist").array()) {
            paths.listed(
                    thread,
                    (int) fd.get("number").number(),
                    (int) fd.get("mode").number(),
                    fd.get("path").text());
        }
    }

    private void program(ProcessInfo process, Json line) {
        List<String> argv = line.get("args").texts();
        List<String> environment = line.get("env").texts();
        String exe = line.get("exe").text();
        if (exe.isEmpty() && argv.isEmpty()) {
            return;
        }
        process.program = Program.listed(
                Limits.path(ContextFacts.withoutDeleted(exe)),
                argv,
                environment,
                line.get("env").exists());
        process.exe = argv.isEmpty() ? exe : argv.get(0);
        process.arguments = argv.size() > 1 ? argv.subList(1, argv.size()) : List.of();
        budget.charge(process.program, Program.UNKNOWN);
        budget.charge(exe);
    }

    private static Credentials credentials(Json uid, Json gid) {
        return new Credentials(
                true,
                (int) uid.get("real").number(),
                (int) uid.get("effective").number(),
                (int) uid.get("saved").number(),
                (int) gid.get("real").number(),
                (int) gid.get("effective").number(),
                (int) gid.get("saved").number());
    }

    /** Finds the container of a process: its ancestors' container, otherwise the sandbox's if it is the only one. */
    private void link(ProcessInfo process, String sandboxId) {
        if (process.container != null) {
            return;
        }
        int steps = 0;
        for (ProcessInfo p = process.parent(); p != null && steps < Limits.ANCESTORS; p = p.parent(), steps++) {
            if (p.container != null) {
                process.container = p.container;
                return;
            }
        }
        if (state.containers.size() == 1) {
            process.container = state.containers.values().iterator().next();
        } else if (state.containers.isEmpty() && !sandboxId.isEmpty()) {
            process.container = containers.container(sandboxId, 0);
        }
    }

    private void adopt(Json line) {
        ProcessInfo process =
                state.processes.get((int) line.get("status").get("pid").number());
        int parent = (int) line.get("status").get("ppid").number();
        if (process != null && process.parent() == null && process.parentPid() == 0 && parent != 0) {
            lineage.reportedParent(process, parent);
        }
    }
}
