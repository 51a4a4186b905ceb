// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query;

import java.util.List;
import java.util.Map;

/** Examples of the commands, stages and tables of the shell. */
public final class QueryExamples {
    private static final Map<String, List<String>> EXAMPLES = Map.ofEntries(
            Map.entry("ps", List.of("ps", "ps --at +2s", "ps 13 15", "ps | where uid = 0 | count by name")),
            Map.entry("pstree", List.of("pstree", "pstree 13 --at evt:120")),
            Map.entry("lsof", List.of("lsof 13", "lsof 13 --at evt:120", "lsof | where type = ipv4")),
            Map.entry("sockstat", List.of("sockstat", "sockstat --at +2s")),
            Map.entry("env", List.of("env 13", "env 13 | where name = PATH")),
            Map.entry(
                    "events",
                    List.of(
                            "events evt.type = openat and fd.name startswith /etc",
                            "events evt.failed = true --from +1s --to +2s",
                            "events proc.name in (sh, bash) | count by evt.type",
                            "events | timeline every 10s by proc.name")),
            Map.entry("around", List.of("around evt:120", "around evt:120 -1s +1s")),
            Map.entry("who", List.of("who 13", "who 13 --at evt:120")),
            Map.entry("file", List.of("file /etc/passwd", "file '/tmp/a name' --from +1s")),
            Map.entry("dropped", List.of("dropped", "dropped | fields evt,exepath,sha256")),
            Map.entry("shells", List.of("shells")),
            Map.entry("grep", List.of("grep passwd", "grep 'curl http' --from +1s")),
            Map.entry("weird", List.of("weird", "weird | count by kind")),
            Map.entry("gaps", List.of("gaps")),
            Map.entry("processes", List.of("processes uid = 0 and name in (sh, bash)", "processes --at +2s")),
            Map.entry("executions", List.of("executions origin = written", "executions | count by exepath")),
            Map.entry("files", List.of("files path startswith /etc", "files | top 10 by bytes_written")),
            Map.entry(
                    "connections", List.of("connections outcome = connected", "connections | sum bytes_out by remote")),
            Map.entry("alerts", List.of("alerts | count by priority,rule")),
            Map.entry("where", List.of("ps | where uid = 0")),
            Map.entry("fields", List.of("events evt.type = execve | fields evt,proc.cmdline,proc.aname[2]")),
            Map.entry("count", List.of("events | count", "events | count by evt.type,proc.name")),
            Map.entry("sum", List.of("connections | sum bytes_out by remote")),
            Map.entry("min", List.of("events | min time by proc.name")),
            Map.entry("max", List.of("events | max time by proc.name")),
            Map.entry("avg", List.of("files | avg bytes_read by container")),
            Map.entry("distinct", List.of("events | distinct proc.name,proc.exepath")),
            Map.entry("top", List.of("files | top 10 by bytes_written", "events | count by evt.type | top 5")),
            Map.entry("sort", List.of("files | sort bytes_written:desc,path")),
            Map.entry("limit", List.of("events | limit 20")),
            Map.entry("timeline", List.of("events | timeline", "events | timeline every 10s by proc.name")),
            Map.entry("rules", List.of("rules my-rules.yaml", "rules rules.d")),
            Map.entry("goto", List.of("goto evt:120", "goto 23:52:22")),
            Map.entry("next", List.of("next", "next evt.type = execve")),
            Map.entry("back", List.of("back", "back evt.type = connect")),
            Map.entry("set", List.of("set", "set wide on", "set format json")),
            Map.entry(
                    "define",
                    List.of(
                            "define etc = files path startswith /etc",
                            "define kids = processes ppid = $1",
                            "define etc =")));

    private QueryExamples() {}

    /** The examples of a command, stage or table; none for any other name. */
    public static List<String> of(String name) {
        return EXAMPLES.getOrDefault(name, List.of());
    }
}
