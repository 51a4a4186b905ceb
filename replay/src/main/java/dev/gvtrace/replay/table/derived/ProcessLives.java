// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.message.MessageKind;
import dev.gvtrace.replay.event.message.TaskExit;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.ThreadInfo;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows every process of a sandbox from its beginning to its end, as far as events show them. */
final class ProcessLives {
    private static final int SWEEP_ABOVE = 64;

    private final Map<ProcessInfo, ProcessLife> living = new IdentityHashMap<>();
    private final JoinedArguments arguments = new JoinedArguments();
    private final ProgramOrigins origins = new ProgramOrigins();
    private final Consumer<ProcessLife> begun;
    private final Consumer<ProcessLife> ended;
    private boolean first = true;
    private int sweepAt = 2 * SWEEP_ABOVE;

    /** Reports each process when it first appears, and again when it has ended. */
    ProcessLives(Consumer<ProcessLife> begun, Consumer<ProcessLife> ended) {
        this.begun = begun;
        this.ended = ended;
    }

    /** Processes an event. */
    void event(EventContext event) {
        if (first) {
            first = false;
            // processes from before the first reported event, such as those of a snapshot
            event.sandbox().processes().forEach(process -> life(process, null));
        }
        ThreadInfo thread = event.thread();
        Effect effect = Effect.of(event);
        if (effect != Effect.EXECUTE) {
            origins.event(event);
        }
        if (thread == null || thread.process().exited()) {
            return;
        }
        ProcessLife life = life(thread.process(), thread);
        life.occurred(event.number());
        life.acted(thread.credentials());
        if (Effect.isCall(event.event())) {
            life.called(event.event().failed());
        }
        switch (effect) {
            case EXECUTE -> {
                ProgramOrigins.Origin origin = ExecutionTable.origin(event, origins);
                if (!event.event().failed()) {
                    life.executed(origin);
                }
            }
            case CLONE -> life.countThreads();
            case END -> end(event, thread, life);
            default -> {}
        }
    }

    private void end(EventContext event, ThreadInfo thread, ProcessLife life) {
        life.countThreads();
        List<ThreadInfo> left = thread.process().threads();
        if (left.size() == 1 && left.get(0) == thread) {
            TaskExit how = event.event().message().kind() == MessageKind.TASK_EXIT
                    ? (TaskExit) event.event().message()
                    : null;
            life.endsWith(event.number());
            life.ends(event.event().timeNs(), how);
            living.remove(thread.process());
            ended.accept(life);
        }
    }

    private ProcessLife life(ProcessInfo process, @Nullable ThreadInfo thread) {
        ProcessLife known = living.get(process);
        if (known == null) {
            ProcessInfo parent = process.parent();
            if (parent != null && parent != process && !parent.exited()) {
                life(parent, null);
            }
            known = begin(process, thread);
        }
        if (known.parentPid() == 0) {
            findParent(process, known);
        }
        return known;
    }

    private ProcessLife begin(ProcessInfo process, @Nullable ThreadInfo thread) {
        ProcessLife life = new ProcessLife(process, startNs(process, thread), arguments);
        living.put(process, life);
        begun.accept(life);
        if (living.size() > sweepAt) {
            sweep();
        }
        return life;
    }

    /**
     * The time at which a process began, ns since the epoch; 0 if unknown.
     *
     * @param thread the thread of its first event; null if it had none
     */
    static long startNs(ProcessInfo process, @Nullable ThreadInfo thread) {
        long startNs = process.startNs();
        return startNs == 0 && thread != null && thread.isMain() ? thread.cloneNs() : startNs;
    }

    private void findParent(ProcessInfo process, ProcessLife life) {
        ProcessInfo parent = process.parent();
        if (parent == null) {
            life.born(null, process.parentPid());
            return;
        }
        ProcessLife maker = parent.exited() ? living.get(parent) : life(parent, null);
        if (life.born(maker, parent.pid()) && maker != null && process.program() == parent.program()) {
            life.inherit(maker);
        }
    }

    /** Ends processes that disappeared without an event. */
    private void sweep() {
        List<ProcessLife> gone = new ArrayList<>();
        living.values().removeIf(life -> {
            ProcessInfo process = life.process();
            boolean vanished = process == null || process.exited();
            if (vanished) {
                gone.add(life);
            }
            return vanished;
        });
        gone.forEach(life -> {
            life.vanishes();
            ended.accept(life);
        });
        sweepAt = 2 * living.size() + SWEEP_ABOVE;
    }

    /** Completes reading: adds living processes that had no event. */
    void finish(SandboxState state) {
        sweep();
        state.processes().forEach(process -> life(process, null));
    }

    /** The life of a living process. */
    ProcessLife of(ProcessInfo process) {
        return life(process, null);
    }

    /** Where programs come from. */
    ProgramOrigins origins() {
        return origins;
    }
}
