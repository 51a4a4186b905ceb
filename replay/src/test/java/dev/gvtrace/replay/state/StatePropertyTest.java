// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any stream of messages in any order: nothing throws, and what holds always holds. */
class StatePropertyTest {
    private static final String[] NAMES = {"", "/", "/a//b", "rel/../x", ".", "pipe:[3]", "/usr/bin/sh (deleted)"};

    @Property(tries = 120)
    void neverThrowsAndKeepsItsInvariants(@ForAll long seed) {
        Random random = new Random(seed);
        SandboxState state = new SandboxState(1);
        TestSentry sentry = new TestSentry(state, new MemoryBudget(state, 200_000));
        for (int i = 0; i < 400; i++) {
            sentry.in("c" + random.nextInt(3)).as(id(random), id(random));
            if (random.nextInt(3) == 0) {
                sentry.with(context(random));
            }
            if (random.nextInt(60) == 0) {
                sentry.losing(random.nextInt(5));
            }
            sentry.send(1 + random.nextInt(38), fields(random));
            check(state);
        }
        sentry.end();
        for (SilentThread silent : sentry.builder().end()) {
            EventContext told = sentry.builder().tell(silent);
            assertThat(told.thread().tid()).isEqualTo(silent.tid());
            check(state);
        }
        sentry.builder().settle();
        check(state);
    }

    private static int id(Random random) {
        return random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(9);
    }

    private static String name(Random random) {
        return NAMES[random.nextInt(NAMES.length)];
    }

    private static Fields context(Random random) {
        Fields context = new Fields();
        context.number(3, random.nextInt(3))
                .number(5, random.nextInt(3))
                .text(8, name(random))
                .text(9, name(random));
        return context.number(10, id(random)).number(11, random.nextInt(2));
    }

    /** Fields of every number and both kinds, so that each message finds some of its own. */
    private static Fields fields(Random random) {
        Fields fields = new Fields();
        if (random.nextInt(4) > 0) {
            fields.message(
                    2,
                    random.nextInt(4) == 0
                            ? new Fields().number(2, random.nextInt(140))
                            : new Fields().number(1, random.nextInt(12)));
        }
        int[] calls = {257, 56, 59, 33, 32, 72, 42, 43, 80, 81, 105, 117, 436, 272, 109, 16, 41, 53, 293, 289, 435};
        for (int field = 2; field < 23; field++) {
            switch (random.nextInt(4)) {
                case 0 -> fields.number(field, field <= 4 ? calls[random.nextInt(calls.length)] : random.nextInt(12));
                case 1 -> fields.number(field, random.nextInt(6) == 0 ? random.nextLong() : 0x400);
                case 2 -> fields.text(field, name(random));
                default -> {}
            }
        }
        return fields;
    }

    private static void check(SandboxState state) {
        Map<Integer, ThreadInfo> byId = new HashMap<>();
        Map<FdTable, Integer> users = new IdentityHashMap<>();
        Set<ProcessInfo> processes = Collections.newSetFromMap(new IdentityHashMap<>());
        processes.addAll(state.processes());
        for (ProcessInfo process : processes) {
            assertThat(state.process(process.pid())).isSameAs(process);
            assertThat(process.exited()).isFalse();
            assertThat(process.members).isNotEmpty();
            for (ThreadInfo thread : process.members) {
                assertThat(thread.process()).isSameAs(process);
                assertThat(byId.put(thread.tid(), thread)).isNull();
                assertThat(state.thread(thread.tid())).isSameAs(thread);
                users.merge(thread.descriptors(), 1, Integer::sum);
            }
            ProcessInfo parent = process.parent();
            if (parent != null) {
                assertThat(parent.exited() || processes.contains(parent)).isTrue();
                assertThat(parent.children()).contains(process);
                assertThat(process.parentPid()).isEqualTo(parent.pid());
            }
            ends(process);
        }
        assertThat(state.threads.size()).isEqualTo(byId.size()).isLessThanOrEqualTo(Limits.THREADS);
        assertThat(state.containers()).hasSizeLessThanOrEqualTo(Limits.CONTAINERS);
        assertThat(state.silent).hasSizeLessThanOrEqualTo(Limits.SILENT);
        users.forEach((table, count) -> {
            assertThat(table.sharers()).isEqualTo(count);
            assertThat(table.all()).hasSize(table.size()).hasSizeLessThanOrEqualTo(Limits.DESCRIPTORS_PER_TABLE);
            for (FdInfo fd : table.all()) {
                assertThat(table.get(fd.number())).isSameAs(fd);
            }
        });
    }

    /** Lines of ancestors have an end. */
    private static void ends(ProcessInfo process) {
        int steps = 0;
        for (ProcessInfo p = process; p != null; p = p.parent()) {
            assertThat(++steps).isLessThan(1000);
        }
    }
}
