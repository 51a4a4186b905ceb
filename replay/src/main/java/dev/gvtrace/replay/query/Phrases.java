// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import java.util.List;
import java.util.stream.Collectors;

/** The conditions behind commands whose arguments are values; they are in Falco's language. */
final class Phrases {
    /** Fields with the path of a call, as passed and as the Sentry resolved it. */
    private static final List<String> PATHS = List.of(
            "fd.name", "gvisor.fd_path", "fs.path.name", "fs.path.source", "fs.path.target", "gvisor.mmap.path");

    /** Fields of a call. */
    private static final List<String> CALL_TEXTS = List.of("evt.args", "fd.name", "gvisor.fd_path");

    /** Fields of a process, which stay the same until it runs another program. */
    private static final List<String> PROGRAM_TEXTS = List.of(
            "proc.name",
            "proc.exepath",
            "proc.cmdline",
            "gvisor.cmdline",
            "proc.env",
            "proc.cwd",
            "gvisor.exe.sha256",
            "gvisor.exe.sha1",
            "user.name",
            "container.id",
            "container.name",
            "container.image");

    private static final List<String> SHELLS =
            List.of("sh", "ash", "bash", "dash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish");

    private Phrases() {}

    /** The types of events of which the life of a path consists, also where their paths are not sent. */
    static final List<String> FILE_EVENTS = List.of(
            "open",
            "openat",
            "creat",
            "read",
            "write",
            "execve",
            "unlink",
            "unlinkat",
            "rename",
            "renameat",
            "renameat2",
            "chmod",
            "fchmodat");

    /** Events that open, use, change or run the file with that path. */
    static String file(String path) {
        String value = quoted(path);
        String named = PATHS.stream().map(field -> field + " = " + value).collect(Collectors.joining(" or "));
        return named + " or evt.type in (execve, execveat) and proc.exepath = " + value;
    }

    /** Calls and programs with a text in one of their fields, ignoring case. */
    static String grep(String text) {
        String value = quoted(text);
        return anyContains(CALL_TEXTS, value) + " or evt.type in (execve, execveat) and ("
                + anyContains(PROGRAM_TEXTS, value) + ")";
    }

    private static String anyContains(List<String> fields, String value) {
        return fields.stream().map(field -> field + " icontains " + value).collect(Collectors.joining(" or "));
    }

    /** Columns of a shell and its standard descriptors. */
    static final List<String> SHELL_COLUMNS =
            List.of("proc.pid", "proc.ppid", "proc.name", "proc.cmdline", "proc.stdin.name", "proc.stdout.name");

    /**
     * Events at which a shell has a socket as a standard descriptor: it was started with one, or copied another
     * descriptor to one. A forked copy of the shell that is about to run a command inherits them and is omitted.
     */
    static String shells() {
        String sockets = List.of("stdin", "stdout", "stderr").stream()
                .map(name -> "proc." + name + ".type in (ipv4, ipv6, unix)")
                .collect(Collectors.joining(" or "));
        return "(proc.name in (" + String.join(", ", SHELLS) + ") or proc.cmdline startswith 'busybox sh'"
                + " or proc.cmdline startswith 'busybox ash') and (" + sockets + ") and (evt.type in (execve, execveat)"
                + " or evt.type in (dup, dup2, dup3) and fd.type in (ipv4, ipv6, unix))";
    }

    /** A value as written in conditions. */
    static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
