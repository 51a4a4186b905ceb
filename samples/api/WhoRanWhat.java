// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

import dev.gvtrace.api.AlertStream;
import dev.gvtrace.api.Rows;
import dev.gvtrace.api.Rules;
import dev.gvtrace.api.TableQuery;
import dev.gvtrace.api.Trace;
import java.nio.file.Path;

/** Prints who ran what in a trace, then the alerts of a rule. */
public final class WhoRanWhat {
    private static final String RULE = """
            - rule: Shell started
              desc: nobody types commands in this container
              condition: evt.type in (execve, execveat) and proc.name in (sh, bash, dash)
              output: shell started (parent=%proc.pname user=%user.uid)
              priority: WARNING
            """;

    public static void main(String[] args) {
        Rules rules = Rules.ofText("shell.yaml", RULE);
        TableQuery programs = TableQuery.of("events")
                .columns("evt.num", "user.uid", "proc.pname", "gvisor.cmdline")
                .where("evt.type in (execve, execveat)");
        try (Trace trace = Trace.open(Path.of(args[0]));
                Rows rows = trace.scan(programs);
                AlertStream alerts = trace.alerts(rules)) {
            while (rows.next()) {
                String parent = rows.isNull(2) ? "" : " from " + rows.textAt(2);
                System.out.println("event " + rows.longAt(0) + ": user " + rows.shown(1) + " ran " + rows.textAt(3) + parent);
            }
            alerts.forEachRemaining(alert -> System.out.println(alert.toLine()));
        }
    }
}
