// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.Event.ExecProof;
import dev.gvtrace.replay.event.message.ContainerStart;
import dev.gvtrace.replay.event.message.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies the appearance and start of containers, and finds the container of a process (gvisor-semantics 5.3). */
final class ContainerChanges {
    /** The device of {@code /dev/pts/0}, which a container with a terminal has. */
    private static final int FIRST_TERMINAL = 0x8800;

    private final SandboxState state;
    private final MemoryBudget budget;
    private final TaskIds ids;
    private final TaskTables tasks;

    ContainerChanges(SandboxState state, MemoryBudget budget, TaskIds ids, TaskTables tasks) {
        this.state = state;
        this.budget = budget;
        this.ids = ids;
        this.tasks = tasks;
    }

    ContainerInfo container(String reported, long timeNs) {
        String id = Limits.path(reported);
        ContainerInfo container = state.containers.get(id);
        if (container != null) {
            container.startNs = container.startNs == 0 ? timeNs : container.startNs;
        } else {
            container = new ContainerInfo(id);
            budget.charge(MemoryBudget.CONTAINER);
            budget.charge(id);
            container.startNs = timeNs;
            if (state.containers.size() < Limits.CONTAINERS) {
                state.containers.put(id, container);
            } else {
                state.forgotten++;
            }
        }
        return container;
    }

    void started(ContainerStart message) {
        Context context = message.context();
        int pid = TaskIds.firstKnown(context.threadGroupId(), context.threadId(), 1);
        String id = message.id().isEmpty() ? context.containerId() : message.id();
        ContainerInfo container = container(id, context.timeNs());
        container.startSeen = true;
        container.startNs = context.timeNs() != 0 ? context.timeNs() : container.startNs;
        container.initPid = pid;
        container.arguments = message.arguments();
        container.environment = message.environment();
        container.cwd = Limits.path(message.cwd());
        container.terminal = message.terminal();
        tasks.replace(pid);
        container.endNs = 0;
        ProcessInfo process = tasks.add(new ProcessInfo(pid));
        process.origin = ProcessInfo.Origin.START;
        process.container = container;
        process.startNs = TaskIds.firstKnown(context.threadGroupStartNs(), context.threadStartNs());
        String cwd = Limits.path(context.hasCwd() ? context.cwd() : message.cwd());
        Directories directories = cwd.isEmpty() ? Directories.unknown() : new Directories(cwd, true, "/");
        ThreadInfo thread = tasks.add(new ThreadInfo(pid, process, directories, new FdTable(budget)));
        ids.started(thread, container);
        leadSession(process);
        process.tty = message.terminal() ? FIRST_TERMINAL : 0;
        thread.startNs = TaskIds.firstKnown(context.threadStartNs(), process.startNs);
        thread.hasMessages = true;
        runFirst(process, thread, message);
    }

    private void runFirst(ProcessInfo process, ThreadInfo thread, ContainerStart message) {
        List<String> argv = message.arguments();
        List<String> environment = message.environment();
        String exe = argv.isEmpty() ? "" : argv.get(0);
        // A bare name was looked up along the PATH by runsc, and the stream does not contain the result.
        boolean relative = exe.indexOf('/') > 0;
        process.program = new Program(
                relative ? PathResolver.resolve(thread.directories.base(), exe) : exe,
                argv,
                environment,
                !environment.isEmpty(),
                null,
                ExecProof.SENTRY,
                message.context().timeNs(),
                null,
                Program.NO_STDIO,
                null,
                null);
        process.exe = exe;
        process.name = ProcessChanges.nameOf(exe);
        process.arguments = argv.size() > 1 ? argv.subList(1, argv.size()) : List.of();
        thread.name = process.name;
        budget.charge(process.program, Program.UNKNOWN);
        budget.charge(2 * MemoryBudget.NAMESPACE + 2 * Limits.PATH);
    }

    void inherit(ProcessInfo process, @Nullable Context context) {
        if (context != null && !context.containerId().isEmpty()) {
            process.container = container(context.containerId(), context.timeNs());
        } else if (state.containers.size() == 1) {
            process.container = state.containers.values().iterator().next();
        }
    }

    /** The process begins a session, and a process group in it. */
    static void leadSession(ProcessInfo process) {
        process.sessionId = process.pid();
        process.processGroup = process.pid();
        process.localSession = process.localPid;
        process.localGroup = process.localPid;
        process.tty = 0;
    }
}
