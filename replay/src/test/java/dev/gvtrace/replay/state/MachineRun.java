// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.state.Machine.Files;
import dev.gvtrace.replay.state.Machine.Ids;
import dev.gvtrace.replay.state.Machine.OpenFile;
import dev.gvtrace.replay.state.Machine.Place;
import dev.gvtrace.replay.state.Machine.Proc;
import dev.gvtrace.replay.state.Machine.Slot;
import dev.gvtrace.replay.state.Machine.Space;
import dev.gvtrace.replay.state.Machine.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Executes steps on a machine and sends a Sentry's messages about them. */
final class MachineRun {
    static final int CLOEXEC = 0x80000;
    private static final int AT_FDCWD = -100;
    private static final int NOBODY_HAS = 9999;
    private static final long CLONE_FS = 0x200;
    private static final long CLONE_FILES = 0x400;
    private static final long CLONE_PARENT = 0x8000;
    private static final long CLONE_THREAD = 0x10000;

    /** What a thread does next; a thread in the middle of a call gets on with it instead. Numbers choose, modulo. */
    record Step(int who, Act act, int a, int b, boolean slowly) {}

    /** The facts in a session's contexts besides ids and container. */
    record Session(boolean starts, boolean facts, boolean enters) {}

    enum Act {
        OPEN,
        OPEN_BELOW,
        MAKE,
        ACCEPT,
        PIPE,
        PAIR,
        CLOSE,
        DUP,
        DUP2,
        DUP3,
        DUP_TO_FREE,
        FCNTL_DUP,
        SETFD,
        FIOCLEX,
        CLOSE_RANGE,
        FORK,
        CLONE_FILES,
        CLONE_FS,
        CLONE_PARENT,
        THREAD,
        THREAD_WITH_OWN_FILES,
        EXECVE,
        FAIL,
        EXIT,
        EXIT_GROUP,
        UNSHARE,
        CHDIR,
        FCHDIR,
        SETUID,
        SETGID,
        SETRESUID,
        SETRESGID,
        SETREUID,
        SETSID,
        SETPGID,
        SUBREAPER,
        NO_NEW_PRIVS,
        PRLIMIT,
        CONTAINER
    }

    final Machine machine = new Machine();
    final TestSentry sentry = new TestSentry();
    final List<String> story = new ArrayList<>();
    private final Session session;

    private int nextId = 1;
    private long nextStart = 5_000;
    private int containers;

    MachineRun(Session session) {
        this.session = session;
        container();
    }

    // Messages

    private Fields facts(Task task) {
        Fields fields = new Fields();
        if (session.starts) {
            fields.number(3, task.start).number(5, task.proc.start);
        }
        if (session.facts) {
            fields.message(
                            7,
                            new Fields()
                                    .number(1, task.users.real())
                                    .number(2, task.users.effective())
                                    .number(3, task.users.saved())
                                    .number(4, task.groups.real())
                                    .number(5, task.groups.effective())
                                    .number(6, task.groups.saved()))
                    .text(8, task.place.cwd)
                    .text(9, task.name)
                    .number(10, task.proc.parent);
        }
        return fields;
    }

    private TestSentry by(Task task) {
        return sentry.in(task.proc.space.container).as(task.tid, task.proc.pid).with(facts(task));
    }

    private void send(Task task, int type, Fields fields) {
        by(task).send(type, fields);
    }

    /** A raw call counts once its thread has sent another message: before that it may have a twin. */
    private void raw(Task task, int sysno, long result, long... arguments) {
        by(task).raw(sysno, result, arguments);
        by(task).read(NOBODY_HAS, "", -9);
    }

    private static Fields call(int sysno) {
        return new Fields().number(3, sysno);
    }

    private static Fields over(int sysno, long result) {
        return TestSentry.exit(result).number(3, sysno);
    }

    // Steps

    void step(Step step) {
        Task task = machine.tasks.get(step.who % machine.tasks.size());
        if (task.call != null) {
            goOn(task);
            return;
        }
        begin(task, step);
        if (task.call != null && !(step.slowly && session.enters)) {
            goOn(task);
            if (task.call != null && task.call.done) {
                goOn(task);
            }
        }
    }

