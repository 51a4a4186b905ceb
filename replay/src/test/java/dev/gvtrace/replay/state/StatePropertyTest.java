// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gvtrace.proto.testing.Choices;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any stream of messages in any order: nothing throws, and what holds always holds. */
class StatePropertyTest {
    private static final String[] NAMES = {"", "/", "/a//b", "rel/../x", ".", "pipe:[3]", "/usr/bin/sh (deleted)"};

    @Property(tries = 120)
    void neverThrowsAndKeepsItsInvariants(@ForAll("choices") Choices choices) {
        SandboxState state = new SandboxState(1);
        TestSentry sentry = new TestSentry(state, new MemoryBudget(state, 200_000));
        while (choices.hasNext()) {
            sentry.in("c" + choices.nextInt(3)).as(id(choices), id(choices));
            if (choices.nextInt(3) == 0) {
                sentry.with(context(choices));
            }
            if (choices.nextInt(60) == 0) {
                sentry.losing(choices.nextInt(5));
            }
            sentry.send(1 + choices.nextInt(38), fields(choices));
            check(state);
        }
        sentry.end();
        for (SilentThread silent : sentry.builder().end()) {
            EventContext reported = sentry.builder().report(silent);
            assertThat(reported.thread().tid()).isEqualTo(silent.tid());
            check(state);
        }
        sentry.builder().settle();
        check(state);
    }

    private static int id(Choices choices) {
        return choices.nextInt(20) == 0 ? choices.nextInt() : choices.nextInt(9);
    }

    private static String name(Choices choices) {
        return NAMES[choices.nextInt(NAMES.length)];
    }

    private static Fields context(Choices choices) {
        Fields context = new Fields();
        context.number(3, choices.nextInt(3))
                .number(5, choices.nextInt(3))
                .text(8, name(choices))
                .text(9, name(choices));
        return context.number(10, id(choices)).number(11, choices.nextInt(2));
    }

    /** Fields of every number and both kinds, so that each message finds some of its own. */
    private static Fields fields(Choices choices) {
        Fields fields = new Fields();
        if (choices.nextInt(4) > 0) {
            fields.message(
                    2,
                    choices.nextInt(4) == 0
                            ? new Fields().number(2, choices.nextInt(140))
                            : new Fields().number(1, choices.nextInt(12)));
        }
        int[] calls = {257, 56, 59, 33, 32, 72, 42, 43, 80, 81, 105, 117, 436, 272, 109, 16, 41, 53, 293, 289, 435};
        for (int field = 2; field < 23; field++) {
            switch (choices.nextInt(4)) {
                case 0 -> fields.number(field, field <= 4 ? calls[choices.nextInt(calls.length)] : choices.nextInt(12));
                case 1 -> fields.number(field, choices.nextInt(6) == 0 ? choices.nextLong() : 0x400);
                case 2 -> fields.text(field, name(choices));
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

    @Provide
    Arbitrary<Choices> choices() {
        return Choices.upTo(24_000);
    }
}
