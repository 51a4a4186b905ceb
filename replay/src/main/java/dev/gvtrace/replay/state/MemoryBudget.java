// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the memory of the state ({@link HeapBytes}) and removes parts of the state when that is too much ({@link
 * Limits#STATE_BYTES}). Additions are charged at once by the class that makes them. Removals are not tracked: when the
 * charges reach the limit, everything is counted again. Both may count shared objects more than once; neither omits
 * anything that a sandbox can make grow.
 */
final class MemoryBudget {
    // Fixed parts, each including its entries in lists and tables. A process's part includes a list of arguments
    // without the first.
    static final int THREAD = 304;
    static final int PROCESS = 376;
    static final int PROGRAM = 80;
    static final int CONTAINER = 376;
    static final int TABLE = 96;
    static final int CHUNK = 144;
    static final int NAMESPACE = 264;
    static final int RELEASE = 56;
    private static final int DESCRIPTOR = 88;
    /** Includes the addresses of both ends and the name made of them. */
    private static final int SOCKET = 336;

    private static final int BINARY = 104;
    private static final int STANDARD = 176;
    private static final int SIBLING = 24;
    private static final int FACT = 56;
    private static final int ACCOUNT = 80;

    private final SandboxState state;
    private final long most;
    private final Runnable beforeGrowth;
    private boolean mayGrow;
    private long limit;
    private long charged;
    private int number;

    /**
     * Creates the budget of a state.
     *
     * @param limit bytes it may take
     * @param first bytes it may take without permission
     * @param beforeGrowth called once, when it takes more than that; may wait
     */
    MemoryBudget(SandboxState state, long limit, long first, Runnable beforeGrowth) {
        this.state = state;
        this.most = limit;
        this.limit = Math.min(limit, first);
        this.beforeGrowth = beforeGrowth;
    }

    MemoryBudget(SandboxState state, long limit) {
        this(state, limit, limit, () -> {});
    }

    MemoryBudget(SandboxState state) {
        this(state, Limits.STATE_BYTES);
    }

    void charge(long bytes) {
        charged += bytes;
    }

    void charge(FdInfo fd) {
        charged += descriptor(fd);
    }

    void charge(String text) {
        charged += HeapBytes.text(text);
    }

    /**
     * A program that replaced another, whose lists it may share, and the texts made of its arguments.
     */
    void charge(Program program, Program former) {
        charged += parts(program) + HeapBytes.texts(program.argv()) + 2 * joined(program.argv());
        if (program.environment() != former.environment()) {
            charged += HeapBytes.texts(program.environment());
        }
    }

    /** The approximate size of the state in bytes, including objects removed since the last count. */
    long charged() {
        return charged;
    }

    /** True if {@link #take} is due. */
    boolean isDue() {
        return charged > limit;
    }

    /** Counts again, and removes as much as necessary. */
    void take() {
        charged = count();
        if (!mayGrow && charged > enough()) {
            mayGrow = true;
            limit = most;
            beforeGrowth.run();
        }
        forget(enough());
    }

    /** Counts again, and removes parts until the state takes at most this many bytes, or all texts are removed. */
    void take(long bytes) {
        charged = count();
        forget(bytes);
    }

    private void forget(long enough) {
        if (charged > enough) {
            state.forgotten++;
            forgetEnvironmentsAndDescriptors();
            charged = count();
        }
        if (charged > enough) {
            forgetPrograms();
            charged = count();
        }
    }

    /** True if there are too many processes even without texts; then they have to be removed. */
    boolean isStillTooMuch() {
        return charged > enough();
    }

    private long enough() {
        return limit / 4 * 3;
    }

    // Counting

    private long count() {
        number++;
        Count count = new Count();
        everyProcess(count::process);
        for (SilentThread silent : state.silent) {
            count.thread(silent.thread());
        }
        for (ContainerInfo container : state.containers.values()) {
            count.container(container);
        }
        return count.bytes + state.threads.bytes() + state.processes.bytes();
    }

    /**
     * Visits all processes that are still referred to: the living, those whose children still have to get a new parent,
     * and those of silent threads.
     */
    private void everyProcess(Consumer<ProcessInfo> what) {
        Set<ProcessInfo> met = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<ProcessInfo> ended = new ArrayDeque<>(state.zombies);
        for (SilentThread silent : state.silent) {
            refer(silent.thread(), ended);
        }
        for (ProcessInfo p = state.eldest(); p != null; p = p.later) {
            what.accept(p);
            refer(p, ended);
        }
        for (ProcessInfo p = ended.poll(); p != null; p = ended.poll()) {
            if (met.add(p)) {
                what.accept(p);
                refer(p, ended);
            }
        }
    }

    private static void refer(ProcessInfo process, Deque<ProcessInfo> ended) {
        for (int i = 0; i < process.members.size(); i++) {
            refer(process.members.get(i), ended);
        }
        refer(process.formerLeader, ended);
        ProcessInfo parent = process.parent();
        if (parent != null && parent.exited()) {
            ended.add(parent);
        }
    }

    private static void refer(@Nullable ThreadInfo thread, Deque<ProcessInfo> ended) {
        if (thread == null) {
            return;
        }
        if (thread.process.exited()) {
            ended.add(thread.process);
        }
        ProcessInfo first = thread.firstParent;
        if (first != null && first.exited()) {
            ended.add(first);
        }
    }

    /** One count. */
    private final class Count {
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private long bytes;

