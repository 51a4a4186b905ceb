// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A model of a kernel's processes, threads and descriptors: the expected state. */
final class Machine {
    final List<Task> tasks = new ArrayList<>();
    final TreeMap<Integer, Proc> processes = new TreeMap<>();

    /** What was opened: one object however often it is duplicated. */
    static final class OpenFile {
        final FdInfo.Kind kind;
        final String name;

        OpenFile(FdInfo.Kind kind, String name) {
            this.kind = kind;
            this.name = name;
        }
    }

    record Slot(OpenFile file, boolean closeOnExec) {}

    static final class Files {
        final TreeMap<Integer, Slot> slots = new TreeMap<>();
        /** Numbers of pending calls, which a sensible program does not use. */
        final Set<Integer> busy = new HashSet<>();

        int lowestFree(int from) {
            int number = from;
            while (slots.containsKey(number)) {
                number++;
            }
            return number;
        }

        int add(OpenFile file, boolean closeOnExec) {
            int number = lowestFree(0);
            slots.put(number, new Slot(file, closeOnExec));
            return number;
        }

        Files copy() {
            Files copy = new Files();
            copy.slots.putAll(slots);
            return copy;
        }
    }

    static final class Place {
        String cwd;

        Place(String cwd) {
            this.cwd = cwd;
        }
    }

    /** Real, effective and saved id. */
    record Ids(int real, int effective, int saved) {}

    /** A PID namespace; in the root one local ids are the ids of contexts. */
    static final class Space {
        final boolean root;
        final String container;
        int next = 2;
        int init;

        Space(boolean root, String container) {
            this.root = root;
            this.container = container;
        }

        /** An id other than the one in the root namespace: if both are equal, the two cannot be distinguished. */
        int next(int rootId) {
            if (next == rootId) {
                next++;
            }
            return next++;
        }
    }

    static final class Task {
        int tid;
        int local;
        long start;
        Proc proc;
        Files files;
        Place place;
        Ids users = new Ids(0, 0, 0);
        Ids groups = new Ids(0, 0, 0);
        String name;

        @Nullable
        Call call;

        Task(int tid, int local, long start, Proc proc, Files files, Place place, String name) {
            this.tid = tid;
            this.local = local;
            this.start = start;
            this.proc = proc;
            this.files = files;
            this.place = place;
            this.name = name;
        }

        boolean leads() {
            return tid == proc.pid;
        }
    }

    static final class Proc {
        final int pid;
        final int local;
        final Space space;
        final List<Task> tasks = new ArrayList<>();
        int parent;
        long start;
        String exe;
        String name;
        String program;
        List<String> arguments;
        List<String> environment;
        int session;
        int group;
        /** Unknown until a call returns it. */
        long fileLimit = -1;

        boolean subreaper;
        boolean noNewPrivileges;
        /** The leader ended while others live. */
        boolean headless;
        /** The call that made it has returned, and with it the local id. */
        boolean told = true;

        Proc(int pid, int local, Space space) {
            this.pid = pid;
            this.local = local;
            this.space = space;
        }

        boolean isInit() {
            return space.init == pid;
        }
    }

    /** A pending call: its effect, and its message at the end. */
    abstract static class Call {
        boolean done;

        abstract boolean happen();

        abstract void say();
    }

    boolean isTaken(int id) {
        return processes.containsKey(id) || tasks.stream().anyMatch(task -> task.tid == id);
    }

    /** The process's first task, with everything that its maker hands down. */
    Task fork(Task maker, int tid, int local, long start, boolean shareFiles, boolean sharePlace, boolean sibling) {
        Proc from = maker.proc;
        Proc proc = new Proc(tid, local, from.space);
        proc.parent = sibling ? from.parent : from.pid;
        proc.start = start;
        proc.exe = maker.name;
        proc.name = maker.name;
        proc.program = from.program;
        proc.environment = from.environment;
        proc.arguments = List.of();
        proc.session = from.session;
        proc.group = from.group;
        proc.fileLimit = from.fileLimit;
        proc.noNewPrivileges = from.noNewPrivileges;
        proc.told = false;
        processes.put(tid, proc);
        return thread(maker, proc, tid, local, start, shareFiles, sharePlace);
    }

    Task thread(Task maker, Proc proc, int tid, int local, long start, boolean shareFiles, boolean sharePlace) {
        Task task = new Task(
                tid,
                local,
                start,
                proc,
                shareFiles ? maker.files : maker.files.copy(),
                sharePlace ? maker.place : new Place(maker.place.cwd),
                maker.name);
        task.users = maker.users;
        task.groups = maker.groups;
        proc.tasks.add(task);
        tasks.add(task);
        return task;
    }

    /** The task ends; with the last one its process, whose children get another parent. */
    void end(Task task) {
        Proc proc = task.proc;
        tasks.remove(task);
        proc.tasks.remove(task);
        proc.headless |= task.leads();
        if (proc.tasks.isEmpty()) {
            processes.remove(proc.pid);
            int heir = reaper(proc);
            processes.values().stream()
                    .filter(child -> child.parent == proc.pid)
                    .forEach(child -> child.parent = heir);
        }
    }

    private int reaper(Proc dead) {
        for (Proc p = processes.get(dead.parent); p != null; p = processes.get(p.parent)) {
            if (p.subreaper || p.isInit()) {
                return p.pid;
            }
        }
        return dead.space.init;
    }

    /** The process gets a new image; of its tasks the one that called is left, as its leader. */
    void execute(Task task, String path, List<String> arguments, List<String> environment) {
        Proc proc = task.proc;
        proc.tasks.retainAll(List.of(task));
        tasks.removeIf(other -> other.proc == proc && other != task);
        if (!task.leads()) {
            task.tid = proc.pid;
            task.local = proc.local;
            task.start = proc.start;
        }
        proc.headless = false;
        proc.exe = path;
        proc.program = path;
        proc.name = path.substring(path.lastIndexOf('/') + 1);
        proc.arguments = arguments;
        proc.environment = environment;
        task.name = proc.name;
        unshareFiles(task);
        task.files.slots.values().removeIf(Slot::closeOnExec);
    }

    void unshareFiles(Task task) {
        if (tasks.stream().anyMatch(other -> other != task && other.files == task.files)) {
            task.files = task.files.copy();
        }
    }

    boolean isQuiet(Files files) {
        return tasks.stream().allMatch(task -> task.files != files || task.call == null);
    }

    boolean isQuiet(Place place) {
        return tasks.stream().allMatch(task -> task.place != place || task.call == null);
    }

    boolean isQuiet(Proc proc) {
        return proc.tasks.stream().allMatch(task -> task.call == null);
    }
}
