// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.replay.state.Machine.Files;
import dev.gvtrace.replay.state.Machine.Ids;
import dev.gvtrace.replay.state.Machine.OpenFile;
import dev.gvtrace.replay.state.Machine.Proc;
import dev.gvtrace.replay.state.Machine.Task;
import dev.gvtrace.replay.state.MachineRun.Act;
import dev.gvtrace.replay.state.MachineRun.Session;
import dev.gvtrace.replay.state.MachineRun.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** State against a small machine: after each step both have the same processes, threads and descriptors. */
class StateModelTest {
    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 59);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.of(Act.class),
                        number,
                        number,
                        Arbitraries.of(false, true))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    @Provide
    Arbitrary<Session> sessions() {
        Arbitrary<Boolean> either = Arbitraries.of(false, true);
        return Combinators.combine(either, either, either).as(Session::new);
    }

    @Property(tries = 60)
    void stateIsWhatTheMachineIs(@ForAll("sessions") Session session, @ForAll("steps") List<Step> steps) {
        compareAfterEach(session, steps);
    }

    @Property(tries = 10_000)
    @Tag("faults")
    void stateIsWhatTheMachineIsAllTheTime(@ForAll("sessions") Session session, @ForAll("steps") List<Step> steps) {
        compareAfterEach(session, steps);
    }

    private static void compareAfterEach(Session session, List<Step> steps) {
        MachineRun run = new MachineRun(session);
        for (Step step : steps) {
            run.step(step);
            compare(run, session);
        }
        run.finish();
        compare(run, session);
    }

    private static void compare(MachineRun run, Session session) {
        run.sentry.builder().settle();
        String is = ofState(run);
        String expected = ofMachine(run);
        if (!is.equals(expected)) {
            List<String> missing = new ArrayList<>(expected.lines().toList());
            List<String> wrong = new ArrayList<>(is.lines().toList());
            missing.removeAll(is.lines().toList());
            wrong.removeAll(expected.lines().toList());
            assertThat(wrong)
                    .as("%s%n%s%n", session, String.join(System.lineSeparator(), run.story))
                    .isEqualTo(missing);
        }
    }

    private static String ofMachine(MachineRun run) {
        Machine machine = run.machine;
        StringBuilder text = new StringBuilder();
        Map<Object, Integer> shared = new IdentityHashMap<>();
        for (Proc proc : machine.processes.values()) {
            text.append("process ").append(proc.pid);
            text.append(" parent ").append(proc.parent);
            text.append(proc.told ? " local " + proc.local : "");
            text.append(" in ").append(proc.space.container);
            text.append(" session ").append(proc.session).append(" group ").append(proc.group);
            text.append(" limit ").append(proc.fileLimit);
            text.append(proc.subreaper ? " subreaper" : "").append(proc.noNewPrivileges ? " no new privileges" : "");
            text.append(" runs ")
                    .append(proc.program)
                    .append(" as ")
                    .append(proc.exe)
                    .append(' ')
                    .append(proc.name);
            text.append(' ').append(proc.arguments).append(proc.environment).append('\n');
            Map<Integer, Task> tasks = new TreeMap<>();
            proc.tasks.forEach(task -> tasks.put(task.tid, task));
            for (Task task : tasks.values()) {
                text.append("  thread ").append(task.tid).append(' ').append(task.name);
                ids(text, task.users, task.groups);
                text.append(" table ").append(number(shared, task.files)).append(" of ");
                text.append(machine.tasks.stream()
                        .filter(other -> other.files == task.files)
                        .count());
                if (machine.isQuiet(task.place)) {
                    text.append(" in ")
                            .append(number(shared, task.place))
                            .append(' ')
                            .append(task.place.cwd);
                } else {
                    number(shared, task.place);
                }
                text.append('\n');
                if (machine.isQuiet(task.files)) {
                    files(text, task.files, shared);
                }
            }
        }
        return text.toString();
    }

    private static void ids(StringBuilder text, Ids users, Ids groups) {
        text.append(" users ").append(List.of(users.real(), users.effective(), users.saved()));
        text.append(" groups ").append(List.of(groups.real(), groups.effective(), groups.saved()));
    }

    private static int number(Map<Object, Integer> shared, Object thing) {
        return shared.computeIfAbsent(thing, key -> shared.size() + 1);
    }

    private static void files(StringBuilder text, Files files, Map<Object, Integer> shared) {
        files.slots.forEach((number, slot) -> {
            OpenFile file = slot.file();
            text.append("    ")
                    .append(number)
                    .append(' ')
                    .append(file.kind)
                    .append(' ')
                    .append(file.name);
            text.append(file.kind == FdInfo.Kind.PIPE ? number(shared, file) : "");
            text.append(slot.closeOnExec() ? " close on exec" : "").append('\n');
        });
    }

    private static String ofState(MachineRun run) {
        SandboxState state = run.sentry.state;
        StringBuilder text = new StringBuilder();
        Map<Object, Integer> shared = new IdentityHashMap<>();
        Map<Long, Object> pipes = new HashMap<>();
        Map<Integer, ProcessInfo> processes = new TreeMap<>();
        state.processes().forEach(process -> processes.put(process.pid(), process));
        for (ProcessInfo process : processes.values()) {
            Proc proc = run.machine.processes.get(process.pid());
            text.append("process ").append(process.pid());
            text.append(" parent ").append(process.parentPid());
            text.append(proc != null && proc.told ? " local " + process.localPid() : "");
            text.append(" in ").append(process.container().id());
            text.append(" session ").append(process.sessionId());
            text.append(" group ").append(process.processGroup());
            text.append(" limit ").append(process.fdLimit());
            text.append(process.isSubreaper() ? " subreaper" : "");
            text.append(process.hasNoNewPrivileges() ? " no new privileges" : "");
            text.append(" runs ").append(process.program().exepath()).append(" as ");
            text.append(process.exe()).append(' ').append(process.name()).append(' ');
            text.append(process.arguments())
                    .append(process.program().environment())
                    .append('\n');
            Map<Integer, ThreadInfo> threads = new TreeMap<>();
            process.threads().forEach(thread -> threads.put(thread.tid(), thread));
            threads.values().forEach(thread -> thread(text, run, thread, shared, pipes));
        }
        return text.toString();
    }

    private static void thread(
            StringBuilder text,
            MachineRun run,
            ThreadInfo thread,
            Map<Object, Integer> shared,
            Map<Long, Object> pipes) {
        Task task = run.machine.tasks.stream()
                .filter(each -> each.tid == thread.tid())
                .findFirst()
                .orElse(null);
        Credentials who = thread.credentials();
        text.append("  thread ").append(thread.tid()).append(' ').append(thread.name());
        ids(text, new Ids(who.ruid(), who.euid(), who.suid()), new Ids(who.rgid(), who.egid(), who.sgid()));
        text.append(" table ").append(number(shared, thread.descriptors())).append(" of ");
        text.append(thread.descriptors().sharers());
        int place = number(shared, thread.directories());
        if (task == null || run.machine.isQuiet(task.place)) {
            text.append(" in ")
                    .append(place)
                    .append(' ')
                    .append(thread.directories().cwd());
        }
        text.append('\n');
        if (task != null && !run.machine.isQuiet(task.files)) {
            return;
        }
        for (FdInfo fd : thread.descriptors().all()) {
            boolean named = fd.kind() == FdInfo.Kind.FILE || fd.kind() == FdInfo.Kind.DIRECTORY;
            text.append("    ")
                    .append(fd.number())
                    .append(' ')
                    .append(fd.kind())
                    .append(' ');
            text.append(named ? fd.name() : "");
            if (fd.kind() == FdInfo.Kind.PIPE) {
                text.append(number(shared, pipes.computeIfAbsent(fd.ino(), key -> new Object())));
            }
            text.append(fd.closeOnExec() ? " close on exec" : "").append('\n');
        }
    }
}
