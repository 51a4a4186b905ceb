// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import static dev.gvtrace.replay.table.derived.Workload.ENOENT;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random workloads of a few processes that open, copy, share, move, run and close. */
final class RandomWorkload {
    private static final int PROCESSES = 4;
    private static final int NUMBERS = 6;
    private static final int KINDS = 16;

    private RandomWorkload() {}

    /** A step. */
    record Step(int kind, int process, int a, int b) {}

    static Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, NUMBERS - 1);
        return Combinators.combine(
                        Arbitraries.integers().between(0, KINDS - 1),
                        Arbitraries.integers().between(1, PROCESSES),
                        number,
                        number)
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(80);
    }

    /** The workload of these steps; steps of processes that are not alive are skipped. */
    static Workload of(List<Step> steps) {
        Workload workload = new Workload().start("/bin/sh");
        boolean[] alive = new boolean[PROCESSES + 1];
        alive[1] = true;
        for (Step step : steps) {
            if (alive[step.process()]) {
                descriptors(step, workload.as(step.process()), alive);
            }
        }
        return workload;
    }

    private static void descriptors(Step step, Workload workload, boolean[] alive) {
        switch (step.kind()) {
            case 0, 1 -> workload.tcp(step.a());
            case 2 -> workload.socket(2, 1 | Workload.CLOEXEC, step.a());
            case 3 -> workload.dup2(step.a(), step.b());
            case 4 -> workload.close(step.a());
            case 5 -> workload.raw(436, 0, step.a(), step.b(), 0);
            case 6 -> workload.open("/f" + step.b(), 0, step.a());
            case 7 -> workload.open("/f" + step.b(), Workload.CREATE | Workload.WRITE, -ENOENT);
            case 8, 9 -> workload.read(step.a(), 7L * step.b());
            case 10, 11 -> workload.write(step.a(), 1000L + step.b());
            case 12 -> workload.write(step.a(), -32);
            default -> processes(step, workload, alive);
        }
    }

    private static void processes(Step step, Workload workload, boolean[] alive) {
        if (step.kind() == 13) {
            workload.exec("/bin/a", "a");
        } else if (step.kind() == 14 && step.process() > 1) {
            alive[step.process()] = false;
            workload.exit(step.a() << 8);
        } else if (step.kind() == 15) {
            int child = 1 + step.a() % PROCESSES;
            if (!alive[child]) {
                alive[child] = true;
                workload.clone(child, child, step.b() % 2 == 0 ? 0 : Workload.SHARE_FILES);
            }
        }
    }
}
