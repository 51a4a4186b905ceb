// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell on a terminal, which tmux plays: what is typed, and what is on the screen then. */
class ShellTerminalTest {
    /** Only ends a test that waits for what never comes. */
    private static final int MOST_LOOKS = 300;

    @TempDir
    private Path folder;

    private @Nullable Tmux tmux;

    @BeforeEach
    void startShell() throws Exception {
        start("", 150, 30, "workload-2026");
    }

    private void start(String variables, int columns, int rows, String name) throws Exception {
        Path trace = Repository.top().resolve("samples/traces/" + name + ".gvt");
        tmux = Tmux.start(
                folder,
                columns,
                rows,
                "HOME='" + folder + "' XDG_STATE_HOME= XDG_CONFIG_HOME= PAGER='less -RSX' LESS= " + variables + " "
                        + Tmux.program() + " query '" + trace + "'\necho ended with $?\nexec sleep 600\n");
        sees("gvtrace>");
    }

    @AfterEach
    void endTmux() throws Exception {
        if (tmux != null) {
            tmux.close();
        }
    }

    @Test
    void hasCompletionAndHistoryAndSurvivesMistakes() throws Exception {
        type("pstr", "Tab");
        sees("gvtrace> pstree");
        type("-", "-", "Tab");
        sees("gvtrace> pstree --at");
        type("evt:2", "Enter");
        sees("/opt/workload 1500");
        type("frobnicate", "Enter");
        sees("unknown command 'frobnicate'");
        type("ps --at never", "Enter");
        sees("invalid time 'never'");
        type("half a line", "C-c");
        type("ps --at end", "Enter");
        sees("no rows from ");
        type("Up", "Up", "Up", "Up", "Enter");
        sees("gvtrace> pstree --at evt:2", 2);
        type("events evt.type = nosu", "Enter");
        sees("unknown event type nosu");
        endsWithControlD();
        assertThat(Files.readString(folder.resolve(".local/state/gvtrace/query-history"), StandardCharsets.UTF_8))
                .contains("pstree --at", "frobnicate");
    }

    private void restart(String variables, int columns, int rows, String name) throws Exception {
        endTmux();
        start(variables, columns, rows, name);
    }

    @Test
    void tablesFitTheScreenAndLongAnswersGoToThePager() throws Exception {
        restart("", 80, 24, "web-break-in");
        sees("web-break-in.gvt | 1386 messages | none lost");
        type("ps", "Enter");
        sees("columns left out: uid, threads, end, container; times to the millisecond; --wide shows all");
        sees("busybox nc 203.0.11\u2026");
        type("connections --no-pager", "Enter");
        sees("203.0.113.9:4444");
        type("ps -v", "Enter");
        sees("cmdline    busybox httpd");
        sees("\n:");
        type("q");
        sees("20 rows from 838 events", 2);
        type("events | limit 100", "Enter");
        sees("\n:", 1);
        type("q", "Enter");
        type("quit", "Enter");
        sees("ended with 0");
    }

    @Test
    void valuesAreCompletedAndMistakesHaveCarets() throws Exception {
        type("events proc.name = wor");
        completes("gvtrace> events proc.name = workload");
        type("C-c");
        type("events evt.typ = open", "Enter");
        sees("nonexistent field evt.typ; nearest: evt.type");
        sees("  events evt.typ = open\n         ^^^^^^^");
        type("pss", "Enter");
        sees("unknown command 'pss'; nearest: ps");
        type("events evt.type = execve |", "Enter", "count", "Enter");
        sees("1 row from 368 events");
        type("define kids = processes ppid = $1 | count", "Enter", "kids 1", "Enter");
        sees("1 row from 368 events", 2);
        endsWithControlD();
    }

    @Test
    void aStartFileAndADumbTerminalAreRespected() throws Exception {
        Files.writeString(folder.resolve(".gvtracerc"), "set format csv\nset nothing on\n");
        restart("TERM=dumb", 80, 24, "workload-2026");
        sees(".gvtracerc:2: unknown setting 'nothing'");
        type("ps | count", "Enter");
        sees("count\n");
        type("set format table", "Enter");
        type("events", "Enter");
        sees("368 rows from 368 events");
        assertThat(tmux.run("capture-pane", "-p", "-e", "-S", "-200", "-t", "s"))
                .doesNotContain("\u001b[");
        endsWithControlD();
    }

    @Test
    void helpsFitsTheWindowAndQuits() throws Exception {
        type("help --no-pager", "Enter");
        sees("ends the shell, as Ctrl-D does");
        tmux.run("resize-window", "-t", "s", "-x", "60", "-y", "20");
        type("sockstat --at +1.311s", "Enter");
        sees("127.0.0.1:4444");
        type("quit", "Enter");
        sees("ended with 0");
    }

    /** Types Tab until the text is on the screen: values are found while the trace is read. */
    private void completes(String text) throws Exception {
        for (int look = 0; look < MOST_LOOKS && !screen().contains(text); look++) {
            type("Tab");
            Thread.sleep(100);
        }
        sees(text);
    }

    /** Types it until the shell has ended: between an answer and the next prompt a terminal takes it from the shell. */
    private void endsWithControlD() throws Exception {
        for (int look = 0; look < MOST_LOOKS && !screen().contains("ended with 0"); look++) {
            type("C-d");
            Thread.sleep(100);
        }
        sees("ended with 0");
    }

    private String screen() throws Exception {
        return tmux.run("capture-pane", "-p", "-J", "-S", "-200", "-t", "s");
    }

    private void type(String... keys) throws Exception {
        tmux.type(keys);
    }

    private void sees(String text) throws Exception {
        sees(text, 1);
    }

    /** Waits until the text is on the screen, or above it, that many times. */
    private void sees(String text, int times) throws Exception {
        String screen = "";
        for (int look = 0; look < MOST_LOOKS; look++) {
            screen = screen();
            if (screen.split(java.util.regex.Pattern.quote(text), -1).length > times) {
                return;
            }
            Thread.sleep(100);
        }
        assertThat(screen).as("'%s', %d times", text, times).isEmpty();
    }
}
