// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Estimates how much memory the state takes, and makes the state forget when that is too much ({@link
 * Limits#STATE_BYTES}). What is added is charged at once; what went away is found when the charges reach the limit and
 * everything is counted anew, so that nothing has to be kept track of.
 */
final class Census {
    private static final int TEXT = 48;
    private static final int ELEMENT = 8;
    private static final long ENOUGH = Limits.STATE_BYTES / 4 * 3;

    static final int THREAD = 250;
    static final int PROCESS = 400;
    static final int DESCRIPTOR = 160;

    private final SandboxState state;
    private final long limit;
    private long charged;
    private int number;

    Census(SandboxState state, long limit) {
        this.state = state;
        this.limit = limit;
    }

    Census(SandboxState state) {
        this(state, Limits.STATE_BYTES);
    }

    void charge(long bytes) {
        charged += bytes;
    }

    void charge(FdInfo fd) {
        charged += DESCRIPTOR + fd.name().length() + fd.rawName().length();
    }

    void charge(List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            charged += ELEMENT + texts.get(i).length();
        }
    }

    /** True if it is time to {@link #take} one. */
    boolean isDue() {
        return charged > limit;
    }

    /** Counts anew, and forgets as much as is needed. */
    void take() {
        long enough = Math.min(ENOUGH, limit / 4 * 3);
        charged = count();
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

    /** True if even without texts the processes are too many; then they have to go. */
    boolean isStillTooMuch() {
        return charged > Math.min(ENOUGH, limit / 4 * 3);
    }

    private long count() {
        number++;
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        long bytes = 0;
        for (ProcessInfo p = state.eldest(); p != null; p = p.later) {
            bytes += PROCESS + text(p.exe, seen) + text(p.name, seen) + program(p.program, seen);
            for (ThreadInfo thread : p.members) {
                bytes += THREAD;
                if (seen.add(thread.descriptors)) {
                    bytes += descriptors(thread.descriptors, seen);
                }
                bytes += text(thread.directories.cwd(), seen);
            }
        }
        for (ContainerInfo container : state.containers.values()) {
            bytes += PROCESS + texts(container.arguments, seen) + texts(container.environment, seen);
        }
        return bytes;
    }

    private long descriptors(FdTable table, Set<Object> seen) {
        long bytes = table.weight();
        for (FdInfo fd : table.all()) {
            if (fd.counted != number) {
                fd.counted = number;
                bytes += DESCRIPTOR + text(fd.name(), seen) + text(fd.rawName(), seen) + text(fd.sentryPath(), seen);
            }
        }
        return bytes;
    }

    private static long program(Program program, Set<Object> seen) {
        if (!seen.add(program)) {
            return 0;
        }
        return PROCESS
                + text(program.exepath(), seen)
                + texts(program.argv(), seen)
                + texts(program.environment(), seen);
    }

    private static long texts(List<String> texts, Set<Object> seen) {
        if (texts.isEmpty() || !seen.add(texts)) {
            return 0;
        }
        long bytes = TEXT + (long) ELEMENT * texts.size();
        for (String text : texts) {
            bytes += text(text, seen);
        }
        return bytes;
    }

    private static long text(String text, Set<Object> seen) {
        return text.isEmpty() || !seen.add(text) ? 0 : TEXT + text.length();
    }

    private void forgetEnvironmentsAndDescriptors() {
        for (ContainerInfo container : state.containers.values()) {
            container.environment = List.of();
        }
        for (ProcessInfo p = state.eldest(); p != null; p = p.later) {
            p.program = p.program.withoutEnvironment();
            for (ThreadInfo thread : p.members) {
                thread.descriptors.clear();
            }
        }
    }

    private void forgetPrograms() {
        for (ContainerInfo container : state.containers.values()) {
            container.arguments = List.of();
        }
        for (ProcessInfo p = state.eldest(); p != null; p = p.later) {
            p.program = Program.UNKNOWN;
            p.arguments = List.of();
            p.exe = "";
            for (ThreadInfo thread : p.members) {
                thread.directories.forgetCwd();
            }
        }
    }
}
