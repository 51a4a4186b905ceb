// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table.derived;

import dev.gvtrace.replay.event.message.TaskExit;
import dev.gvtrace.replay.state.ContainerInfo;
import dev.gvtrace.replay.state.Credentials;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.ThreadInfo;
import org.jspecify.annotations.Nullable;

/**
 * The life of a process from its start to its end. While it is alive, its properties come from the state; at its end
 * they are copied and the object of the state is released.
 */
final class ProcessLife {
    private static final int SIGNAL = 0x7f;
    private static final int SIGNALLED = 128;
    private static final long ROW_BYTES = 240;

    private final int pid;
    private final long startNs;
    private @Nullable ProcessInfo process;
    private @Nullable ProcessLife parent;
    private int parentPid;
    private int threads;
    private long children;
    private long calls;
    private long failed;
    private Credentials credentials = Credentials.UNKNOWN;
    private ProgramOrigins.Origin origin = ProgramOrigins.Origin.UNKNOWN;

    private boolean ended;
    private long firstEvent;
    private long endEvent;
    private long endNs;
    private int status;
    private boolean statusKnown;

    private String name = "";
    private @Nullable String exepath;
    private @Nullable String user;
    private @Nullable String container;
    private @Nullable String digest;
    private boolean execSession;

    private String commandLine = "";
    private final JoinedArguments arguments;

    /**
     * The life of a living process.
     *
     * @param startNs its start time, ns since the epoch; 0 if unknown
     * @param arguments joins its arguments
     */
    ProcessLife(ProcessInfo process, long startNs, JoinedArguments arguments) {
        this.process = process;
        this.arguments = arguments;
        this.pid = process.pid();
        this.startNs = startNs;
    }

    // events

    /** Sets its parent; the first one is the process that created it. Returns true the first time. */
    boolean born(@Nullable ProcessLife maker, int makerPid) {
        if (parentPid != 0 || makerPid == 0) {
            return false;
        }
        parent = maker;
        parentPid = makerPid;
        if (maker != null) {
            maker.children++;
        }
        return true;
    }

    /** Takes over the program of its creator. */
    void inherit(ProcessLife maker) {
        origin = maker.origin;
    }

    /** Records that it runs another program. */
    void executed(ProgramOrigins.Origin of) {
        origin = of;
    }

    /** Records an event. */
    void occurred(long event) {
        firstEvent = firstEvent == 0 ? event : firstEvent;
    }

    /** Records the event that ends it. */
    void endsWith(long event) {
        endEvent = event;
    }

    /** Its first event; 0 if it had none. */
    long firstEvent() {
        return firstEvent;
    }

    /** The event that ended it; 0 if it lives or that was not observed. */
    long endEvent() {
        return endEvent;
    }

    /** Records a call. */
    void called(boolean hasFailed) {
        calls++;
        failed += hasFailed ? 1 : 0;
    }

    /** Records the ids of one of its threads. */
    void acted(Credentials as) {
        if (as.known()) {
            credentials = as;
        }
    }

    /** Records the current number of its threads. */
    void countThreads() {
        ProcessInfo living = process;
        threads = Math.max(threads, living == null ? 0 : living.threadCount());
    }

    /** Records that its last thread ended at that time; null if no message has the status. */
    void ends(long atNs, @Nullable TaskExit how) {
        endNs = atNs;
        if (how != null) {
            status = how.exitStatus();
            statusKnown = true;
        }
        letGo();
    }

    /** Records that it disappeared without an event; the report to its parent may still follow. */
    void vanishes() {
        ProcessInfo gone = process;
        if (gone != null && gone.notifiedNs() != 0) {
            endNs = gone.notifiedNs();
            status = gone.notifiedStatus();
            statusKnown = true;
        }
        letGo();
    }

    private void letGo() {
        name = name();
        exepath = exepath();
        user = user();
        container = container();
        digest = digest();
        execSession = isExecSession();
        commandLine = commandLine();
        process = null;
        ended = true;
    }

    // properties

    /** The living process; null after its end. */
    @Nullable
    ProcessInfo process() {
        return process;
    }

    /** True after it ended or disappeared. */
    boolean isEnded() {
        return ended;
    }

    int pid() {
        return pid;
    }

    long startNs() {
        return startNs;
    }

    /** Its end time, ns since the epoch; 0 if it is alive or its end was not observed. */
    long endNs() {
        return endNs;
    }

    /** The process that created it; null if unknown or if it has no parent. */
    @Nullable
    ProcessLife parent() {
        return parent;
    }

    /** The id of the process that created it, or 0 if unknown. */
    int parentPid() {
        return parentPid;
    }

    /** The code it exited with, or 128 and the signal that ended it; -1 if unknown. */
    int exit() {
        int signal = status & SIGNAL;
        return !statusKnown ? -1 : signal != 0 ? SIGNALLED + signal : status >> 8 & 0xff;
    }

    /** The number of the signal that ended it, 0 for none. */
    int signal() {
        return status & SIGNAL;
    }

    /** The maximum number of threads that it had at once. */
    int mostThreads() {
        countThreads();
        return threads;
    }

    long children() {
        return children;
    }

    long calls() {
        return calls;
    }

    long failed() {
        return failed;
    }

    Credentials credentials() {
        ProcessInfo living = process;
        ThreadInfo thread = living == null ? null : living.anyThread();
        return thread != null && thread.credentials().known() ? thread.credentials() : credentials;
    }

    ProgramOrigins.Origin origin() {
        return origin;
    }

    String name() {
        ProcessInfo living = process;
        return living == null ? name : living.name();
    }

    @Nullable
    String exepath() {
        ProcessInfo living = process;
        return living == null ? exepath : ProcessFacts.exepath(living);
    }

    /** Its arguments, joined by blanks; its name if they are unknown. */
    String commandLine() {
        ProcessInfo living = process;
        if (living == null) {
            return commandLine;
        }
        String joined = arguments.of(living.program());
        return joined.isEmpty() ? living.name() : joined;
    }

    /** The name of its effective user, as the container's passwd file has it. */
    @Nullable
    String user() {
        ProcessInfo living = process;
        Credentials ids = credentials();
        ContainerInfo home = living == null ? null : living.container();
        ContainerInfo.Account account = home == null || !ids.known() ? null : home.user(ids.euid());
        return living == null ? user : account == null ? null : account.name();
    }

    @Nullable
    String container() {
        ProcessInfo living = process;
        ContainerInfo home = living == null ? null : living.container();
        return living == null ? container : home == null ? null : home.shortId();
    }

    @Nullable
    String digest() {
        ProcessInfo living = process;
        return living == null ? digest : ProcessFacts.digest(living);
    }

    /** True if an exec session started it or one of its ancestors. */
    boolean isExecSession() {
        ProcessInfo living = process;
        return living == null ? execSession : living.isExecSession();
    }

    /** The approximate memory for it, in bytes. */
    long bytes() {
        String path = exepath;
        return ROW_BYTES + commandLine.length() + (path == null ? 0 : path.length());
    }
}