        void process(ProcessInfo process) {
            bytes += PROCESS + HeapBytes.text(process.exe) + HeapBytes.text(process.name) + process.madeBytes();
            program(process.program);
            for (int i = 0; i < process.members.size(); i++) {
                thread(process.members.get(i));
            }
            if (process.formerLeader != null) {
                thread(process.formerLeader);
            }
            namespaces(process.namespace);
            namespaces(process.outerNamespace);
            if (process.container != null) {
                container(process.container);
            }
        }

        void thread(ThreadInfo thread) {
            bytes += THREAD + HeapBytes.text(thread.name);
            for (FdTable table = thread.descriptors; table != null && seen.add(table); table = table.heir) {
                bytes += table.weigh(number);
            }
            if (seen.add(thread.directories)) {
                bytes += HeapBytes.text(thread.directories.cwd()) + HeapBytes.text(thread.directories.root());
            }
            namespaces(thread.childNamespace);
        }

        void container(ContainerInfo container) {
            if (!seen.add(container)) {
                return;
            }
            bytes += CONTAINER + HeapBytes.text(container.id()) + HeapBytes.text(container.cwd);
            texts(container.arguments);
            texts(container.environment);
            namespaces(container.namespace);
            for (Map.Entry<String, String> fact : container.facts.entrySet()) {
                bytes += FACT + HeapBytes.text(fact.getKey()) + HeapBytes.text(fact.getValue());
            }
            for (ContainerInfo.Account user : container.users.values()) {
                bytes += ACCOUNT
                        + HeapBytes.text(user.name())
                        + HeapBytes.text(user.home())
                        + HeapBytes.text(user.shell());
            }
            for (String group : container.groups.values()) {
                bytes += FACT + HeapBytes.text(group);
            }
        }

        private void namespaces(@Nullable PidNamespace innermost) {
            for (PidNamespace n = innermost; n != null && !n.isRoot() && seen.add(n); n = n.outer) {
                bytes += n.bytes();
            }
        }

        private void program(Program program) {
            if (program != Program.UNKNOWN && seen.add(program)) {
                bytes += parts(program);
                texts(program.argv());
                texts(program.environment());
            }
        }

        private void texts(List<String> texts) {
            if (!texts.isEmpty() && seen.add(texts)) {
                bytes += HeapBytes.texts(texts);
            }
        }
    }

    /** A descriptor with its names; a socket as if no other descriptor referred to it. */
    static long descriptor(FdInfo fd) {
        SocketInfo socket = fd.socket();
        long bytes = DESCRIPTOR
                + HeapBytes.text(fd.rawName())
                + HeapBytes.text(fd.sentryPath())
                + HeapBytes.bytes(fd.sentryBytes());
        if (socket == null) {
            return bytes + HeapBytes.text(fd.name());
        }
        String local = socket.localPath();
        String remote = socket.remotePath();
        return bytes
                + SOCKET
                + (local == null ? 0 : 2 * HeapBytes.text(local))
                + (remote == null ? 0 : 2 * HeapBytes.text(remote));
    }

    /** The size of a program without its arguments and environment. */
    private static long parts(Program program) {
        long bytes = PROGRAM + HeapBytes.text(program.exepath()) + optional(program.execfn());
        Program.Binary binary = program.binary();
        if (binary != null) {
            bytes += BINARY + optional(binary.sha256()) + optional(binary.sha1());
        }
        if (program.stdio() != Program.NO_STDIO) {
            bytes += HeapBytes.list(program.stdio().size());
            for (Program.StdFd fd : program.stdio()) {
                bytes += fd == null ? 0 : STANDARD + HeapBytes.text(fd.path());
            }
        }
        return bytes + sibling(program.pipeIn()) + sibling(program.pipeOut());
    }

    private static long sibling(Program.@Nullable Sibling sibling) {
        return sibling == null ? 0 : SIBLING + HeapBytes.text(sibling.name());
    }

    private static long optional(@Nullable String text) {
        return text == null ? 0 : HeapBytes.text(text);
    }

    private static long joined(List<String> texts) {
        long bytes = 64;
        for (int i = 0; i < texts.size(); i++) {
            bytes += texts.get(i).length() + 1;
        }
        return bytes;
    }

    // Removing

    private void forgetEnvironmentsAndDescriptors() {
        everyContainer(container -> container.environment = List.of());
        Map<Program, Program> without = new IdentityHashMap<>();
        everyProcess(process -> {
            process.program = without.computeIfAbsent(process.program, Program::withoutEnvironment);
            everyThread(process, MemoryBudget::forgetDescriptors);
        });
        for (SilentThread silent : state.silent) {
            forgetDescriptors(silent.thread());
        }
    }

    private static void forgetDescriptors(ThreadInfo thread) {
        thread.descriptors.clear();
    }

    private void forgetPrograms() {
        everyContainer(container -> {
            container.arguments = List.of();
            container.facts = Map.of();
            container.users = Map.of();
            container.groups = Map.of();
        });
        everyProcess(process -> {
            process.forgetProgram();
            everyThread(process, thread -> thread.directories.forget());
        });
        for (SilentThread silent : state.silent) {
            silent.thread().directories.forget();
        }
    }

    private static void everyThread(ProcessInfo process, Consumer<ThreadInfo> what) {
        process.members.forEach(what);
        if (process.formerLeader != null) {
            what.accept(process.formerLeader);
        }
    }

    private void everyContainer(Consumer<ContainerInfo> what) {
        List<ContainerInfo> all = new ArrayList<>(state.containers.values());
        everyProcess(process -> {
            if (process.container != null) {
                all.add(process.container);
            }
        });
        all.forEach(what);
    }
}
