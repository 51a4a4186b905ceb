// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.event.Event;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.state.FdInfo;
import dev.gvtrace.replay.state.ProcessInfo;
import dev.gvtrace.replay.state.SandboxState;
import dev.gvtrace.replay.state.SilentThread;
import dev.gvtrace.replay.state.ThreadInfo;
import dev.gvtrace.replay.table.Needs;
import dev.gvtrace.text.Text;
import java.util.ArrayList;
import java.util.List;

/** What a listener was given, as lines of text. */
final class Heard implements ReplayListener {
    final List<String> events = new ArrayList<>();
    final List<String> others = new ArrayList<>();
    String end = "";
    long before = -1;
    private final boolean partly;

    Heard(boolean partly) {
        this.partly = partly;
    }

    @Override
    public Needs needs() {
        return partly ? Needs.PART : Needs.ALL;
    }

    @Override
    public void beginsAfter(long number) {
        before = number;
    }

    @Override
    public boolean event(EventContext applied) {
        Event event = applied.event();
        ThreadInfo thread = applied.thread();
        FdInfo fd = applied.fd();
        events.add(applied.number() + " " + event.timeNs() + " " + event.type().name() + " " + event.threadId() + " "
                + event.result() + " " + event.failed() + " " + event.dropped() + " " + event.execProof() + " "
                + event.concealed() + " " + applied.unopened() + " " + applied.fdName() + " " + applied.fdNumber()
                + (fd == null ? "" : " " + fd.ino() + fd.sentryPath() + fd.kind())
                + (thread == null ? "" : thread(thread) + process(thread.process()))
                + applied.sandbox().lostBefore() + applied.sandbox().lossTimeNs());
        return true;
    }

    private static String thread(ThreadInfo thread) {
        return " " + thread.tid() + " " + thread.localTid() + thread.name() + thread.credentials()
                + thread.directories().cwd() + thread.directories().root()
                + thread.descriptors().size();
    }

    private static String process(ProcessInfo process) {
        ProcessInfo parent = process.parent();
        return " " + process.pid() + " " + process.localPid() + " " + process.origin() + process.commandLine()
                + process.exe() + process.sessionId() + process.tty() + process.threadCount()
                + process.children().size()
                + (parent == null ? "" : "^" + parent.pid() + parent.name())
                + (process.container() == null ? "" : process.container().facts())
                + process.program().execNs();
    }

    @Override
    public void gap(long fromNs, long toNs, long lost, Text cause) {
        others.add("gap " + fromNs + " " + toNs + " " + lost + " " + cause);
    }

    @Override
    public void violation(long receivedNs, String detail) {
        others.add("violation " + receivedNs + detail);
    }

    @Override
    public void silent(SilentThread thread) {
        others.add(thread + " " + thread.parentPid() + thread.timeNs() + thread.uncertain());
    }

    @Override
    public void end(SandboxState state, boolean complete) {
        StringBuilder text = new StringBuilder().append(complete).append(state.lost());
        for (ThreadInfo thread : state.threads()) {
            text.append('\n').append(thread(thread)).append(process(thread.process()));
            for (FdInfo fd : thread.descriptors().all()) {
                text.append(' ')
                        .append(fd.number())
                        .append(fd.name())
                        .append(fd.rawName())
                        .append(fd.openFlags())
                        .append(fd.closeOnExec())
                        .append(state.isUncertain(fd));
            }
        }
        end = text.toString();
    }
}
