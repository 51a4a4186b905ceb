// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.state;

import dev.gvtrace.replay.event.type.EventType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The facts of an applied event that state answers for, under the names of their fields. */
final class Facts {
    private Facts() {}

    static Map<String, Object> of(EventContext applied) {
        Map<String, Object> facts = new HashMap<>();
        ThreadInfo thread = applied.thread();
        facts.put("thread.vtid", thread == null ? null : thread.tid());
        if (thread != null) {
            thread(facts, thread);
        }
        if (applied.event().type().is(EventType.Trait.USES_FD)) {
            descriptor(facts, applied);
        }
        return facts;
    }

    private static void thread(Map<String, Object> facts, ThreadInfo thread) {
        ProcessInfo process = thread.process();
        facts.put("proc.vpid", process.pid());
        facts.put("proc.pvpid", thread.parentVpid() == 0 ? null : thread.parentVpid());
        facts.put("proc.name", thread.name());
        facts.put("proc.exe", thread.exe());
        facts.put("proc.args", String.join(" ", thread.arguments()));
        facts.put("proc.exepath", process.program().exepath());
        String cwd = thread.directories().cwd();
        facts.put("proc.cwd", cwd.endsWith("/") ? cwd : cwd + "/");
        facts.put("user.uid", Integer.toUnsignedString(thread.credentials().euid()));
        facts.put("group.gid", Integer.toUnsignedString(thread.credentials().egid()));
        facts.put("gvisor.is_exec_session", process.isExecSession());
        facts.put(
                "container.id",
                process.container() == null ? null : process.container().shortId());
        for (String variable : process.program().environment()) {
            if (variable.startsWith("PATH=")) {
                facts.put("proc.env[PATH]", variable.substring(5));
            }
        }
        ancestors(facts, process);
        program(facts, process.program());
    }

    private static void ancestors(Map<String, Object> facts, ProcessInfo process) {
        ProcessInfo parent = process.parent();
        facts.put("proc.pname", parent == null ? null : parent.name());
        facts.put("proc.pexe", parent == null ? null : parent.exe());
        facts.put("proc.pexepath", parent == null ? null : parent.program().exepath());
        ProcessInfo second = parent == null ? null : parent.parent();
        facts.put("proc.aname[2]", second == null ? null : second.name());
        ProcessInfo third = second == null ? null : second.parent();
        facts.put("proc.aname[3]", third == null ? null : third.name());
    }

    private static void program(Map<String, Object> facts, Program program) {
        facts.put("gvisor.execfn", program.execfn());
        Program.Binary binary = program.binary();
        if (binary != null) {
            facts.put("gvisor.exe.sha256", binary.sha256());
            facts.put("gvisor.exe.sha1", binary.sha1());
            facts.put("gvisor.exe.size", binary.size());
            facts.put("gvisor.exe.nlink", binary.nlink());
            facts.put("proc.exe_ino", binary.ino());
            facts.put("proc.exe_ino.ctime", binary.ctimeNs());
            facts.put("proc.is_exe_upper_layer", binary.upper());
            facts.put("proc.is_exe_lower_layer", binary.lower() && !binary.upper());
            facts.put("proc.is_exe_from_memfd", binary.memfd());
        }
        sibling(facts, "gvisor.pipe_in", program.pipeIn());
        sibling(facts, "gvisor.pipe_out", program.pipeOut());
        List<String> names = List.of("gvisor.stdin", "gvisor.stdout", "gvisor.stderr");
        for (int i = 0; i < 3; i++) {
            Program.StdFd fd = program.stdio().get(i);
            facts.put(names.get(i) + ".path", fd == null ? null : fd.path());
            end(facts, names.get(i) + ".l", fd == null ? null : fd.local());
            end(facts, names.get(i) + ".r", fd == null ? null : fd.remote());
        }
    }

    private static void sibling(Map<String, Object> facts, String name, Program.Sibling sibling) {
        facts.put(name + ".pid", sibling == null ? null : sibling.pid());
        facts.put(name + ".name", sibling == null ? null : sibling.name());
    }

    private static void end(Map<String, Object> facts, String name, Endpoint end) {
        facts.put(name + "ip", end == null ? null : Addresses.text(end.address()));
        facts.put(name + "port", end == null ? null : end.port());
    }

    private static void descriptor(Map<String, Object> facts, EventContext applied) {
        facts.put("fd.num", applied.fdNumber());
        facts.put("fd.name", applied.fdName());
        FdInfo fd = applied.fd();
        facts.put("fd.type", fd == null ? null : fd.kind().text());
        SocketInfo socket = fd == null ? null : fd.socket();
        Endpoint server = socket == null ? null : socket.server();
        Endpoint client = socket == null ? null : socket.client();
        facts.put("fd.sip", server == null ? null : Addresses.text(server.address()));
        facts.put("fd.sport", server == null ? null : server.port());
        facts.put("fd.cip", client == null ? null : Addresses.text(client.address()));
        facts.put("fd.cport", client == null ? null : client.port());
        facts.put("fd.is_server", socket != null && socket.role() == SocketInfo.Role.SERVER);
    }
}