    /** Ends what is under way. */
    void finish() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Task task : List.copyOf(machine.tasks)) {
                if (task.call != null) {
                    boolean done = task.call.done;
                    goOn(task);
                    moved |= task.call == null || task.call.done != done;
                }
            }
        }
    }

    private void goOn(Task task) {
        Machine.Call call = task.call;
        if (!call.done) {
            call.done = call.happen();
            if (call.done) {
                story.add("    " + task.tid + ": it happens");
            }
        } else {
            task.call = null;
            call.say();
            story.add("    " + task.tid + ": it is told");
        }
    }

    private void tell(Task task, String what) {
        story.add(task.tid + (task.leads() ? "" : " of " + task.proc.pid) + ": " + what);
    }

    private void begin(Task task, String what, int type, Fields enter, BooleanSupplier happen, Runnable say) {
        tell(task, what);
        if (session.enters) {
            send(task, type, enter);
        }
        task.call = new Machine.Call() {
            @Override
            boolean happen() {
                return happen.getAsBoolean();
            }

            @Override
            void say() {
                say.run();
            }
        };
    }

    private void begin(Task task, Step step) {
        switch (step.act) {
            case OPEN, OPEN_BELOW -> open(task, step);
            case MAKE -> make(task, step);
            case ACCEPT -> accept(task, step);
            case PIPE, PAIR -> pair(task, step);
            case CLOSE -> close(task, step);
            case DUP, FCNTL_DUP -> duplicate(task, step);
            case DUP2, DUP3 -> replace(task, step);
            case DUP_TO_FREE -> occupy(task, step);
            case SETFD, FIOCLEX -> mark(task, step);
            case CLOSE_RANGE -> closeRange(task, step);
            case FORK, CLONE_FILES, CLONE_FS, CLONE_PARENT, THREAD, THREAD_WITH_OWN_FILES -> spawn(task, step);
            case EXECVE, FAIL -> execute(task, step);
            case EXIT, EXIT_GROUP -> exit(task, step);
            case UNSHARE -> unshare(task, step);
            case CHDIR, FCHDIR -> chdir(task, step);
            case SETUID, SETGID, SETRESUID, SETRESGID, SETREUID -> ids(task, step);
            case CONTAINER -> {
                if (containers < 3) {
                    container();
                }
            }
            default -> process(task, step);
        }
    }

    // Descriptors

    private static boolean flag(Step step) {
        return step.b % 2 == 1;
    }

    private static int cloexec(Step step) {
        return flag(step) ? CLOEXEC : 0;
    }

    /** A number that no call is just opening, closing or copying; -1 if there is none. */
    private static int idle(Files files, int choice) {
        List<Integer> idle = new ArrayList<>(files.slots.keySet());
        idle.removeAll(files.busy);
        return idle.isEmpty() ? -1 : idle.get(choice % idle.size());
    }

    private void open(Task task, Step step) {
        boolean directory = step.b % 3 == 0;
        int flags = cloexec(step) | (directory ? 0x10000 : 0);
        int below = step.act == Act.OPEN_BELOW ? idle(task.files, step.a) : -1;
        Slot base = task.files.slots.get(below);
        boolean relative = step.act == Act.OPEN && step.a % 2 == 0 && machine.isQuiet(task.place);
        String leaf = "n" + step.a % 7;
        String path = relative || base != null ? leaf : "/" + leaf;
        String from = relative ? task.place.cwd : "";
        if (base != null) {
            if (base.file().kind != FdInfo.Kind.DIRECTORY) {
                return;
            }
            from = base.file().name;
        }
        String name = from.equals("/") ? "/" + leaf : from + (path.startsWith("/") ? path : "/" + path);
        Fields arguments = new Fields()
                .number(4, base != null ? below : AT_FDCWD)
                .text(6, path)
                .number(7, flags);
        OpenFile file = new OpenFile(directory ? FdInfo.Kind.DIRECTORY : FdInfo.Kind.FILE, name);
        made(
                task,
                "openat " + (base != null ? below + "/" : "") + path,
                7,
                257,
                arguments,
                file,
                flag(step),
                base == null ? -1 : below);
    }

    private void made(
            Task task,
            String what,
            int type,
            int sysno,
            Fields arguments,
            OpenFile file,
            boolean closeOnExec,
            int uses) {
        int[] number = {-1};
        Files files = task.files;
        if (uses >= 0) {
            files.busy.add(uses);
        }
        begin(
                task,
                what + (closeOnExec ? ", close on exec" : ""),
                type,
                call(sysno).raw(arguments.toBytes()),
                () -> {
                    number[0] = files.add(file, closeOnExec);
                    files.busy.add(number[0]);
                    return true;
                },
                () -> {
                    files.busy.remove(number[0]);
                    files.busy.remove(uses);
                    send(task, type, over(sysno, number[0]).raw(arguments.toBytes()));
                });
    }

    private void make(Task task, Step step) {
        int flags = cloexec(step);
        boolean on = flag(step);
        switch (step.a % 12) {
            case 0 -> socket(task, 1, FdInfo.Kind.UNIX, flags);
            case 1 -> socket(task, 2, FdInfo.Kind.IPV4, flags);
            case 2 -> socket(task, 10, FdInfo.Kind.IPV6, flags);
            case 3 -> socket(task, 16, FdInfo.Kind.NETLINK, flags);
            case 4 -> made(task, "eventfd2", 22, 290, new Fields().number(5, flags), file(FdInfo.Kind.EVENT), on, -1);
            case 5 ->
                made(task, "timerfd_create", 26, 283, new Fields().number(5, flags), file(FdInfo.Kind.TIMERFD), on, -1);
            case 6 ->
                made(task, "inotify_init1", 30, 294, new Fields().number(4, flags), file(FdInfo.Kind.INOTIFY), on, -1);
            case 7 ->
                made(
                        task,
                        "signalfd4",
                        20,
                        289,
                        new Fields().number(4, -1).number(7, flags),
                        file(FdInfo.Kind.SIGNALFD),
                        on,
                        -1);
            case 8 -> rawMade(task, "memfd_create", 319, FdInfo.Kind.MEMFD, on, 0x1000, on ? 1 : 0);
            case 9 -> rawMade(task, "epoll_create1", 291, FdInfo.Kind.EVENTPOLL, on, flags);
            case 10 -> rawMade(task, "userfaultfd", 323, FdInfo.Kind.USERFAULTFD, on, flags);
            default -> rawMade(task, "pidfd_open", 434, FdInfo.Kind.PIDFD, true, 1, 0);
        }
    }

    private static OpenFile file(FdInfo.Kind kind) {
        return new OpenFile(kind, "");
    }

    private void socket(Task task, int domain, FdInfo.Kind kind, int flags) {
        Fields arguments = new Fields().number(4, domain).number(5, 1 | flags);
        made(task, "socket " + kind, 12, 41, arguments, file(kind), flags != 0, -1);
    }

    private void rawMade(Task task, String what, int sysno, FdInfo.Kind kind, boolean closeOnExec, long... arguments) {
        if (machine.isQuiet(task.files)) {
            int number = task.files.add(file(kind), closeOnExec);
            tell(task, what + " = " + number + (closeOnExec ? ", close on exec" : ""));
            raw(task, sysno, number, arguments);
        }
    }

    private void accept(Task task, Step step) {
        int listening = idle(task.files, step.a);
        Slot slot = task.files.slots.get(listening);
        if (slot != null && (slot.file().kind == FdInfo.Kind.IPV4 || slot.file().kind == FdInfo.Kind.UNIX)) {
            Fields arguments = new Fields().number(4, listening).number(7, cloexec(step));
            made(task, "accept4 " + listening, 25, 288, arguments, file(slot.file().kind), flag(step), listening);
        }
    }

    private void pair(Task task, Step step) {
        boolean pipe = step.act == Act.PIPE;
        OpenFile file = file(pipe ? FdInfo.Kind.PIPE : FdInfo.Kind.UNIX);
        Files files = task.files;
        int[] numbers = {-1, -1};
        int type = pipe ? 17 : 33;
        int sysno = pipe ? 293 : 53;
        Fields arguments = pipe
                ? new Fields().number(4, cloexec(step))
                : new Fields().number(4, 1).number(5, 1 | cloexec(step));
        begin(
                task,
                (pipe ? "pipe2" : "socketpair") + (flag(step) ? ", close on exec" : ""),
                type,
                call(sysno).raw(arguments.toBytes()),
                () -> {
                    for (int i = 0; i < 2; i++) {
                        numbers[i] = files.add(file, flag(step));
                        files.busy.add(numbers[i]);
                    }
                    return true;
                },
                () -> {
                    files.busy.remove(numbers[0]);
                    files.busy.remove(numbers[1]);
                    Fields results =
                            new Fields().number(pipe ? 5 : 7, numbers[0]).number(pipe ? 6 : 8, numbers[1]);
                    send(task, type, over(sysno, 0).raw(arguments.toBytes()).raw(results.toBytes()));
                });
    }

    private void close(Task task, Step step) {
        Files files = task.files;
        int number = idle(files, step.a);
        if (number < 0) {
            return;
        }
        files.busy.add(number);
        Fields arguments = new Fields().number(4, number);
        begin(
                task,
                "close " + number,
                8,
                call(3).raw(arguments.toBytes()),
                () -> {
                    files.slots.remove(number);
                    files.busy.remove(number);
                    return true;
                },
                // A close that a signal interrupts has closed, too.
                () -> send(task, 8, over(3, step.b % 5 == 0 ? -4 : 0).raw(arguments.toBytes())));
    }

    private void duplicate(Task task, Step step) {
        Files files = task.files;
        int old = idle(files, step.a);
        if (old < 0) {
            return;
        }
        boolean fcntl = step.act == Act.FCNTL_DUP;
        boolean closeOnExec = fcntl && flag(step);
        int from = fcntl ? step.b % 20 : 0;
        int[] number = {-1};
        files.busy.add(old);
        Fields arguments = fcntl
                ? new Fields().number(4, old).number(6, closeOnExec ? 1030 : 0).number(7, from)
                : new Fields().number(4, old);
        int type = fcntl ? 18 : 19;
        int sysno = fcntl ? 72 : 32;
        begin(
                task,
                (fcntl ? "fcntl F_DUPFD " : "dup ") + old + (closeOnExec ? ", close on exec" : ""),
                type,
                call(sysno).raw(arguments.toBytes()),
                () -> {
                    number[0] = files.lowestFree(from);
                    files.slots.put(number[0], new Slot(files.slots.get(old).file(), closeOnExec));
                    files.busy.add(number[0]);
                    return true;
                },
                () -> {
                    files.busy.remove(number[0]);
                    files.busy.remove(old);
                    send(task, type, over(sysno, number[0]).raw(arguments.toBytes()));
                });
    }

    private void replace(Task task, Step step) {
        Files files = task.files;
        int old = idle(files, step.a);
        int target = idle(files, step.b);
        if (old >= 0) {
            replace(task, step.act == Act.DUP3, old, target, flag(step));
        }
    }

    private void replace(Task task, boolean dup3, int old, int target, boolean flag) {
        if (dup3 && old == target) {
            tell(task, "dup3 of itself fails");
            send(task, 19, over(292, -22).number(4, old).number(5, target));
            return;
        }
        Files files = task.files;
        boolean closeOnExec = dup3 && flag;
        files.busy.add(old);
        files.busy.add(target);
        Fields arguments = new Fields().number(4, old).number(5, target).number(7, closeOnExec ? CLOEXEC : 0);
        int sysno = dup3 ? 292 : 33;
        begin(
                task,
                (dup3 ? "dup3 " : "dup2 ") + old + " " + target + (closeOnExec ? ", close on exec" : ""),
                19,
                call(sysno).raw(arguments.toBytes()),
                () -> {
                    if (old != target) {
                        files.slots.put(target, new Slot(files.slots.get(old).file(), closeOnExec));
                    }
                    return true;
                },
                () -> {
                    files.busy.remove(old);
                    files.busy.remove(target);
                    send(task, 19, over(sysno, target).raw(arguments.toBytes()));
                });
    }

    /** A copy to a number that is free: only while no other call may be given it. */
    private void occupy(Task task, Step step) {
        int old = idle(task.files, step.a);
        int target = step.b % 60;
        if (old >= 0 && machine.isQuiet(task.files) && !task.files.slots.containsKey(target)) {
            replace(task, flag(step), old, target, flag(step));
            goOn(task);
            goOn(task);
        }
    }

    private void mark(Task task, Step step) {
        int number = idle(task.files, step.a);
        if (number < 0) {
            return;
        }
        boolean on = flag(step);
        if (step.act == Act.FIOCLEX && !machine.isQuiet(task.files)) {
            return;
        }
        task.files.slots.computeIfPresent(number, (n, slot) -> new Slot(slot.file(), on));
        tell(task, step.act + " " + number + " " + on);
        if (step.act == Act.SETFD) {
            send(task, 18, over(72, 0).number(4, number).number(6, 2).number(7, on ? 1 : 0));
        } else {
            raw(task, 16, 0, number, on ? 0x5451 : 0x5450);
        }
    }

    private void closeRange(Task task, Step step) {
        if (!machine.isQuiet(task.files)) {
            return;
        }
        int first = step.a % 20;
        long last = step.b % 3 == 0 ? 0xffff_ffffL : first + step.b % 8;
        int flags = step.b % 4 == 0 ? 0 : step.b % 4 == 1 ? 2 : step.b % 4 == 2 ? 4 : 6;
        tell(task, "close_range " + first + " " + last + " " + flags);
        if ((flags & 2) != 0) {
            machine.unshareFiles(task);
        }
        if ((flags & 4) != 0) {
            task.files.slots.replaceAll((n, slot) -> n >= first && n <= last ? new Slot(slot.file(), true) : slot);
        } else {
            task.files.slots.keySet().removeIf(n -> n >= first && n <= last);
        }
        raw(task, 436, 0, first, last, flags);
    }

    private void unshare(Task task, Step step) {
        if (!machine.isQuiet(task.files) || !machine.isQuiet(task.place)) {
            return;
        }
        long flags = step.a % 3 == 0 ? CLONE_FILES : step.a % 3 == 1 ? CLONE_FS : CLONE_FILES | CLONE_FS;
        tell(task, "unshare " + Long.toHexString(flags));
        if ((flags & CLONE_FILES) != 0) {
            machine.unshareFiles(task);
        }
        if ((flags & CLONE_FS) != 0) {
            task.place = new Place(task.place.cwd);
        }
        raw(task, 272, 0, flags);
    }

    // Processes

    private int newId(int choice) {
        if (choice % 3 == 0) {
            for (int id = 2; id < nextId; id++) {
                if (!machine.isTaken(id)) {
                    return id;
                }
            }
        }
        return nextId++;
    }

    private void container() {
        containers++;
        int pid = nextId++;
        Space space = new Space(containers == 1, "c" + containers);
        space.init = pid;
        Proc proc = new Proc(pid, 1, space);
        proc.start = nextStart += 10;
        proc.exe = "/bin/init" + containers;
        proc.name = "init" + containers;
        proc.program = proc.exe;
        proc.arguments = List.of("-x");
        proc.environment = List.of("PATH=/bin", "HOME=/root");
        proc.session = pid;
        proc.group = pid;
        Task task = new Task(pid, 1, proc.start, proc, new Files(), new Place("/srv"), proc.name);
        proc.tasks.add(task);
        machine.processes.put(pid, proc);
        machine.tasks.add(task);
        story.add("container " + space.container + " starts with " + pid);
        by(task);
        if (!session.facts) {
            sentry.with(facts(task).raw(TestSentry.credentials(0, 0).toBytes()));
        }
        sentry.start("/srv", proc.exe, "-x");
    }

    private void spawn(Task task, Step step) {
        boolean thread = step.act == Act.THREAD || step.act == Act.THREAD_WITH_OWN_FILES;
        boolean files = step.act == Act.CLONE_FILES || step.act == Act.THREAD;
        boolean place = step.act == Act.CLONE_FS || thread;
        boolean sibling = step.act == Act.CLONE_PARENT && !task.proc.isInit();
        if (machine.tasks.size() >= 12 || thread && task.proc.headless) {
            return;
        }
        long flags = (thread ? CLONE_THREAD : 0)
                | (files ? CLONE_FILES : 0)
                | (place ? CLONE_FS : 0)
                | (sibling ? CLONE_PARENT : 0);
        Space space = task.proc.space;
        int tid = newId(step.a);
        int local = space.root ? tid : space.next(tid);
        long start = nextStart += 10;
        Task[] child = {null};
        Fields arguments = new Fields().number(4, flags);
        begin(
                task,
                step.act + " " + tid,
                23,
                call(56).raw(arguments.toBytes()),
                () -> {
                    if (!files && !others(task).isEmpty() || machine.isTaken(tid)) {
                        return false;
                    }
                    by(task);
                    sentry.send(
                            2,
                            new Fields()
                                    .number(3, tid)
                                    .number(4, thread ? task.proc.pid : tid)
                                    .number(5, start)
                                    .number(6, flags));
                    child[0] = thread
                            ? machine.thread(task, task.proc, tid, local, start, files, place)
                            : machine.fork(task, tid, local, start, files, place, sibling);
                    return true;
                },
                () -> {
                    child[0].proc.told |= !thread;
                    send(task, 23, over(56, local).raw(arguments.toBytes()));
                });
    }

    /** Tasks in the middle of a call that share the task's descriptors or directories. */
    private List<Task> others(Task task) {
        return machine.tasks.stream()
                .filter(other ->
                        other != task && other.call != null && (other.files == task.files || other.place == task.place))
                .toList();
    }

    private void execute(Task task, Step step) {
        if (!machine.isQuiet(task.proc) || !machine.isQuiet(task.files)) {
            return;
        }
        String path = "/bin/p" + step.a % 5;
        Fields attempt = new Fields().number(4, AT_FDCWD).text(6, path).texts(7, path, "-" + step.b % 3);
        if (step.act == Act.FAIL) {
            tell(task, "execve fails");
            send(task, 11, over(59, -2).raw(attempt.toBytes()));
            send(task, 7, over(257, -2).number(4, AT_FDCWD).text(6, "/none"));
            send(task, 19, over(32, -9).number(4, NOBODY_HAS));
            send(task, 8, over(3, -9).number(4, step.a % 9));
            send(task, 14, over(105, -1).number(4, 7));
            return;
        }
        tell(task, "execve " + path);
        int former = task.tid;
        Proc proc = task.proc;
        boolean leaderLives = !proc.headless;
        List<Task> dying = proc.tasks.stream().filter(other -> other != task).toList();
        send(task, 11, over(59, 0).raw(attempt.toBytes()));
        send(
                task,
                3,
                new Fields()
                        .text(2, path)
                        .texts(3, path, "-" + step.b % 3)
                        .texts(4, "X=" + step.b % 4)
                        .text(17, path));
        for (Task other : dying) {
            if (!other.leads() || leaderLives) {
                send(other, 5, new Fields().number(2, 9));
            }
        }
        if (former != proc.pid) {
            story.add("    " + former + " is " + proc.pid + " now");
        }
        machine.execute(task, path, List.of("-" + step.b % 3), List.of("X=" + step.b % 4));
    }

    private void exit(Task task, Step step) {
        Proc proc = task.proc;
        if (proc.isInit() && (step.act == Act.EXIT_GROUP || task.leads()) || !machine.isQuiet(proc)) {
            return;
        }
        tell(task, step.act.toString());
        List<Task> dying = step.act == Act.EXIT ? List.of(task) : List.copyOf(proc.tasks);
        for (Task each : dying) {
            send(each, 5, new Fields().number(2, step.b % 3));
            machine.end(each);
        }
        if (proc.tasks.isEmpty()) {
            sentry.in(proc.space.container).as(proc.pid).with(new Fields().number(5, session.starts ? proc.start : 0));
            sentry.send(4, new Fields());
        }
    }

    private void chdir(Task task, Step step) {
        if (!machine.isQuiet(task.place)) {
            return;
        }
        if (step.act == Act.FCHDIR) {
            int number = idle(task.files, step.a);
            Slot slot = task.files.slots.get(number);
            if (slot != null && slot.file().kind == FdInfo.Kind.DIRECTORY) {
                task.place.cwd = slot.file().name;
                tell(task, "fchdir " + number);
                send(task, 13, over(81, 0).number(4, number));
            }
            return;
        }
        String leaf = "w" + step.a % 4;
        boolean relative = step.b % 2 == 0 && task.place.cwd.length() < 40;
        task.place.cwd = relative ? task.place.cwd + "/" + leaf : "/" + leaf;
        tell(task, "chdir to " + task.place.cwd);
        send(task, 13, over(80, 0).number(4, AT_FDCWD).text(6, relative ? leaf : "/" + leaf));
    }

    private void ids(Task task, Step step) {
        int id = step.a % 4 * 500;
        int other = step.b % 4 == 3 ? -1 : step.b % 4 * 500;
        tell(task, step.act + " " + id + " " + other);
        switch (step.act) {
            case SETUID -> {
                task.users = task.users.effective() == 0
                        ? new Ids(id, id, id)
                        : new Ids(task.users.real(), id, task.users.saved());
                send(task, 14, over(105, 0).number(4, id));
            }
            case SETGID -> {
                task.groups = task.users.effective() == 0
                        ? new Ids(id, id, id)
                        : new Ids(task.groups.real(), id, task.groups.saved());
                send(task, 14, over(106, 0).number(4, id));
            }
            case SETREUID -> {
                int effective = other == -1 ? task.users.effective() : other;
                task.users = new Ids(id, effective, effective);
                raw(task, 113, 0, id, other);
            }
            default -> {
                boolean users = step.act == Act.SETRESUID;
                Ids old = users ? task.users : task.groups;
                Ids now = new Ids(id, other == -1 ? old.effective() : other, step.slowly ? old.saved() : id);
                if (users) {
                    task.users = now;
                } else {
                    task.groups = now;
                }
                send(
                        task,
                        15,
                        over(users ? 117 : 119, 0)
                                .number(4, id)
                                .number(5, other & 0xffff_ffffL)
                                .number(6, step.slowly ? 0xffff_ffffL : id));
            }
        }
    }

    private void process(Task task, Step step) {
        Proc proc = task.proc;
        boolean on = flag(step);
        switch (step.act) {
            case SETSID -> {
                if (proc.group != proc.pid && proc.told) {
                    tell(task, "setsid");
                    proc.session = proc.pid;
                    proc.group = proc.pid;
                    send(task, 14, over(112, proc.local));
                }
            }
            case SETPGID -> {
                if (proc.session != proc.pid && proc.told) {
                    tell(task, "setpgid 0 0");
                    proc.group = proc.pid;
                    raw(task, 109, 0, 0, 0);
                }
            }
            case SUBREAPER -> {
                tell(task, "PR_SET_CHILD_SUBREAPER " + on);
                proc.subreaper = on;
                raw(task, 157, 0, 36, on ? 1 : 0);
            }
            case NO_NEW_PRIVS -> {
                tell(task, "PR_SET_NO_NEW_PRIVS");
                proc.noNewPrivileges = true;
                raw(task, 157, 0, 38, 1);
            }
            case PRLIMIT -> {
                tell(task, "prlimit64 " + (64 + step.a % 9));
                proc.fileLimit = 64 + step.a % 9;
                Fields limit = new Fields().number(1, proc.fileLimit).number(2, 4096);
                send(task, 16, over(302, 0).number(5, 7).message(6, limit));
            }
            default -> throw new IllegalArgumentException(step.act.toString());
        }
    }
}
